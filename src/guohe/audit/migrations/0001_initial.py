"""The log of facts, its chain, and the functions that complete, link and verify it."""

from django.db import migrations, models

from guohe.db.migrations_support import append_only, run_sql_file


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground")]
    operations = [
        run_sql_file(__file__, "0001_audit"),
        append_only("audit_fact"),
        append_only("audit_link"),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("host_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.IntegerField()),
                ("on_behalf_of", models.IntegerField(null=True)),
                ("door", models.TextField()),
                ("action", models.TextField()),
                ("subject", models.TextField()),
                ("details", models.JSONField(default=dict)),
                ("digest", models.BinaryField()),
            ],
            options={"db_table": "audit_fact", "managed": False},
        ),
    ]
