"""Everyone may say where mail to them goes."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_audit_tenancy")]
    operations = [run_sql_file(__file__, "0003_own_address")]
