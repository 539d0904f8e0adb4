"""A calendar program signs in by a password of its own, which opens calendars and nothing else."""

from django.db import migrations

from guohe.db.migrations_support import append_only, run_sql_file

TABLES = ("identity_calendar_password", "identity_calendar_withdrawal", "identity_calendar_use")


class Migration(migrations.Migration):
    dependencies = [("identity", "0003_own_address")]
    operations = [
        run_sql_file(__file__, "0004_calendar_passwords"),
        *(append_only(table) for table in TABLES),
    ]
