"""Checks of three sources that found no difference."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_decisions"), ("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0002_checks"),
        tenant_policy("reconciliation_check"),
        append_only("reconciliation_check"),
        grant("reconciliation_check", "SELECT, INSERT"),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("grant_ref", models.TextField()),
                ("checked_on", models.DateField()),
                ("figures", models.JSONField()),
                ("difference_minor", models.BigIntegerField()),
                ("signed_by", _key("identity.account")),
                ("signed_at", models.DateTimeField()),
            ],
            options={"db_table": "reconciliation_check", "managed": False},
        ),
    ]
