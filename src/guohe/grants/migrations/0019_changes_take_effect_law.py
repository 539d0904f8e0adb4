"""What a granted change brings holds from its day, written once; who may write it stands in the SQL beside this."""

from django.db import migrations

from guohe.db.migrations_support import append_only, grant, run_sql_file, tenant_policy

TABLE = "grants_changeeffect"


class Migration(migrations.Migration):
    dependencies = [("grants", "0018_effects_and_reopenings")]
    operations = [
        grant(TABLE, "SELECT, INSERT"),
        tenant_policy(TABLE),
        append_only(TABLE),
        run_sql_file(__file__, "0019_changes_take_effect"),
    ]
