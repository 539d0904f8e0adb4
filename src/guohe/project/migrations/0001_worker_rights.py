"""The application queues and runs jobs: it may use the queue's tables and functions, and owns none of them."""

from django.db import migrations

TABLES = "procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers"

EACH_FUNCTION = """
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE proname LIKE 'procrastinate%' AND pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('{verb} EXECUTE ON FUNCTION %s {way} guohe_app', each.name);
    END LOOP;
    FOR each IN SELECT oid::regclass AS name FROM pg_class
                WHERE relkind = 'S' AND relname LIKE 'procrastinate%' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('{verb} USAGE ON SEQUENCE %s {way} guohe_app', each.name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("db", "0001_ground"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [
        migrations.RunSQL(
            sql=f"GRANT SELECT, INSERT, UPDATE, DELETE ON {TABLES} TO guohe_app;"
            + EACH_FUNCTION.format(verb="GRANT", way="TO"),
            reverse_sql=f"REVOKE SELECT, INSERT, UPDATE, DELETE ON {TABLES} FROM guohe_app;"
            + EACH_FUNCTION.format(verb="REVOKE", way="FROM"),
        )
    ]
