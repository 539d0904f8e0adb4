"""A line is added to the agreement's list by the one who acts and may prepare; the list was append-only before."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("grants", "0012_equipment")]
    operations = [run_sql_file(__file__, "0013_equipment")]
