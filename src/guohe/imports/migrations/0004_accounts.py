"""A host's own accounts, each with how its bank writes a statement."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_statements_taken_back"), ("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0004_accounts"),
        tenant_policy("imports_account"),
        append_only("imports_account"),
        grant("imports_account", "SELECT, INSERT"),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("tail", models.TextField()),
                ("currency", models.CharField(max_length=3)),
                ("counts", models.TextField()),
                ("cut", models.IntegerField()),
                ("date_order", models.TextField()),
                ("registered_by", _key("identity.account")),
                ("registered_at", models.DateTimeField()),
            ],
            options={"db_table": "imports_account", "managed": False},
        ),
    ]
