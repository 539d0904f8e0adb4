"""Who may read and write the tables of transfers and sharing; both are written once."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, tenant_policy

TABLES = ["grants_transfer", "grants_stationsharing"]


class Migration(migrations.Migration):
    dependencies = [("grants", "0003_transfers")]
    operations = [
        operation
        for table in TABLES
        for operation in (grant(table, "SELECT, INSERT"), tenant_policy(table), append_only(table))
    ]
