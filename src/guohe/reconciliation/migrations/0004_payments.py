"""Answers about debits that are payments of ours."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0003_groups"), ("payments", "0004_debits")]
    operations = [run_sql_file(__file__, "0004_payments")]
