"""Acts on equipment are written once, in an order that the SQL beside this holds."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy


class Migration(migrations.Migration):
    dependencies = [("equipment", "0001_events")]
    operations = [
        grant("equipment_event", "SELECT, INSERT"),
        tenant_policy("equipment_event"),
        append_only("equipment_event"),
        run_sql_file(__file__, "0002_law"),
    ]
