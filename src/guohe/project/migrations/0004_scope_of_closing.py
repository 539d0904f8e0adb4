"""Closings are seen by those whose capabilities cover their grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0003_scope_of_changes"), ("grants", "0009_closing_law")]
    operations = [run_sql_file(__file__, "0004_scope_of_closing")]
