"""Money passed to partners is seen by those whose capabilities cover its grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0004_scope_of_closing"), ("grants", "0017_partners_law")]
    operations = [run_sql_file(__file__, "0008_scope_of_partners")]
