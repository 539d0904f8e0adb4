CREATE POLICY equipment_event_in_scope ON equipment_event AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (host_id = ANY ((SELECT guohe_whole_hosts(false))::int[])
           OR grant_id = ANY ((SELECT project_single_grant_ids())::bigint[]));
