"""Acts on equipment are seen by those whose capabilities cover their grant; the tables of people bring their own policies."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("project", "0006_scope_of_pack_switch"),
        ("grants", "0013_equipment_law"),
        ("equipment", "0002_law"),
        ("people", "0002_law"),
    ]
    operations = [run_sql_file(__file__, "0007_scope_of_equipment_and_people")]
