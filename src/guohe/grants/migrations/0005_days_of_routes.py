"""The usual time of a route is the same for everyone who asks, without showing anyone another grant."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("grants", "0004_transfers_law")]
    operations = [run_sql_file(__file__, "0005_days_of_routes")]
