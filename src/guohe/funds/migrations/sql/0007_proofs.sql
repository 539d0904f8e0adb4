-- Proofs read every row of every host, whoever asks, and tell only numbers and one example; row policies would hide
-- exactly the rows that a proof must find. Laws over lines are asked in ranges of entries, so that memory is bounded.
-- Laws over the same rows are proved together: the question has the name of the first, each law its own answer.
CREATE FUNCTION funds_prove(question text, low bigint, high bigint)
RETURNS TABLE (law text, checked bigint, broken bigint, example text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '128MB' SET jit = off
SET plan_cache_mode = 'force_custom_plan' AS $$
#variable_conflict use_column
DECLARE
    part record;
    met numeric := 0;
    unusual bigint[] := '{}';
    lots bigint[] := '{}';
    limits integer[] := '{}';
    costs boolean[] := '{}';
    amounts numeric[] := '{}';
    sources numeric[] := '{}';
BEGIN
    IF cardinality(guohe_visible_hosts()) = 0 THEN
        PERFORM funds_refuse('MON-383', jsonb_build_object('words', 'view'));
    END IF;
    IF question = 'entries' THEN
        RETURN QUERY
        SELECT each_law.*
        FROM (SELECT count(*) AS entries, count(*) FILTER (WHERE wrong) AS wrong, min(id) FILTER (WHERE wrong) AS one,
                     count(head) AS heads, count(*) FILTER (WHERE misplaced) AS misplaced,
                     min(id) FILTER (WHERE misplaced) AS one_head
              FROM (SELECT coalesce(j.id, told.journal_id) AS id, j.id AS head,
                           (j.id IS NULL OR told.journal_id IS NULL OR told.lines <> j.line_count
                            OR told.low_day <> j.effective_date OR told.high_day <> j.effective_date
                            OR told.low_place <> (j.host_id::bigint << 32 | j.period_id) OR told.high_place <> told.low_place
                            OR j.approved_by = j.posted_by
                            -- Most entries have one fund and one currency, and one sum; only the others are summed for each.
                            OR CASE WHEN told.low_fund = told.high_fund AND told.low_currency = told.high_currency
                                    THEN told.total <> 0
                               ELSE EXISTS (SELECT FROM funds_posting AS p WHERE p.journal_id = told.journal_id
                                            GROUP BY p.fund_id, p.currency HAVING sum(p.amount) <> 0) END) AS wrong,
                           j.id IS NOT NULL AND (b.id IS NULL OR s.id IS NULL OR j.effective_date < s.starts
                                                 OR j.effective_date >= s.ends) AS misplaced
                    FROM (SELECT journal_id, sum(amount) AS total, count(*) AS lines, min(effective_date) AS low_day,
                                 max(effective_date) AS high_day, min(host_id::bigint << 32 | period_id) AS low_place,
                                 max(host_id::bigint << 32 | period_id) AS high_place, min(coalesce(fund_id, 0)) AS low_fund,
                                 max(coalesce(fund_id, 0)) AS high_fund, min(currency) AS low_currency, max(currency) AS high_currency
                          FROM funds_posting WHERE journal_id BETWEEN low AND high GROUP BY journal_id) AS told
                    FULL JOIN (SELECT * FROM funds_journal WHERE id BETWEEN low AND high) AS j ON j.id = told.journal_id
                    LEFT JOIN funds_book AS b ON b.id = j.book_id AND b.host_id = j.host_id
                    LEFT JOIN funds_period AS s ON s.id = j.period_id AND s.book_id = j.book_id) AS x) AS t
        CROSS JOIN LATERAL (VALUES ('entries', t.entries, t.wrong, 'J-' || t.one),
                                   ('heads', t.heads, t.misplaced, 'J-' || t.one_head)) AS each_law;
    ELSIF question = 'accounts' THEN
        -- A line is in the book of its account's period and of its fund's period, which is one: the line's.
        RETURN QUERY
        WITH told AS MATERIALIZED (
            SELECT account_id, period_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
                   coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit, count(*) AS lines,
                   count(*) - count(fund_id) AS without_fund, min(effective_date) AS first_day, max(effective_date) AS last_day,
                   min(currency) AS low_currency, max(currency) AS high_currency
            FROM funds_posting GROUP BY account_id, period_id
        ), lawful AS (
            SELECT t.lines, 'account ' || t.account_id AS named,
                   (a.id IS NULL OR a.currency <> t.low_currency OR a.currency <> t.high_currency OR p.id IS NULL
                    OR t.first_day < a.opened_on OR t.last_day >= a.closed_on
                    OR (t.without_fund > 0 AND a.role IN ('income', 'expense', 'exchange'))) AS wrong, true AS counted
            FROM told AS t LEFT JOIN funds_account AS a ON a.id = t.account_id
            LEFT JOIN funds_period AS p ON p.id = t.period_id AND p.book_id = a.book_id
            UNION ALL
            SELECT x.lines, 'fund ' || x.fund_id, f.id IS NULL OR p.id IS NULL, false
            FROM (SELECT fund_id, period_id, count(*) AS lines FROM funds_posting WHERE fund_id IS NOT NULL
                  GROUP BY fund_id, period_id) AS x
            LEFT JOIN funds_fund AS f ON f.id = x.fund_id
            LEFT JOIN funds_period AS p ON p.id = x.period_id AND p.book_id = f.book_id
        )
        SELECT 'accounts', coalesce(sum(lines) FILTER (WHERE counted), 0)::bigint,
               coalesce(sum(lines) FILTER (WHERE wrong), 0)::bigint, min(named) FILTER (WHERE wrong)
        FROM lawful
        UNION ALL
        SELECT 'balances', count(*), count(*) FILTER (WHERE wrong), 'account ' || min(account_id) FILTER (WHERE wrong)
        FROM (SELECT coalesce(k.account_id, s.account_id) AS account_id,
                     (k.account_id IS NULL OR s.account_id IS NULL OR k.debit <> s.debit OR k.credit <> s.credit
                      OR k.lines <> s.lines) AS wrong
              FROM (SELECT account_id, period_id, sum(debit) AS debit, sum(credit) AS credit, sum(lines) AS lines
                    FROM funds_balance GROUP BY account_id, period_id) AS k
              FULL JOIN told AS s USING (account_id, period_id)) AS x;
    ELSIF question = 'money' THEN
        -- Line by line with its one allocation. The sums of each lot, category and kind of line are kept from range to range;
        -- entries with a line that has no allocation, several, or one that is not the line's amount, fund and currency, and
        -- those that brought a lot, are added up after.
        FOR low, high IN SELECT r.low, r.high FROM funds_ranges(100000) AS r LOOP
            WITH moved AS MATERIALIZED (
                SELECT a.lot_id, p.budget_line_id, p.cost, sum(a.amount) AS amount, sum(a.source_amount) AS source_amount,
                       count(*) AS n, array_agg(coalesce(a.journal_id, p.journal_id)) FILTER (WHERE
                           (a.amount = p.amount AND a.fund_id = p.fund_id AND a.currency = p.currency) IS NOT TRUE) AS odd
                FROM (SELECT q.journal_id, q.line, q.amount, q.fund_id, q.currency, q.budget_line_id, account.cost
                      FROM funds_posting AS q
                      JOIN (SELECT id, role = 'expense' AS cost FROM funds_account
                            WHERE role IN ('income', 'expense', 'exchange') OFFSET 0) AS account ON account.id = q.account_id
                      WHERE q.journal_id BETWEEN low AND high) AS p
                FULL JOIN (SELECT u.journal_id, u.line, u.lot_id, u.amount, u.source_amount, k.fund_id, k.currency
                           FROM funds_allocation AS u LEFT JOIN funds_lot AS k ON k.id = u.lot_id
                           WHERE u.journal_id BETWEEN low AND high) AS a ON a.journal_id = p.journal_id AND a.line = p.line
                GROUP BY a.lot_id, p.budget_line_id, p.cost
            ), several AS MATERIALIZED (
                SELECT journal_id, count(*) - 1 AS more FROM funds_allocation WHERE journal_id BETWEEN low AND high
                GROUP BY journal_id, line HAVING count(*) > 1
            )
            SELECT array_agg(lot_id) AS lots, array_agg(budget_line_id) AS limits, array_agg(cost) AS costs, array_agg(amount) AS amounts,
                   array_agg(source_amount) AS sources, coalesce(sum(n), 0) - coalesce((SELECT sum(more) FROM several), 0) AS n,
                   ARRAY(SELECT unnest(odd) FROM moved UNION SELECT journal_id FROM several
                         UNION SELECT journal_id FROM funds_lot WHERE journal_id BETWEEN low AND high) AS odd
            INTO part FROM moved;
            met := met + part.n;
            unusual := unusual || part.odd;
            lots := lots || part.lots;
            limits := limits || part.limits;
            costs := costs || part.costs;
            amounts := amounts || part.amounts;
            sources := sources || part.sources;
        END LOOP;
        RETURN QUERY
        WITH moved AS MATERIALIZED (
            SELECT lot_id, budget_line_id, cost, amount, source_amount
            FROM unnest(lots, limits, costs, amounts, sources) AS m (lot_id, budget_line_id, cost, amount, source_amount)
            WHERE lot_id IS NOT NULL
        ), odd AS MATERIALIZED (
            SELECT DISTINCT journal_id FROM unnest(unusual) AS u (journal_id)
        )
        SELECT 'money', met::bigint, count(*) FILTER (WHERE wrong), min('J-' || journal_id || '/' || line) FILTER (WHERE wrong)
        FROM (SELECT coalesce(p.journal_id, m.journal_id) AS journal_id, coalesce(p.line, m.line) AS line,
                     (p.journal_id IS NULL OR m.journal_id IS NULL OR p.amount <> m.amount OR p.fund_id <> m.low_fund
                      OR p.fund_id <> m.high_fund OR p.currency <> m.low_currency OR p.currency <> m.high_currency) AS wrong
              FROM (SELECT q.journal_id, q.line, q.amount, q.fund_id, q.currency
                    FROM odd JOIN funds_posting AS q USING (journal_id) JOIN funds_account AS a ON a.id = q.account_id
                    WHERE a.role IN ('income', 'expense', 'exchange')) AS p
              FULL JOIN (SELECT journal_id, line, sum(amount) AS amount, min(fund_id) AS low_fund, max(fund_id) AS high_fund,
                                min(currency) AS low_currency, max(currency) AS high_currency
                         FROM (SELECT a.journal_id, a.line, a.amount, k.fund_id, k.currency
                               FROM odd JOIN funds_allocation AS a USING (journal_id) JOIN funds_lot AS k ON k.id = a.lot_id
                               UNION ALL SELECT k.journal_id, k.line, -k.amount, k.fund_id, k.currency
                               FROM odd JOIN funds_lot AS k USING (journal_id)) AS moved
                         GROUP BY journal_id, line) AS m ON m.journal_id = p.journal_id AND m.line = p.line) AS x
        UNION ALL
        SELECT 'lots', count(*), count(*) FILTER (WHERE wrong), 'lot ' || min(id) FILTER (WHERE wrong)
        FROM (SELECT coalesce(k.id, a.lot_id) AS id,
                     (k.id IS NULL OR k.used <> coalesce(a.amount, 0) OR k.used_source <> coalesce(a.source_amount, 0)
                      OR k.spent <> coalesce(a.spent, 0) OR k.spent NOT BETWEEN 0 AND k.used
                      OR k.used NOT BETWEEN 0 AND k.amount OR k.used_source NOT BETWEEN 0 AND k.source_amount
                      OR (k.used = k.amount AND k.used_source <> k.source_amount)
                      OR (k.closed_by IS NOT NULL AND k.used <> k.amount)
                      OR k.closed_by IS DISTINCT FROM (SELECT CASE shut.steps % 2 WHEN 1 THEN shut.id END
                          FROM (WITH RECURSIVE turned AS (
                                    SELECT r.id, 1 AS steps FROM funds_journal AS r WHERE r.reverses = k.journal_id
                                    UNION ALL SELECT r.id, t.steps + 1 FROM turned AS t
                                    JOIN funds_journal AS r ON r.reverses = t.id)
                                SELECT id, steps FROM turned ORDER BY steps DESC LIMIT 1) AS shut)) AS wrong
              FROM funds_lot AS k
              FULL JOIN (SELECT lot_id, sum(amount) AS amount, sum(source_amount) AS source_amount,
                                sum(amount) FILTER (WHERE cost) AS spent
                         FROM moved GROUP BY lot_id) AS a ON a.lot_id = k.id) AS x
        UNION ALL
        SELECT 'budget', count(*), count(*) FILTER (WHERE wrong), min(code) FILTER (WHERE wrong)
        FROM (SELECT b.code,
                     (CASE WHEN b.current THEN b.actual_minor <> coalesce(s.carried, 0) OR b.committed_minor <> coalesce(c.award_minor, 0)
                           OR (b.enforced AND b.actual_minor + b.committed_minor > b.limit_minor)
                           ELSE b.actual_minor <> 0 OR b.committed_minor <> 0 END) AS wrong
              FROM funds_budget_line AS b
              LEFT JOIN (SELECT l.fund_id, l.code, sum(x.carried) AS carried
                         FROM (SELECT budget_line_id, sum(source_amount) AS carried FROM moved
                               WHERE budget_line_id IS NOT NULL GROUP BY budget_line_id) AS x
                         JOIN funds_budget_line AS l ON l.id = x.budget_line_id GROUP BY l.fund_id, l.code) AS s
                  ON s.fund_id = b.fund_id AND s.code = b.code
              LEFT JOIN (SELECT l.fund_id, l.code, sum(m.award_minor) AS award_minor
                         FROM funds_commitment AS m JOIN funds_budget_line AS l ON l.id = m.budget_line_id
                         GROUP BY l.fund_id, l.code) AS c ON c.fund_id = b.fund_id AND c.code = b.code) AS x;
    ELSIF question = 'conversions' THEN
        RETURN QUERY
        SELECT 'conversions', count(*), count(*) FILTER (WHERE wrong), 'J-' || min(journal_id) FILTER (WHERE wrong)
        FROM (SELECT coalesce(c.journal_id, k.journal_id) AS journal_id,
                     (c.journal_id IS NULL OR k.journal_id IS NULL OR c.source_amount <> k.source_amount
                      OR c.parent_id <> k.parent_id OR c.source_ref <> k.source_ref) AS wrong
              FROM (SELECT a.journal_id, a.lot_id AS parent_id, a.source_amount, k.source_ref FROM funds_allocation AS a
                    JOIN funds_lot AS k ON k.id = a.lot_id WHERE a.kind = 'conversion') AS c
              FULL JOIN (SELECT journal_id, parent_id, source_amount, source_ref FROM funds_lot WHERE parent_id IS NOT NULL) AS k
                  ON k.journal_id = c.journal_id AND k.parent_id = c.parent_id
              UNION ALL
              SELECT j.id, NOT EXISTS (SELECT FROM funds_fx_deal WHERE journal_id = j.id) FROM funds_journal AS j
              WHERE j.reverses IS NULL
                AND j.id IN (SELECT p.journal_id FROM funds_account AS a JOIN funds_posting AS p ON p.account_id = a.id
                             WHERE a.role = 'exchange')
              UNION ALL
              SELECT d.journal_id, count(p.*) <> 2 FROM funds_fx_deal AS d
              LEFT JOIN funds_posting AS p ON p.journal_id = d.journal_id AND (
                  (p.currency = d.sold_currency AND p.amount = d.sold_minor)
                  OR (p.currency = d.bought_currency AND p.amount = -d.bought_minor))
                  AND EXISTS (SELECT FROM funds_account AS a WHERE a.id = p.account_id AND a.role = 'exchange')
              GROUP BY d.journal_id) AS x;
    ELSIF question = 'orders' THEN
        RETURN QUERY
        SELECT 'orders', count(*), count(*) FILTER (WHERE wrong), min(order_no) FILTER (WHERE wrong)
        FROM (SELECT m.order_no, sum(m.amount) < 0 OR sum(m.award_minor) < 0
                     OR (sum(m.amount) = 0) <> (sum(m.award_minor) = 0) OR NOT bool_and(p.journal_id IS NOT NULL) AS wrong
              FROM funds_commitment AS m LEFT JOIN funds_budget_line AS b ON b.id = m.budget_line_id
              LEFT JOIN (funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'commitments')
                  ON p.journal_id = m.journal_id AND p.amount = m.amount AND p.currency = m.currency AND p.fund_id = m.fund_id
              GROUP BY m.fund_id, m.order_no, m.currency, b.code
              UNION ALL
              SELECT j.source, NOT EXISTS (SELECT FROM funds_commitment WHERE journal_id = j.id)
              FROM funds_journal AS j WHERE j.kind IN ('order', 'order release', 'order invoice')
              UNION ALL
              SELECT 'J-' || p.journal_id, NOT EXISTS (SELECT FROM funds_commitment WHERE journal_id = p.journal_id)
              FROM funds_account AS a JOIN funds_posting AS p ON p.account_id = a.id WHERE a.role = 'memo') AS x;
    ELSIF question = 'reversals' THEN
        RETURN QUERY
        SELECT 'reversals', count(*), count(*) FILTER (WHERE wrong), 'J-' || min(id) FILTER (WHERE wrong)
        FROM (SELECT new.id,
                     (old.id IS NULL OR old.book_id <> new.book_id OR old.line_count <> new.line_count OR old.id >= new.id
                      OR new.effective_date < old.effective_date
                      OR EXISTS (SELECT FROM funds_posting AS o LEFT JOIN funds_posting AS n
                                 ON n.journal_id = new.id AND n.line = o.line AND n.account_id = o.account_id
                                 AND n.amount = -o.amount AND n.fund_id IS NOT DISTINCT FROM o.fund_id
                                 WHERE o.journal_id = old.id AND n.journal_id IS NULL)
                      OR EXISTS (SELECT FROM funds_allocation AS o LEFT JOIN funds_allocation AS n
                                 ON n.journal_id = new.id AND n.line = o.line AND n.lot_id = o.lot_id
                                 AND n.amount = -o.amount AND n.source_amount = -o.source_amount
                                 WHERE o.journal_id = old.id AND n.journal_id IS NULL)) AS wrong
              FROM funds_journal AS new LEFT JOIN funds_journal AS old ON old.id = new.reverses
              WHERE new.reverses IS NOT NULL) AS x;
    ELSIF question = 'periods' THEN
        RETURN QUERY
        SELECT 'periods', count(*), count(*) FILTER (WHERE wrong), min(named) FILTER (WHERE wrong)
        FROM (SELECT p.starts || ' - ' || p.ends - 1 AS named,
                     -- It stands as the last recorded act left it; never turned, it is open.
                     (p.state = 'closed' AND p.digest IS DISTINCT FROM funds_period_content(p.id))
                     OR p.state <> coalesce(last.state, 'open') OR p.turned_by IS DISTINCT FROM last.turned_by AS wrong
              FROM funds_period AS p
              LEFT JOIN LATERAL (SELECT e.state, e.turned_by FROM funds_period_event AS e WHERE e.period_id = p.id
                                 ORDER BY e.id DESC LIMIT 1) AS last ON true) AS x;
    ELSIF question = 'unsealed' THEN
        -- No law, but what is not proved: the entries after the last seal of their book.
        RETURN QUERY
        SELECT 'unsealed', sum(after.entries)::bigint, 0::bigint, 'J-' || min(after.first)
        FROM funds_book AS b CROSS JOIN LATERAL (
            SELECT count(*) AS entries, min(j.id) AS first FROM funds_journal AS j
            WHERE j.book_id = b.id AND j.id > coalesce((SELECT max(s.last_journal) FROM funds_seal AS s WHERE s.book_id = b.id), 0)
        ) AS after;
    ELSIF question = 'chain' THEN
        -- Of every seal, wherever it says that its block lies: the block begins with the entry after the block before. What is
        -- in it is counted and hashed range by range ("seals").
        RETURN QUERY
        SELECT 'seals', 0::bigint, count(*) FILTER (WHERE wrong), min('book ' || book_id || ' block ' || block) FILTER (WHERE wrong)
        FROM (SELECT s.book_id, s.block,
                     s.first_journal IS DISTINCT FROM (SELECT j.id FROM funds_journal AS j WHERE j.book_id = s.book_id
                         AND j.id > coalesce(before.last_journal, 0) ORDER BY j.id LIMIT 1) AS wrong
              FROM funds_seal AS s
              LEFT JOIN funds_seal AS before ON before.book_id = s.book_id AND before.block = s.block - 1) AS x;
    ELSIF question = 'seals' THEN
        RETURN QUERY
        SELECT 'seals', count(*), count(*) FILTER (WHERE wrong), min('book ' || book_id || ' block ' || block) FILTER (WHERE wrong)
        FROM (SELECT s.book_id, s.block,
                     (s.content IS DISTINCT FROM funds_block_content(s.book_id, s.first_journal, s.last_journal)
                      OR s.root IS DISTINCT FROM sha256(s.previous || int4send(s.block) || s.content)
                      OR s.previous IS DISTINCT FROM coalesce(before.root, sha256(''))
                      OR (s.block > 1 AND (before.last_journal IS NULL OR before.last_journal >= s.first_journal))
                      OR s.journals IS DISTINCT FROM
                         (SELECT count(*) FROM funds_journal AS j WHERE j.book_id = s.book_id
                          AND j.id > coalesce(before.last_journal, 0) AND j.id <= s.last_journal)) AS wrong
              FROM funds_seal AS s
              LEFT JOIN funds_seal AS before ON before.book_id = s.book_id AND before.block = s.block - 1
              -- Each block is hashed once, though its verdict is asked twice.
              WHERE s.first_journal BETWEEN low AND high OFFSET 0) AS x;
    ELSIF question = 'guards' THEN
        RETURN QUERY
        SELECT 'guards', count(*), count(*) FILTER (WHERE wrong), min(named) FILTER (WHERE wrong)
        FROM (SELECT t.tgname::text AS named, t.tgenabled <> 'A' AS wrong
              FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
              WHERE c.relname LIKE 'funds\_%' AND NOT t.tgisinternal
              UNION ALL
              SELECT want.named, NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgname = want.named)
              FROM (VALUES ('funds_journal_law'), ('funds_posting_1_balance'), ('funds_posting_2_money'),
                           ('funds_posting_3_accounts'), ('funds_posting_append_only'), ('funds_posting_no_truncate'),
                           ('funds_journal_append_only'), ('funds_allocation_append_only'), ('funds_lot_by_law'),
                           ('funds_lot_kept'), ('funds_budget_law'), ('funds_budget_line_kept'), ('funds_balance_kept'),
                           ('funds_commitment_law'), ('funds_commitment_entry'), ('funds_seal_append_only')) AS want (named)
              UNION ALL
              SELECT 'golden', funds_guard_digest() IS DISTINCT FROM
                     (SELECT g.digest FROM funds_golden AS g ORDER BY g.id DESC LIMIT 1)
              UNION ALL
              SELECT c.relname::text,
                     NOT c.relrowsecurity OR has_table_privilege('guohe_app', c.oid, 'INSERT')
                     OR has_table_privilege('guohe_app', c.oid, 'UPDATE') OR has_table_privilege('guohe_app', c.oid, 'DELETE')
                     OR has_table_privilege('guohe_app', c.oid, 'TRUNCATE')
                     OR pg_has_role('guohe_app', c.relowner, 'USAGE')
              FROM pg_class AS c WHERE c.relname LIKE 'funds\_%' AND c.relkind = 'r'
                AND c.relnamespace = 'public'::regnamespace) AS x;
    ELSE
        RAISE EXCEPTION 'no law is called %', question;
    END IF;
