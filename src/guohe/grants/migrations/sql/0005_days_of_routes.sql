-- When the instalments of a host's other grants were sent and credited, for the usual time: no reference, title, source
-- or amount leaves here. Whether a claim has evidence, which evidence is the same, and whether more was credited than
-- was sent can be told without them: evidence is a digest, an amount its rank among those of its instalment.
CREATE FUNCTION grants_days_of_routes(host integer, besides text)
RETURNS TABLE (pack text, instalment bigint, number integer, station text, happened_on date, evidence text,
               currency text, rank bigint, stated_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.pack, i.id, i.number, c.station, c.happened_on, CASE c.evidence WHEN '' THEN '' ELSE md5(c.evidence) END,
           c.currency, CASE WHEN c.amount_minor IS NULL THEN NULL
                            ELSE dense_rank() OVER (PARTITION BY i.id, c.currency ORDER BY c.amount_minor) END, c.stated_at
    FROM grants_claim AS c JOIN grants_instalment AS i ON i.id = c.instalment_id JOIN grants_grant AS g ON g.id = i.grant_id
    WHERE g.host_id = $1 AND g.ref <> $2 AND $1 = ANY (guohe_visible_hosts())
    ORDER BY c.id
$$;
REVOKE ALL ON FUNCTION grants_days_of_routes(integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION grants_days_of_routes(integer, text) TO guohe_app;

-- The days of the transfers that the host noted, for the same figure: no reference, source or amount.
CREATE FUNCTION grants_days_noted(host integer) RETURNS TABLE (route text, sent_on date, credited_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT noted.route, noted.sent_on, noted.credited_on FROM grants_transfer AS noted
    WHERE noted.host_id = $1 AND $1 = ANY (guohe_visible_hosts())
    ORDER BY noted.id
$$;
REVOKE ALL ON FUNCTION grants_days_noted(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION grants_days_noted(integer) TO guohe_app;
