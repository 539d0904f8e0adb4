DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['grants_changeeffect', 'grants_effectcorrection', 'grants_effectcorrectionapproval', 'grants_reopening',
                                 'grants_reopeningapproval']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app
                        USING (host_id = ANY ((SELECT guohe_whole_hosts(false))::int[])
                               OR grant_id = ANY ((SELECT project_single_grant_ids())::bigint[]))',
                       named || '_in_scope', named);
    END LOOP;
    CREATE POLICY funds_fund_event_in_scope ON funds_fund_event AS RESTRICTIVE FOR SELECT TO guohe_app
        USING (host_id = ANY ((SELECT guohe_whole_hosts(false))::int[])
               OR fund_id = ANY ((SELECT project_single_funds(false))::int[]));
END $$;
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
