"""The lots that pay a cost are named in its file's own column, or by a person, whose word is written once."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("imports", "0006_charges")]
    operations = [
        run_sql_file(__file__, "0007_lots"),
        tenant_policy("imports_lot_choice"),
        append_only("imports_lot_choice"),
        grant("imports_lot_choice", "SELECT, INSERT"),
        migrations.AddField("Line", "lot", models.TextField(default="")),
        migrations.CreateModel(
            name="LotChoice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("line", _key("imports.line")),
                ("grant_ref", models.TextField()),
                ("lots", models.JSONField()),
                ("named_by", _key("identity.account")),
                ("named_at", models.DateTimeField()),
            ],
            options={"db_table": "imports_lot_choice", "managed": False},
        ),
    ]
