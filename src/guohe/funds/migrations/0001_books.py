"""Tables of the books, the law over them, and the doors through which they are written."""

from django.db import migrations

from guohe.db.migrations_support import grant, run_sql_file, tenant_policy

TABLES = [
    "funds_book", "funds_period", "funds_period_event", "funds_account", "funds_fund", "funds_budget_line",
    "funds_journal", "funds_posting", "funds_balance", "funds_lot", "funds_allocation", "funds_fx_deal",
    "funds_commitment", "funds_batch", "funds_seal",
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground"), ("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0001_books"),
        run_sql_file(__file__, "0002_guards"),
        run_sql_file(__file__, "0003_posting_law"),
        run_sql_file(__file__, "0004_money_law"),
        run_sql_file(__file__, "0005_doors"),
        run_sql_file(__file__, "0006_bulk_and_seals"),
        *[grant(table, "SELECT") for table in TABLES],
        *[tenant_policy(table) for table in TABLES],
    ]
