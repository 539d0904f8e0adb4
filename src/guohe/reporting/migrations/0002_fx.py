"""Noted rates, and the policy by which a grant's reports turn costs back: written once, chosen by two people."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

WRITTEN_ONCE = ["reporting_fxchoice", "reporting_fxapproval"]


def _key(to, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0002_fx"),
        grant("reporting_rate", "SELECT, INSERT, UPDATE (confirmed_by_id, confirmed_at)"),
        tenant_policy("reporting_rate"),
        *(
            operation
            for table in WRITTEN_ONCE
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        migrations.CreateModel(
            name="Rate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("kind", models.TextField()),
                ("grant_ref", models.TextField(default="")),
                ("on_day", models.DateField()),
                ("base", models.TextField()),
                ("quote", models.TextField()),
                ("rate", models.TextField()),
                ("source", models.TextField()),
                ("rated_at", models.DateTimeField()),
                ("noted_by", _key("identity.account")),
                ("noted_at", models.DateTimeField()),
                ("confirmed_by", _key("identity.account", null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "reporting_rate", "managed": False},
        ),
        migrations.CreateModel(
            name="FxChoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("grant_ref", models.TextField()),
                ("number", models.IntegerField(default=0)),
                ("policy", models.TextField()),
                ("pack", models.TextField()),
                ("clause", models.JSONField(null=True)),
                ("bearer", models.TextField()),
                ("reason", models.TextField()),
                ("effect", models.TextField()),
                ("prepared_by", _key("identity.account")),
                ("prepared_at", models.DateTimeField()),
            ],
            options={"db_table": "reporting_fxchoice", "managed": False},
        ),
        migrations.CreateModel(
            name="FxApproval",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("grant_ref", models.TextField()),
                ("choice", _key("reporting.fxchoice")),
                ("approved_by", _key("identity.account")),
                ("approved_at", models.DateTimeField()),
            ],
            options={"db_table": "reporting_fxapproval", "managed": False},
        ),
    ]
