"""A table is born with its law: the SQL lies beside the migration, with the way back.

Migrations import only this module and Django.
"""

from __future__ import annotations

from pathlib import Path

from django.db import migrations

_TENANT = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {table}_of_visible_hosts ON {table} TO guohe_app
    USING (host_id = ANY ((SELECT guohe_visible_hosts())::int[]))
    WITH CHECK (host_id = ANY ((SELECT guohe_visible_hosts())::int[]));
"""


def run_sql_file(migration_file: str, name: str) -> migrations.RunSQL:
    """Runs ``sql/NAME.sql`` beside the migration; ``sql/NAME_down.sql`` is the way back."""
    folder = Path(migration_file).resolve().parent / "sql"
    return migrations.RunSQL(
        sql=(folder / f"{name}.sql").read_text(encoding="utf-8"),
        reverse_sql=(folder / f"{name}_down.sql").read_text(encoding="utf-8"),
    )


def grant(table: str, rights: str) -> migrations.RunSQL:
    """The application's role gets these rights on a table, and on its sequence if it may insert."""
    sequences = (
        f"DO $$ DECLARE s text; BEGIN FOR s IN SELECT pg_get_serial_sequence('{table}', attname) FROM pg_attribute "
        f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped LOOP "
        "IF s IS NOT NULL THEN EXECUTE 'GRANT USAGE ON SEQUENCE ' || s || ' TO guohe_app'; END IF; END LOOP; END $$;"
    )
    return migrations.RunSQL(
        sql=f"GRANT {rights} ON {table} TO guohe_app; {sequences if 'INSERT' in rights else ''}",
        reverse_sql=f"REVOKE {rights} ON {table} FROM guohe_app",
    )


def tenant_policy(table: str) -> migrations.RunSQL:
    """Rows of a table are seen and written only by actors of the row's host (column ``host_id``)."""
    return migrations.RunSQL(
        sql=_TENANT.format(table=table),
        reverse_sql=f"DROP POLICY {table}_of_visible_hosts ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def append_only(table: str) -> migrations.RunSQL:
    """Rows of a table are written once: UPDATE, DELETE and TRUNCATE are refused for everyone, owners too."""
    return migrations.RunSQL(
        sql=(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change();"
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();"
        ),
        reverse_sql=f"DROP TRIGGER {table}_append_only ON {table}; DROP TRIGGER {table}_no_truncate ON {table};",
    )
