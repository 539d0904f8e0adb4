"""How banks write, as hosts say it, and which of these an account remembers."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_accounts")]
    operations = [
        run_sql_file(__file__, "0005_profiles"),
        tenant_policy("imports_bank_profile"),
        append_only("imports_bank_profile"),
        grant("imports_bank_profile", "SELECT, INSERT"),
        migrations.AddField("Account", "profile", models.TextField(default="PLAIN")),
        migrations.CreateModel(
            name="BankProfileRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("code", models.TextField()),
                ("version", models.IntegerField()),
                ("body", models.TextField()),
                ("written_by", _key("identity.account")),
                ("written_at", models.DateTimeField()),
            ],
            options={"db_table": "imports_bank_profile", "managed": False},
        ),
    ]
