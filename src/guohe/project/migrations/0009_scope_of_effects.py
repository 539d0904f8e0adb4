"""What a change brought and from which day, and a grant opened again, are seen by those whose capabilities cover the grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0008_scope_of_partners"), ("grants", "0021_effect_corrections")]
    operations = [run_sql_file(__file__, "0009_scope_of_effects")]
