"""Hosts, accounts, dated capabilities, and the functions by which the database knows who acts."""

import django.db.models.deletion
from django.db import migrations, models

from guohe.db.migrations_support import run_sql_file, tenant_policy


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground")]
    operations = [
        run_sql_file(__file__, "0001_identity"),
        tenant_policy("identity_capability"),
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name_en", models.TextField()),
                ("name_zh_hant", models.TextField()),
                ("name_zh_hans", models.TextField()),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={"db_table": "identity_host", "managed": False},
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("username", models.TextField(unique=True)),
                ("password_mark", models.UUIDField()),
                ("name_en", models.TextField()),
                ("name_zh_hant", models.TextField()),
                ("name_zh_hans", models.TextField()),
                ("language", models.TextField(default="en")),
                ("email", models.TextField(blank=True, default="")),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={"db_table": "identity_account", "managed": False},
        ),
        migrations.CreateModel(
            name="Capability",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.account"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.host"
                    ),
                ),
                ("capability", models.TextField()),
                ("scope_kind", models.TextField(default="host")),
                ("scope_ref", models.TextField(blank=True, default="")),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                (
                    "granted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.account"
                    ),
                ),
            ],
            options={"db_table": "identity_capability", "managed": False},
        ),
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name_digest", models.BinaryField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "identity_sign_in_attempt", "managed": False},
        ),
    ]
