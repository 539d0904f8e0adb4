"""A closing is prepared and approved once, by two people, over one checklist; both are written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["grants_closing", "grants_closingapproval"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0008_closing")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0009_closing"),
    ]
