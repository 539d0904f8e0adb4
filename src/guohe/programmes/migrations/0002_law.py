"""A draft is seen by its owner alone and may change; a receipt is written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_checks"), ("identity", "0002_audit_tenancy")]
    operations = [
        grant("programmes_checkdraft", "SELECT, INSERT, UPDATE, DELETE"),
        grant("programmes_checkreceipt", "SELECT, INSERT"),
        append_only("programmes_checkreceipt"),
        run_sql_file(__file__, "0002_checks"),
    ]
