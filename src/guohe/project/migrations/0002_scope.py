"""Rows of a grant are seen by those whose capabilities cover it, not by everyone of its host."""

from django.db import migrations

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("project", "0001_worker_rights"),
        ("identity", "0002_audit_tenancy"),
        ("funds", "0001_books"),
        ("grants", "0005_days_of_routes"),
        ("imports", "0001_tables"),
        ("documents", "0001_documents"),
        ("reporting", "0001_initial"),
        ("payments", "0002_law"),
    ]
    operations = [run_sql_file(__file__, "0002_scope")]
