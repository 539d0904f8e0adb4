"""The lines of a statement that brought a payment back or took a charge for it; and that this was wrong."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to, **other):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **other)


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_debits")]
    operations = [
        migrations.CreateModel(
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.TextField()),
                ("line", models.BigIntegerField()),
                ("booked_on", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                ("evidence", models.TextField()),
                ("stated_at", models.DateTimeField()),
                ("host", _key("identity.host")),
                ("release", _key("payments.release")),
                ("stated_by", _key(settings.AUTH_USER_MODEL)),
                ("takes_back", _key("payments.movement", null=True)),
            ],
        ),
        grant("payments_movement", "SELECT, INSERT"),
        tenant_policy("payments_movement"),
        append_only("payments_movement"),
        run_sql_file(__file__, "0005_movements"),
    ]
