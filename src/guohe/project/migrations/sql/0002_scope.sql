-- Narrower than the host: a forgotten filter shows a person of one grant that grant alone, and shows no money at all to
-- whoever administers or merely views. Each policy first asks for the whole host, which costs nothing a row; the rest
-- is asked only for people of single grants. Whether an amount may be *told* is asked at the doors (view_money); here
-- whoever prepares, approves, imports, answers or audits also reads the rows, because their work decides on them.

-- The funds of the grants that the actor holds one by one.
CREATE FUNCTION project_single_funds(money boolean) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM funds_fund WHERE host_id || ' ' || ref = ANY (guohe_single_grants($1))
$$;

-- Whether an entry moved money of one of these funds: lines without a fund, and what hangs on the entry, follow it.
CREATE FUNCTION project_entry_of(journal bigint, funds integer[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp COST 1 AS $$
    SELECT cardinality($2) > 0 AND EXISTS (SELECT FROM funds_posting WHERE journal_id = $1 AND fund_id = ANY ($2))
$$;

CREATE FUNCTION project_lot_of(lot bigint, funds integer[]) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = public, pg_temp COST 1 AS $$
    SELECT cardinality($2) > 0 AND EXISTS (SELECT FROM funds_lot WHERE id = $1 AND fund_id = ANY ($2))
$$;

CREATE FUNCTION project_single_grant_ids() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM grants_grant WHERE host_id || ' ' || ref = ANY (guohe_single_grants(false))
$$;

CREATE FUNCTION project_single_budgets() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM grants_budgetversion WHERE grant_id = ANY (project_single_grant_ids())
$$;

CREATE FUNCTION project_single_instalments() RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM grants_instalment WHERE grant_id = ANY (project_single_grant_ids())
$$;

REVOKE ALL ON FUNCTION project_single_funds(boolean), project_entry_of(bigint, integer[]), project_lot_of(bigint, integer[]),
    project_single_grant_ids(), project_single_budgets(), project_single_instalments() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION project_single_funds(boolean), project_entry_of(bigint, integer[]), project_lot_of(bigint, integer[]),
    project_single_grant_ids(), project_single_budgets(), project_single_instalments() TO guohe_app;

DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        ('funds_fund', false, 'id = ANY ((SELECT project_single_funds(false))::int[])'),
        ('funds_budget_line', true, 'fund_id = ANY ((SELECT project_single_funds(true))::int[])'),
        ('funds_lot', true, 'fund_id = ANY ((SELECT project_single_funds(true))::int[])'),
        ('funds_commitment', true, 'fund_id = ANY ((SELECT project_single_funds(true))::int[])'),
        ('funds_posting', true, 'fund_id = ANY ((SELECT project_single_funds(true))::int[])'
            ' OR (fund_id IS NULL AND project_entry_of(journal_id, (SELECT project_single_funds(true))::int[]))'),
        ('funds_journal', true, 'project_entry_of(id, (SELECT project_single_funds(true))::int[])'),
        ('funds_fx_deal', true, 'project_entry_of(journal_id, (SELECT project_single_funds(true))::int[])'),
        ('funds_allocation', true, 'project_lot_of(lot_id, (SELECT project_single_funds(true))::int[])'),
        ('funds_balance', true, 'false'),
        ('grants_grant', false, 'id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_instalment', false, 'grant_id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_approvedequipment', false, 'grant_id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_budgetversion', false, 'grant_id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_projectcode', false, 'grant_id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_stationsharing', false, 'grant_id = ANY ((SELECT project_single_grant_ids())::bigint[])'),
        ('grants_budgetrow', false, 'version_id = ANY ((SELECT project_single_budgets())::bigint[])'),
        ('grants_claim', false, 'instalment_id = ANY ((SELECT project_single_instalments())::bigint[])'),
        ('reporting_report', true, 'host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[])'),
        ('reporting_remark', true, 'host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[])'),
        ('documents_attachment', false, 'host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(false))::text[])'),
        ('payments_release', true, 'host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[])')
    ) AS each (named, money, single)
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app
                        USING (host_id = ANY ((SELECT guohe_whole_hosts(%L))::int[]) OR %s)',
                       rule.named || '_in_scope', rule.named, rule.money, rule.single);
    END LOOP;
END $$;

-- One invoice stands on one line of a host, whoever attaches it sees the other line or not.
ALTER FUNCTION documents_check_attachment() SECURITY DEFINER;
REVOKE EXECUTE ON FUNCTION documents_check_attachment() FROM PUBLIC;

