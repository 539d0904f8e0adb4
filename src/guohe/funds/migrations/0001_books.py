"""Tables of the books, the law over them, and the doors through which they are written."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import grant, run_sql_file, tenant_policy

TABLES = [
    "funds_book", "funds_period", "funds_period_event", "funds_account", "funds_fund", "funds_budget_line",
    "funds_journal", "funds_posting", "funds_balance", "funds_lot", "funds_allocation", "funds_fx_deal",
    "funds_commitment", "funds_batch", "funds_seal", "funds_fund_event",
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground"), ("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0001_books"),
        run_sql_file(__file__, "0002_guards"),
        run_sql_file(__file__, "0003_posting_law"),
        run_sql_file(__file__, "0004_lots_law"),
        run_sql_file(__file__, "0004_money_law"),
        run_sql_file(__file__, "0005_doors"),
        run_sql_file(__file__, "0005_one_entry"),
        run_sql_file(__file__, "0006_bulk_and_seals"),
        run_sql_file(__file__, "0007_proofs"),
        *[grant(table, "SELECT") for table in TABLES],
        *[tenant_policy(table) for table in TABLES],
        run_sql_file(__file__, "0008_golden"),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('name', models.TextField()),
                ('currency', models.TextField()),
                ('role', models.TextField()),
                ('purpose', models.TextField(null=True)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
                ('hot', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'funds_account',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Allocation',
            fields=[
                ('pk', models.CompositePrimaryKey('journal_id', 'line', 'lot_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('source_amount', models.BigIntegerField()),
                ('kind', models.TextField()),
            ],
            options={
                'db_table': 'funds_allocation',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Book',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('name', models.TextField()),
                ('basis', models.TextField()),
                ('opened_on', models.DateField()),
            ],
            options={
                'db_table': 'funds_book',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='BudgetLine',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('version', models.IntegerField()),
                ('code', models.TextField()),
                ('limit_minor', models.BigIntegerField()),
                ('actual_minor', models.BigIntegerField()),
                ('committed_minor', models.BigIntegerField()),
                ('enforced', models.BooleanField()),
                ('current', models.BooleanField()),
            ],
            options={
                'db_table': 'funds_budget_line',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('order_no', models.TextField()),
                ('event', models.TextField()),
                ('currency', models.TextField()),
                ('amount', models.BigIntegerField()),
                ('award_minor', models.BigIntegerField()),
            ],
            options={
                'db_table': 'funds_commitment',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('ref', models.TextField()),
                ('currency', models.TextField()),
                ('lot_policy', models.TextField()),
            ],
            options={
                'db_table': 'funds_fund',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FundEvent',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('state', models.TextField()),
                ('reason', models.TextField()),
                ('turned_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'funds_fund_event',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Journal',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('reverses', models.BigIntegerField(null=True)),
                ('posted_at', models.DateTimeField()),
                ('effective_date', models.DateField()),
                ('line_count', models.SmallIntegerField()),
                ('key', models.UUIDField()),
                ('digest', models.BinaryField()),
                ('kind', models.TextField()),
                ('source', models.TextField()),
                ('memo', models.TextField()),
                ('instalment', models.TextField(null=True)),
                ('reason', models.TextField(null=True)),
            ],
            options={
                'db_table': 'funds_journal',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('closed_by', models.BigIntegerField(null=True)),
                ('amount', models.BigIntegerField()),
                ('source_amount', models.BigIntegerField()),
                ('used', models.BigIntegerField()),
                ('used_source', models.BigIntegerField()),
                ('opened_on', models.DateField()),
                ('line', models.SmallIntegerField()),
                ('currency', models.TextField()),
                ('source_currency', models.TextField()),
                ('source_ref', models.TextField()),
            ],
            options={
                'db_table': 'funds_lot',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('starts', models.DateField()),
                ('ends', models.DateField()),
                ('state', models.TextField()),
                ('digest', models.BinaryField(null=True)),
            ],
            options={
                'db_table': 'funds_period',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('journal_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.SmallIntegerField()),
                ('amount', models.BigIntegerField()),
                ('currency', models.TextField()),
                ('lot_id', models.BigIntegerField(null=True)),
                ('effective_date', models.DateField()),
            ],
            options={
                'db_table': 'funds_posting',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='FxDeal',
            fields=[
                ('journal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='funds.journal')),
                ('sold_currency', models.TextField()),
                ('sold_minor', models.BigIntegerField()),
                ('bought_currency', models.TextField()),
                ('bought_minor', models.BigIntegerField()),
                ('rate', models.TextField()),
                ('deal_no', models.TextField()),
                ('dealt_at', models.DateTimeField()),
                ('source', models.TextField()),
            ],
            options={
                'db_table': 'funds_fx_deal',
                'managed': False,
            },
        ),
    ]
