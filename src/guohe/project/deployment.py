"""Which kind of books these are, and whether anybody can sign in to them: asked by the owner, before anyone acts."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from guohe.kernel.findings import Finding, Level, Refused

# The databases whose kind was read: it is written once, so it is asked once a process.
_COMPARED: Final[set[tuple[str, str, str]]] = set()


def compare_kind(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Every connection first reads which kind of books its database holds; another kind than the mode's is refused (ACC-753).

    Sent by Django when a connection is made, so that no command, page or job comes before it. A database that says nothing
    yet holds nothing yet: the set-up writes the kind before the first row.
    """
    at = connection.settings_dict
    key = (str(at["HOST"]), str(at["NAME"]), str(settings.MODE))
    if key in _COMPARED:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.db_deployment') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("SELECT mode FROM db_deployment")
        row = cursor.fetchone()
    if row is None:
        return
    try:
        _refuse_other(str(row[0]))
    except Refused:
        # A connection left open would be taken as compared by whoever asks next.
        connection.close()
        raise
    _COMPARED.add(key)


def ask_kind() -> None:
    """Compares before whatever connects in a way of its own, as the worker of the jobs does."""
    connections["default"].ensure_connection()


def _refuse_other(seen: str) -> None:
    if seen != settings.MODE:
        raise Refused(Finding("ACC-753", Level.STOP, values={"seen": seen, "mode": settings.MODE}))


def set_mode() -> None:
    """The first start writes which kind of books these are. Raises Refused (ACC-753) where a later one says another."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO db_deployment (mode) VALUES (%s) ON CONFLICT DO NOTHING", [settings.MODE])
        cursor.execute("SELECT mode FROM db_deployment")
        _refuse_other(str(cursor.fetchone()[0]))


def steps_ahead() -> list[str]:
    """The migrations that these books have not taken yet, in their order."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, backwards in plan if not backwards]


def has_administrator() -> bool:
    """Whether ``init`` has run to its end."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM identity_capability WHERE capability = 'administer')")
        return bool(cursor.fetchone()[0])


def ask_administrator() -> None:
    """Nothing if somebody can sign in. Raises Refused (ACC-677) with the command that completes these books."""
    if not has_administrator():
        default = settings.ROOT / "var" / "live"
        folder = "" if default == settings.BOOKS else f" --folder {settings.BOOKS}"
        raise Refused(Finding("ACC-677", Level.STOP, values={"command": f"./guohe init{folder}"}))
