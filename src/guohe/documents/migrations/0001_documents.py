"""Files by content, papers on lines, and papers taken back."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import append_only, run_sql_file, tenant_policy


def _key(to, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("identity", "0001_initial")]
    operations = [
        run_sql_file(__file__, "0001_documents"),
        append_only("documents_file"),
        append_only("documents_attachment"),
        append_only("documents_withdrawal"),
        tenant_policy("documents_file"),
        tenant_policy("documents_attachment"),
        tenant_policy("documents_withdrawal"),
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("sha256", models.BinaryField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("content", models.BinaryField()),
                ("stored_by", _key("identity.account")),
                ("stored_at", models.DateTimeField()),
            ],
            options={"db_table": "documents_file", "managed": False},
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host", _key("identity.host")),
                ("subject", models.TextField()),
                ("label", models.TextField(blank=True, default="")),
                ("grant_ref", models.TextField(blank=True, default="")),
                ("slot", models.TextField()),
                ("file", _key("documents.file")),
                ("sha256", models.BinaryField()),
                ("fapiao_code", models.TextField(blank=True, default="")),
                ("fapiao_number", models.TextField(blank=True, default="")),
                ("currency", models.CharField(max_length=3, null=True)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("original_location", models.TextField(blank=True, default="")),
                ("attached_by", _key("identity.account")),
                ("attached_at", models.DateTimeField()),
            ],
            options={"db_table": "documents_attachment", "managed": False},
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                ("host", _key("identity.host")),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="withdrawal",
                        serialize=False,
                        to="documents.attachment",
                    ),
                ),
                ("why", models.TextField()),
                ("withdrawn_by", _key("identity.account")),
                ("withdrawn_at", models.DateTimeField()),
            ],
            options={"db_table": "documents_withdrawal", "managed": False},
        ),
    ]
