"""A payment that is in no file is withdrawn, once, with a reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to, field=models.ForeignKey):
    return field(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_movements")]
    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("withdrawn_at", models.DateTimeField()),
                ("host", _key("identity.host")),
                ("release", _key("payments.release", models.OneToOneField)),
                ("withdrawn_by", _key(settings.AUTH_USER_MODEL)),
            ],
        ),
        grant("payments_withdrawal", "SELECT, INSERT"),
        tenant_policy("payments_withdrawal"),
        append_only("payments_withdrawal"),
        run_sql_file(__file__, "0006_withdrawals"),
    ]
