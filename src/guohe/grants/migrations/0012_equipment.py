"""The agreement's list says what a model costs and on which day, what it is for, and who shares it."""

from django.db import migrations, models

TEXTS = ("purpose", "sharing", "source")


class Migration(migrations.Migration):
    dependencies = [("grants", "0011_pack_switch_law")]
    operations = [
        migrations.AddField("approvedequipment", "currency", models.CharField(blank=True, default="", max_length=3)),
        migrations.AddField("approvedequipment", "price_minor", models.BigIntegerField(null=True)),
        migrations.AddField("approvedequipment", "priced_on", models.DateField(null=True)),
        *(
            migrations.AddField("approvedequipment", name, models.TextField(blank=True, default=""))
            for name in TEXTS
        ),
        migrations.AddConstraint(
            "approvedequipment",
            models.CheckConstraint(
                condition=models.Q(currency="", price_minor__isnull=True, priced_on__isnull=True)
                | models.Q(currency__regex="^[A-Z]{3}$", price_minor__isnull=False, price_minor__gt=0, priced_on__isnull=False),
                name="approved_price_has_its_currency_and_day",
            ),
        ),
    ]
