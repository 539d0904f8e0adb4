"""What is set up, mapped and claimed is written by who may, in the own name."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("grants", "0021_effect_corrections")]
    operations = [run_sql_file(__file__, "0022_set_up")]
