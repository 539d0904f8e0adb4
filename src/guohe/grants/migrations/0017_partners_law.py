"""Agreements, transfers, statements of partners and what is done to them are written once, under the SQL beside this."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = [
    "grants_partneragreement",
    "grants_partnertransfer",
    "grants_partnerstatement",
    "grants_partneract",
]


class Migration(migrations.Migration):
    dependencies = [("grants", "0016_partners")]
    operations = [
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0017_partners"),
    ]
