"""What a bank kept of a receipt beyond what one person books waits for a second person."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("imports", "0005_profiles"), ("funds", "0001_books")]
    operations = [
        run_sql_file(__file__, "0006_charges"),
        tenant_policy("imports_charge"),
        append_only("imports_charge"),
        grant("imports_charge", "SELECT, INSERT"),
        tenant_policy("imports_charge_answer"),
        append_only("imports_charge_answer"),
        grant("imports_charge_answer", "SELECT, INSERT"),
        migrations.CreateModel(
            name="ChargeRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("entry", _key("imports.bankrow")),
                ("instalment_ref", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("sent_minor", models.BigIntegerField()),
                ("credited_minor", models.BigIntegerField()),
                ("reason", models.TextField()),
                ("evidence", models.TextField()),
                ("prepared_by", _key("identity.account")),
                ("prepared_at", models.DateTimeField()),
            ],
            options={"db_table": "imports_charge", "managed": False},
        ),
        migrations.CreateModel(
            name="ChargeAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                (
                    "charge",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="said", to="imports.chargerow"
                    ),
                ),
                ("answer", models.TextField()),
                ("words", models.TextField(default="")),
                ("answered_by", _key("identity.account")),
                ("answered_at", models.DateTimeField()),
            ],
            options={"db_table": "imports_charge_answer", "managed": False},
        ),
    ]
