"""Every row is written once, by and for the one who acts; the order of a digest's steps stands in the SQL beside this."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["notices_choice", "notices_step", "notices_savedsearch", "notices_searchwithdrawal"]


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("identity", "0003_own_address")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0002_law"),
    ]
