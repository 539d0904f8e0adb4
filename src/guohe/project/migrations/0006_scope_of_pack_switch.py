"""Switches of rulebooks are seen by those whose capabilities cover their grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0005_scope_of_fx"), ("grants", "0011_pack_switch_law")]
    operations = [run_sql_file(__file__, "0006_scope_of_pack_switch")]
