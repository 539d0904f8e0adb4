"""Reports with their four eyes and their frozen bytes, and remarks on lines."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import run_sql_file, tenant_policy


def _key(to, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground"), ("identity", "0001_initial"), ("grants", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0001_reports"),
        tenant_policy("reporting_report"),
        tenant_policy("reporting_remark"),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("grant_ref", models.TextField()),
                ("number", models.IntegerField(default=0)),
                ("kind", models.TextField(default="yearly")),
                ("side", models.TextField()),
                ("years", models.TextField()),
                ("state", models.TextField(default="prepared")),
                ("corrects", _key("reporting.report", null=True)),
                ("correction", models.IntegerField(default=0)),
                ("frozen", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("prepared_by", _key("identity.account")),
                ("prepared_at", models.DateTimeField()),
                ("approved_by", _key("identity.account", null=True)),
                ("signed_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "reporting_report", "managed": False},
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("grant_ref", models.TextField()),
                ("journal_id", models.BigIntegerField()),
                ("line", models.SmallIntegerField()),
                ("words", models.TextField()),
                ("said_by", _key("identity.account")),
                ("said_at", models.DateTimeField()),
            ],
            options={"db_table": "reporting_remark", "managed": False},
        ),
    ]
