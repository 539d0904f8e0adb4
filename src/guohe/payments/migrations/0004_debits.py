"""The line of a statement that took a payment out of the payer's account, once; and that this was wrong."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to, **other):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **other)


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_evidence")]
    operations = [
        migrations.CreateModel(
            name="Debit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("booked_on", models.DateField()),
                ("charge_minor", models.BigIntegerField(default=0)),
                ("evidence", models.TextField()),
                ("stated_at", models.DateTimeField()),
                ("host", _key("identity.host")),
                ("release", _key("payments.release")),
                ("stated_by", _key(settings.AUTH_USER_MODEL)),
                ("takes_back", _key("payments.debit", null=True)),
            ],
        ),
        grant("payments_debit", "SELECT, INSERT"),
        tenant_policy("payments_debit"),
        append_only("payments_debit"),
        run_sql_file(__file__, "0004_debits"),
    ]
