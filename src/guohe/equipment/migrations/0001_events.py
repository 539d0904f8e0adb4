"""What happens to pieces of equipment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def to(name, **options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=name, **options
    )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("grants", "0012_equipment"),
        ("identity", "0002_audit_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("act", models.TextField()),
                ("happened_on", models.DateField()),
                ("model", models.TextField(blank=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("amount_minor", models.BigIntegerField(null=True)),
                ("reference", models.TextField(blank=True)),
                ("tag", models.TextField(blank=True)),
                ("place", models.TextField(blank=True)),
                ("custodian", models.TextField(blank=True)),
                ("across", models.BooleanField(default=False)),
                ("customs", models.TextField(blank=True)),
                ("evidence", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("takes_back", models.PositiveSmallIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("approved", to("grants.approvedequipment", null=True)),
                ("grant", to("grants.grant")),
                ("host", to("identity.host")),
                ("recorded_by", to(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("grant", "item", "number"), name="equipment_event_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(amount_minor__isnull=True, currency="")
                | models.Q(amount_minor__isnull=False, amount_minor__gt=0, currency__regex="^[A-Z]{3}$"),
                name="equipment_amount_has_its_currency",
            ),
        ),
    ]
