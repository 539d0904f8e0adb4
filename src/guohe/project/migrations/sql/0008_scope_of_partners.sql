DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['grants_partneragreement', 'grants_partnertransfer', 'grants_partnerstatement',
                                'grants_partneract']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app
                        USING (host_id = ANY ((SELECT guohe_whole_hosts(false))::int[])
                               OR grant_id = ANY ((SELECT project_single_grant_ids())::bigint[]))',
                       named || '_in_scope', named);
    END LOOP;
END $$;