END $$;

-- The ranges in which laws over lines are asked: each begins with a number that some row has, so that a row with a number far
-- away, which only a broken one has, costs one range and not all those between.
CREATE FUNCTION funds_ranges(size bigint) RETURNS TABLE (low bigint, high bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    following bigint := '-9223372036854775808';
    last CONSTANT bigint := 9223372036854775807;
BEGIN
    LOOP
        low := least((SELECT min(j.id) FROM funds_journal AS j WHERE j.id >= following),
                     (SELECT min(p.journal_id) FROM funds_posting AS p WHERE p.journal_id >= following),
                     (SELECT min(a.journal_id) FROM funds_allocation AS a WHERE a.journal_id >= following),
                     (SELECT min(k.journal_id) FROM funds_lot AS k WHERE k.journal_id >= following));
        EXIT WHEN low IS NULL;
        high := CASE WHEN low > last - size THEN last ELSE low + size - 1 END;
        RETURN NEXT;
        EXIT WHEN high = last;
        following := high + 1;
    END LOOP;
END $$;

-- Whoever comes later finds every guard on, for replication roles too.
DO $$
DECLARE t record; f record;
BEGIN
    FOR t IN SELECT tgrelid::regclass AS of_table, tgname FROM pg_trigger
             WHERE tgrelid::regclass::text LIKE 'funds\_%' AND NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.of_table, t.tgname);
    END LOOP;
    FOR f IN SELECT oid::regprocedure AS named, proname FROM pg_proc
             WHERE proname LIKE 'funds\_%' AND pronamespace = 'public'::regnamespace LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f.named);
        IF f.proname IN ('funds_open_book', 'funds_open_period', 'funds_open_account', 'funds_close_account',
            'funds_open_fund', 'funds_load_budget', 'funds_post', 'funds_post_alone', 'funds_reverse', 'funds_open_staging',
            'funds_post_staged', 'funds_turn_period', 'funds_seal_pending', 'funds_seal_all', 'funds_prove', 'funds_ranges') THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO guohe_app', f.named);
        END IF;
    END LOOP;
END $$;
