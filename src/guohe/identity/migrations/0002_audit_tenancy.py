"""Facts and links are seen by actors of their host; sessions can be kept by the application."""

from django.db import migrations

from guohe.db.migrations_support import grant, tenant_policy


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
        ("audit", "0001_initial"),
        ("sessions", "0001_initial"),
    ]
    operations = [
        tenant_policy("audit_fact"),
        tenant_policy("audit_link"),
        grant("django_session", "SELECT, INSERT, UPDATE, DELETE"),
    ]
