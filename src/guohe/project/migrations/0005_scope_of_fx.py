"""Policies of exchange and budget rates are seen by those whose capabilities cover their grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0004_scope_of_closing"), ("reporting", "0002_fx")]
    operations = [run_sql_file(__file__, "0005_scope_of_fx")]
