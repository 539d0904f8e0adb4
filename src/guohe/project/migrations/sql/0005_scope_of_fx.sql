-- The rate of a day or a month is a fact of the world and tells of no grant; a budget rate and a choice do.
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        ('reporting_rate', 'grant_ref = '''' OR '),
        ('reporting_fxchoice', ''),
        ('reporting_fxapproval', '')
    ) AS each (named, free)
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app
                        USING (%s host_id = ANY ((SELECT guohe_whole_hosts(true))::int[])
                               OR host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[]))',
                       rule.named || '_in_scope', rule.named, rule.free);
    END LOOP;
END $$;
