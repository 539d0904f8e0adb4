"""Whoever answers a question may need to be asked the next one, with its cause."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_tables")]
    operations = [run_sql_file(__file__, "0002_one_or_two")]
