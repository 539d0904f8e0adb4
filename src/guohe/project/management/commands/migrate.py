"""After the last migration of an update the law of the whole database is written down; the proof "guards" compares it from then on.

An update that migrates nothing writes nothing down: what somebody changed by hand stays found.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder


class Command(migrate.Command):
    """Django's own, and then the law as it stands."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Contexts are migrated in their own order, so only the end has the tables, rights and functions of all."""
        connection = connections[options["database"]]
        before = set(MigrationRecorder(connection).applied_migrations())
        super().handle(*args, **options)
        if set(MigrationRecorder(connection).applied_migrations()) == before:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.funds_golden') IS NOT NULL")
            (kept,) = cursor.fetchone()
            if kept:
                cursor.execute("INSERT INTO funds_golden (digest) VALUES (funds_guard_digest())")
