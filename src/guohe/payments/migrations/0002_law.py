"""Every row of payments is written once, seen by its host alone, and obeys the four eyes of the SQL beside it."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = [
    "payments_account",
    "payments_callback",
    "payments_retirement",
    "payments_release",
    "payments_approval",
    "payments_paymentfile",
    "payments_filedrelease",
    "payments_answer",
    "payments_paper",
]


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("grants", "0002_law")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0002_four_eyes"),
    ]
