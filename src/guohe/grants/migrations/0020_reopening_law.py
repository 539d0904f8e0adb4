"""A closed grant takes no entry, and is opened again by two people, with a reason; both are written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["grants_reopening", "grants_reopeningapproval"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0019_changes_take_effect_law"), ("funds", "0001_books")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0020_reopening"),
    ]
