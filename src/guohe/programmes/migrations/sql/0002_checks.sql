-- A draft holds what only its owner has typed: nobody else of the host sees it.
ALTER TABLE programmes_checkdraft ENABLE ROW LEVEL SECURITY;
CREATE POLICY programmes_checkdraft_of_its_owner ON programmes_checkdraft TO guohe_app
    USING (account_id = guohe_actor() AND host_id = ANY ((SELECT guohe_visible_hosts())::int[]))
    WITH CHECK (account_id = guohe_actor() AND host_id = ANY ((SELECT guohe_visible_hosts())::int[]));

-- A receipt is read by its owner, and by who may see people at the host; it is written by its owner alone.
ALTER TABLE programmes_checkreceipt ENABLE ROW LEVEL SECURITY;
CREATE POLICY programmes_checkreceipt_read ON programmes_checkreceipt FOR SELECT TO guohe_app
    USING (
        host_id = ANY ((SELECT guohe_visible_hosts())::int[])
        AND (account_id = guohe_actor() OR guohe_may(host_id, 'view_people'))
    );
CREATE POLICY programmes_checkreceipt_write ON programmes_checkreceipt FOR INSERT TO guohe_app
    WITH CHECK (account_id = guohe_actor() AND host_id = ANY ((SELECT guohe_visible_hosts())::int[]));
