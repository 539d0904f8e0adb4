"""What people said about bank entries, and what hosts chose."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["reconciliation_decision", "reconciliation_choice"]


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground"), ("identity", "0001_initial"), ("imports", "0001_tables")]
    operations = [
        run_sql_file(__file__, "0001_decisions"),
        *[tenant_policy(table) for table in TABLES],
        *[append_only(table) for table in TABLES],
        *[grant(table, "SELECT, INSERT") for table in TABLES],
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("entry_id", models.BigIntegerField()),
                ("item_ref", models.TextField()),
                ("answer", models.TextField()),
                ("words", models.TextField(default="")),
                ("journal_id", models.BigIntegerField(null=True)),
                ("confidence", models.IntegerField(null=True)),
                ("reasons", models.JSONField(default=list)),
                ("decided_by", _key("identity.account")),
                ("decided_at", models.DateTimeField()),
            ],
            options={"db_table": "reconciliation_decision", "managed": False},
        ),
        migrations.CreateModel(
            name="Choice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("threshold", models.IntegerField()),
                ("old_after", models.IntegerField()),
                ("why", models.TextField()),
                ("decided_by", _key("identity.account")),
                ("decided_at", models.DateTimeField()),
            ],
            options={"db_table": "reconciliation_choice", "managed": False},
        ),
    ]
