-- An answer makes a line ready; if its cost is in the books by another line, that is found then, by whoever answers, who need
-- not be one who may import; and so is what the grant to which it moves asks of it. Only these, only about a line of the same host.
CREATE POLICY imports_finding_met_by_an_answer ON imports_finding FOR INSERT TO guohe_app
    WITH CHECK (host_id = ANY ((SELECT guohe_visible_hosts())::int[])
        AND code IN ('IMP-127', 'IMP-207', 'IMP-132', 'BUD-403', 'BUD-404', 'BUD-472', 'REP-702') AND level = 'hold'
        AND EXISTS (SELECT FROM imports_line AS line WHERE line.id = line_id AND line.host_id = imports_finding.host_id));
