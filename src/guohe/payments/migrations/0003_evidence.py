"""A call-back names the note or recording that shows it; those recorded before say that they have none."""

from django.db import migrations, models

CHECK = (
    "ALTER TABLE payments_callback ADD CONSTRAINT payments_callback_is_told CHECK "
    "(btrim(spoke_to) <> '' AND btrim(number_known_from) <> '' AND btrim(evidence) <> '')"
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_law")]
    operations = [
        migrations.AddField("callback", "evidence", models.TextField(default="-"), preserve_default=False),
        migrations.RunSQL(CHECK, "ALTER TABLE payments_callback DROP CONSTRAINT payments_callback_is_told"),
    ]
