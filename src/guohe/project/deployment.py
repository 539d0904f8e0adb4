"""Which kind of books these are, and whether anybody can sign in to them: asked by the owner, before anyone acts."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from guohe.kernel.findings import Finding, Level, Refused


def set_mode() -> None:
    """The first start writes which kind of books these are. Raises Refused (ACC-741) where a later one says another."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("INSERT INTO db_deployment (mode) VALUES (%s) ON CONFLICT DO NOTHING", [settings.MODE])
        cursor.execute("SELECT mode FROM db_deployment")
        seen = str(cursor.fetchone()[0])
    if seen != settings.MODE:
        raise Refused(Finding("ACC-741", Level.STOP, values={"seen": seen, "mode": settings.MODE}))


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
