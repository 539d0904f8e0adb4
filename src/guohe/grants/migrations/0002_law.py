"""Who may read and write the tables of grants; what is decided is written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

# A grant row never changes here either: what changes over time has versions of its own.
WRITTEN_ONCE = [
    "grants_grant",
    "grants_instalment",
    "grants_budgetversion",
    "grants_budgetrow",
    "grants_mappingversion",
    "grants_mappingrow",
    "grants_approvedequipment",
    "grants_claim",
]
CODES = ["grants_projectcode", "grants_purchaseorder"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]
    operations = [
        *(
            operation
            for table in WRITTEN_ONCE + CODES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0002_units"),
        # A grant is never deleted: one whose reference no address holds would have no page for good (kernel/references.py).
        migrations.RunSQL(
            sql=r"""
            ALTER TABLE grants_grant ADD CONSTRAINT grant_ref_in_an_address CHECK (
                ref ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' AND ref <> 'new' AND ref !~ '[.](json|csv|txt|xlsx|pdf)$')
            """,
            reverse_sql="ALTER TABLE grants_grant DROP CONSTRAINT grant_ref_in_an_address",
        ),
    ]
