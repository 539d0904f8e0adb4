"""Two people say, with the bank's paper, what became of a payment that the bank only called a duplicate."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


def _key(to, field=models.ForeignKey, name="+"):
    return field(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_withdrawals")]
    operations = [
        migrations.CreateModel(
            name="Clarification",
            fields=[
                ("id", _id()),
                ("became", models.TextField()),
                ("other", models.TextField(blank=True)),
                ("happened_on", models.DateField()),
                ("evidence", models.TextField()),
                ("said_at", models.DateTimeField()),
                ("host", _key("identity.host")),
                ("release", _key("payments.release")),
                ("said_by", _key(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="ClarificationAnswer",
            fields=[
                ("id", _id()),
                ("confirmed", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField()),
                ("host", _key("identity.host")),
                ("clarification", _key("payments.clarification", models.OneToOneField, "answer")),
                ("answered_by", _key(settings.AUTH_USER_MODEL)),
            ],
        ),
        *(
            operation
            for table in ("payments_clarification", "payments_clarificationanswer")
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0007_clarifications"),
    ]
