"""Requests, drafts and steps are written once; their order and the four eyes stand in the SQL beside this."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["grants_changerequest", "grants_changedraft", "grants_changestep"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0006_changes"), ("funds", "0001_books")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0007_changes"),
    ]
