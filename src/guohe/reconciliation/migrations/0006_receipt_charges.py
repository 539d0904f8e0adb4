"""Answers about charges on their own lines beside receipts."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0005_movements")]
    operations = [run_sql_file(__file__, "0006_receipt_charges")]
