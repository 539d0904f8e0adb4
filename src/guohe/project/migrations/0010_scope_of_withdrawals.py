"""Who withdrew a payment and why, and what was said to have become of it, is seen by those who see the payment."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("project", "0009_scope_of_effects"), ("payments", "0007_clarifications")]
    operations = [run_sql_file(__file__, "0010_scope_of_withdrawals")]
