"""After the last migration of an update the law of the whole database is written down; the proof "guards" compares it from then on.

An update that migrates nothing writes nothing down: what somebody changed by hand stays found.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


class Command(migrate.Command):
    """Django's own, and then the law as it stands."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Contexts are migrated in their own order, so only the end has the tables, rights and functions of all."""
        connection = connections[options["database"]]
        before = set(MigrationRecorder(connection).applied_migrations())
        usual = ProjectState.add_model
        ProjectState.add_model = _add_model  # type: ignore[method-assign, assignment]
        try:
            super().handle(*args, **options)
        finally:
            ProjectState.add_model = usual  # type: ignore[method-assign]
        if set(MigrationRecorder(connection).applied_migrations()) == before:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.funds_golden') IS NOT NULL")
            (kept,) = cursor.fetchone()
            if kept:
                cursor.execute("INSERT INTO funds_golden (digest) VALUES (funds_guard_digest())")


def _add_model(state: ProjectState, added: ModelState) -> None:
    """A new table is made known by itself. Django makes all tables it points to anew with it, and what these point to: here that
    is every table, at each of some hundred, and half of the time of a first start.
    """
    key = (added.app_label, added.name_lower)
    state.models[key] = added
    if state._relations is not None:  # type: ignore[attr-defined]
        state.resolve_model_relations(key)
    # Asked without the attribute, which would make them all.
    if "apps" in state.__dict__:
        state.apps.render_multiple([added])
