"""Answers about what came back of payments of ours, and about charges for them."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0004_payments"), ("payments", "0005_movements")]
    operations = [run_sql_file(__file__, "0005_movements")]