-- A line that this person moved: they still see it, and what was said of it.
CREATE FUNCTION project_line_moved_by_actor(line bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM imports_line WHERE id = $1 AND changed_by_id = guohe_actor())
$$;
REVOKE ALL ON FUNCTION project_line_moved_by_actor(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION project_line_moved_by_actor(bigint) TO guohe_app;

-- Of a file one sees what is said of lines that one sees, and the file they stand in; the rest of it, like the statement of
-- a bank, an earlier transfer and the list of orders, belongs to the host as a whole. What is not seen cannot be moved
-- either: a statement without a condition would otherwise reach every row of the host.
DO $$
DECLARE
    rule record;
    condition text;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        -- An answer may move a line to a grant that whoever answers does not see; that one line they still see, and a
        -- line that moved to another grant since is still seen by those whom its question was put to.
        ('imports_line', 'changed_by_id = guohe_actor()'
            ' OR host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[])'
            ' OR EXISTS (SELECT FROM imports_question AS asked WHERE asked.line_id = imports_line.id'
            ' AND asked.host_id || '' '' || asked.grant_ref = ANY ((SELECT guohe_single_grants(true))::text[]))'),
        ('imports_question', 'host_id || '' '' || grant_ref = ANY ((SELECT guohe_single_grants(true))::text[])'
            ' OR project_line_moved_by_actor(line_id)'),
        ('imports_answer', 'answered_by_id = guohe_actor()'
            ' OR EXISTS (SELECT FROM imports_question AS asked WHERE asked.id = imports_answer.question_id)'),
        ('imports_finding', 'EXISTS (SELECT FROM imports_line AS line WHERE line.id = imports_finding.line_id)'),
        ('imports_tick', 'EXISTS (SELECT FROM imports_line AS line WHERE line.id = imports_tick.line_id)'),
        ('imports_job', 'EXISTS (SELECT FROM imports_line AS line WHERE line.job_id = imports_job.id)'),
        ('imports_run', 'started_by_id = guohe_actor()'),
        ('imports_bank_entry', 'false'),
        ('grants_transfer', 'false'),
        ('grants_purchaseorder', 'EXISTS (SELECT FROM grants_projectcode AS own'
            ' WHERE own.host_id = grants_purchaseorder.host_id AND own.code = grants_purchaseorder.project_code)')
    ) AS each (named, single)
    LOOP
        condition := format('host_id = ANY ((SELECT guohe_whole_hosts(true))::int[]) OR %s', rule.single);
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app USING (%s)',
                       rule.named || '_in_scope', rule.named, condition);
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR UPDATE TO guohe_app USING (%s) WITH CHECK (true)',
                       rule.named || '_moved_in_scope', rule.named, condition);
    END LOOP;
END $$;

-- The log tells amounts too. The facts of a grant are seen by whoever sees its money, by the reference that they are about, and
-- those of an entry by whoever sees the entry. One's own acts one sees always, and who holds which account is told as it was.
CREATE FUNCTION project_fact_in_scope(host integer, subject text, grants text[], funds integer[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT CASE split_part($2, ':', 1)
        WHEN 'grant' THEN $1 || ' ' || substr($2, 7) = ANY ($3)
        WHEN 'entry' THEN CASE WHEN $2 ~ '^entry:J-[0-9]{1,18}$' THEN project_entry_of(substr($2, 9)::bigint, $4) ELSE false END
        ELSE split_part($2, ':', 1) IN ('instalment', 'change', 'report', 'closing', 'reopening', 'fx', 'partner', 'equipment')
             AND $1 || ' ' || regexp_replace(substr($2, strpos($2, ':') + 1), '[/#][^/#]*$', '') = ANY ($3) END
$$;
REVOKE ALL ON FUNCTION project_fact_in_scope(integer, text, text[], integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION project_fact_in_scope(integer, text, text[], integer[]) TO guohe_app;
CREATE POLICY audit_fact_in_scope ON audit_fact AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (host_id = ANY ((SELECT guohe_whole_hosts(true))::int[]) OR actor = (SELECT guohe_actor()) OR action LIKE 'identity.%'
           OR project_fact_in_scope(host_id, subject, (SELECT guohe_single_grants(true))::text[],
                                    (SELECT project_single_funds(true))::int[]));

-- The law of the books as it stands from here on.
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
