"""The day of an effect is corrected by a record of one person and the approval of another; both are written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLES = ["grants_effectcorrection", "grants_effectcorrectionapproval"]


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0020_reopening_law"),
        ("identity", "0004_calendar_passwords"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="EffectCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("before", models.DateField()),
                ("since", models.DateField()),
                ("reason", models.TextField()),
                ("evidence", models.TextField()),
                ("prepared_at", models.DateTimeField()),
                ("effect", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.changeeffect")),
                ("grant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.grant")),
                ("host", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.host")),
                ("prepared_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="EffectCorrectionApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approved_at", models.DateTimeField()),
                ("approved_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("correction", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.effectcorrection")),
                ("grant", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.grant")),
                ("host", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.host")),
            ],
        ),
        migrations.AddConstraint(
            model_name="effectcorrection",
            constraint=models.UniqueConstraint(fields=("effect", "number"), name="effect_correction_once"),
        ),
        *(
            operation
            for table in TABLES
            for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
        ),
        run_sql_file(__file__, "0021_effect_corrections"),
    ]
