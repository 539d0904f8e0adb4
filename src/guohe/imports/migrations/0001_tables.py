"""Jobs, lines, findings, questions and answers, ticks, remembered columns, bank entries and long runs."""

from django.db import migrations, models

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0001_tables"),
        run_sql_file(__file__, "0001_who_moves"),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("answered_at", models.DateTimeField()),
                ("answer", models.TextField()),
                ("chosen", models.TextField(default="")),
                ("note", models.TextField(default="")),
                ("effect", models.TextField()),
            ],
            options={
                "db_table": "imports_answer",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="BankRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_number", models.IntegerField()),
                ("fingerprint", models.TextField()),
                ("account_mask", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("transaction_date", models.DateField(null=True)),
                ("posted_date", models.DateField()),
                ("value_date", models.DateField(null=True)),
                ("narrative", models.TextField()),
                ("amount_minor", models.BigIntegerField()),
                ("balance_minor", models.BigIntegerField(null=True)),
                ("balance_agrees", models.BooleanField(null=True)),
                ("raw", models.JSONField()),
                ("used_as", models.TextField(null=True)),
                ("used_for", models.TextField(null=True)),
                ("journal_id", models.BigIntegerField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "imports_bank_entry",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("version", models.IntegerField()),
                ("heads_digest", models.TextField()),
                ("columns", models.JSONField()),
                ("decided_at", models.DateTimeField()),
            ],
            options={
                "db_table": "imports_column_mapping",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="FindingRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("level", models.TextField()),
                ("row_number", models.IntegerField(null=True)),
                ("column_letter", models.TextField(null=True)),
                ("header", models.TextField(null=True)),
                ("pointer", models.TextField(null=True)),
                ("facts", models.JSONField(default=dict)),
                ("rule", models.TextField(null=True)),
                ("minor", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "imports_finding",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("file_digest", models.TextField()),
                ("file_name", models.TextField()),
                ("document_id", models.BigIntegerField(null=True)),
                ("state", models.TextField()),
                ("reader", models.TextField()),
                ("reading", models.JSONField()),
                ("column_mapping", models.IntegerField(null=True)),
                ("category_mapping", models.IntegerField(null=True)),
                ("currency", models.CharField(max_length=3, null=True)),
                ("file_total_minor", models.BigIntegerField(null=True)),
                ("rows_read", models.IntegerField(default=0)),
                ("prepared_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reverse_reason", models.TextField(null=True)),
            ],
            options={
                "db_table": "imports_job",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row_number", models.IntegerField()),
                ("fingerprint", models.TextField()),
                ("key", models.UUIDField(unique=True)),
                ("kind", models.TextField()),
                ("project_code", models.TextField()),
                ("account_code", models.TextField()),
                ("account_name", models.TextField()),
                ("posted_date", models.DateField()),
                ("doc_ref", models.TextField()),
                ("payee", models.TextField()),
                ("description", models.TextField()),
                ("order_no", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("amount_minor", models.BigIntegerField()),
                ("repairs", models.JSONField(default=list)),
                ("raw", models.JSONField()),
                ("verdict", models.TextField()),
                ("state", models.TextField()),
                ("grant_ref", models.TextField(null=True)),
                ("category", models.TextField(null=True)),
                ("journal_id", models.BigIntegerField(null=True)),
                ("hold", models.JSONField(null=True)),
                ("changed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "imports_line",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("grant_ref", models.TextField()),
                ("kind", models.TextField()),
                ("words", models.TextField(default="")),
                ("asked_of", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("due_date", models.DateField()),
                ("ready", models.JSONField()),
                ("state", models.TextField()),
            ],
            options={
                "db_table": "imports_question",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("what", models.TextField()),
                ("file_name", models.TextField()),
                ("order_of", models.JSONField()),
                ("state", models.TextField()),
                ("step", models.TextField(default="")),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(null=True)),
                ("findings", models.JSONField(default=list)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "imports_run",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("ticked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "imports_tick",
                "managed": False,
            },
        ),
    ]
