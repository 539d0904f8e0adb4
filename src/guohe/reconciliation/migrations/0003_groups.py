"""Answers about groups and returns."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0002_checks")]
    operations = [run_sql_file(__file__, "0003_groups")]
