"""A switch of a rulebook is prepared and approved by two people for a day that has not passed; both are written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["grants_ruleswitch", "grants_ruleswitchapproval"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0010_pack_switch")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0011_pack_switch"),
    ]
