"""Personal data are seen by holders of view_people alone, what they cost by holders of view_money too; all is written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = [
    "people_person",
    "people_named",
    "people_contract",
    "people_monthlycost",
    "people_share",
    "people_payroll",
    "people_payrollrow",
]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people"), ("grants", "0019_changes_take_effect_law")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0002_law"),
    ]
