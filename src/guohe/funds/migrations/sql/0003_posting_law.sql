-- The law of postings, proved for every statement that writes entries, whoever writes them.

-- Heads: an entry and its lines are written by one statement, into an open period of their own book.
CREATE FUNCTION funds_journal_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    many bigint;
    low bigint;
    high bigint;
    declared bigint;
    said text;
    bad record;
BEGIN
    SELECT count(*), min(id), max(id), sum(line_count) INTO many, low, high, declared FROM heads;
    IF many = 0 THEN RETURN NULL; END IF;
    -- An older snapshot would not see that a period was closed since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM funds_refuse('MON-337', '{}');
    END IF;
    -- Of one entry all is asked at once; where the answer is no, the questions below find why.
    IF many = 1 THEN
        PERFORM pg_advisory_xact_lock_shared(7101, period_id) FROM heads;
        IF EXISTS (
            SELECT FROM heads AS head JOIN funds_period AS period
                ON period.id = head.period_id AND period.book_id = head.book_id AND period.host_id = head.host_id
            WHERE period.state = 'open' AND period.starts <= head.effective_date AND head.effective_date < period.ends
              AND head.xact = pg_current_xact_id()
              AND EXISTS (SELECT FROM funds_posting AS p WHERE p.journal_id = head.id AND p.line = head.line_count)) THEN
            RETURN NULL;
        END IF;
    END IF;
    IF many > 200 THEN PERFORM funds_plan_for_batch(); END IF;
    PERFORM pg_advisory_xact_lock_shared(7101, days.period_id)
    FROM (SELECT DISTINCT period_id FROM heads WHERE many > 0 ORDER BY period_id) AS days;
    SELECT days.*, period.state, period.starts, period.ends INTO bad
    FROM (SELECT period_id, book_id, host_id, min(effective_date) AS first, max(effective_date) AS last,
                 min(id) AS example, bool_and(xact = pg_current_xact_id()) AS own
          FROM heads WHERE many > 0 GROUP BY period_id, book_id, host_id) AS days
    LEFT JOIN funds_period AS period ON period.id = days.period_id AND period.book_id = days.book_id
                                    AND period.host_id = days.host_id
    WHERE period.id IS NULL OR period.state <> 'open' OR days.first < period.starts OR days.last >= period.ends
       OR NOT days.own
    LIMIT 1;
    IF FOUND THEN
        said := (SELECT source FROM heads WHERE id = bad.example);
        IF bad.state IS NULL OR bad.first < bad.starts OR bad.last >= bad.ends THEN
            PERFORM funds_refuse('MON-315', jsonb_build_object('source', said, 'day', bad.first));
        ELSIF NOT bad.own THEN
            PERFORM funds_refuse('MON-311', jsonb_build_object('source', said));
        END IF;
        PERFORM funds_refuse('MON-316', jsonb_build_object('source', said, 'day', bad.first, 'state', bad.state,
                                                           'starts', bad.starts, 'ends', bad.ends - 1));
    END IF;
    -- Every line lies within what its head declares and is there once (funds_balance_law). So where the numbers from low to
    -- high are these heads' alone, as many lines as they declare are all their lines; else each head is asked for its last.
    IF many <= 200 OR many <> high - low + 1
       OR (SELECT count(*) FROM funds_posting WHERE journal_id BETWEEN low AND high) <> declared THEN
        SELECT head.source INTO bad FROM heads AS head
        WHERE many > 0
          AND NOT EXISTS (SELECT FROM funds_posting AS p WHERE p.journal_id = head.id AND p.line = head.line_count
                          AND p.journal_id BETWEEN low AND high)
        LIMIT 1;
        IF FOUND THEN
            PERFORM funds_refuse('MON-311', jsonb_build_object('source', bad.source));
        END IF;
    END IF;
    IF many > 200 THEN PERFORM funds_plan_as_before(); END IF;
    RETURN NULL;
END $$;

-- Lines: the sum of every entry is zero in every currency for every fund, so that no fund pays for another; its lines
-- are exactly those its head declares.
CREATE FUNCTION funds_balance_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    many bigint;
    low bigint;
    high bigint;
    bad record;
    told record;
    turned record;
BEGIN
    -- Most statements write one entry, in one currency for one fund: of it all is asked at once. Its lines lie within what its
    -- head declares, are as many, and none is there twice (primary key). Where the answer is no, the questions below find why.
    IF EXISTS (
        SELECT FROM funds_journal AS head CROSS JOIN LATERAL (
            SELECT count(*) AS lines, sum(few.amount) AS off, min(few.currency) = max(few.currency) AS one_currency,
                   count(few.fund_id) = 0 OR (count(few.fund_id) = count(*) AND min(few.fund_id) = max(few.fund_id)) AS one_fund,
                   bool_and(few.journal_id = head.id AND few.effective_date = head.effective_date AND few.host_id = head.host_id
                            AND few.period_id = head.period_id AND few.line BETWEEN 1 AND head.line_count) AS own
            FROM (SELECT * FROM fresh LIMIT 201) AS few) AS its
        WHERE head.id = (SELECT journal_id FROM fresh LIMIT 1) AND head.xact = pg_current_xact_id() AND head.reverses IS NULL
          AND its.own AND its.lines = head.line_count AND its.lines <= 200 AND its.one_currency AND its.one_fund AND its.off = 0) THEN
        RETURN NULL;
    END IF;
    SELECT count(*), min(journal_id), max(journal_id) INTO many, low, high FROM fresh;
    IF many = 0 THEN RETURN NULL; END IF;
    IF many > 200 THEN PERFORM funds_plan_for_batch(); END IF;
    SELECT f.journal_id, f.currency, f.amount AS off, head.source, fund.ref,
           (SELECT sum(each.amount) FROM fresh AS each
            WHERE each.journal_id = f.journal_id AND each.currency = f.currency) AS whole INTO bad
    FROM (SELECT journal_id, fund_id, currency, sum(amount) AS amount FROM fresh WHERE many > 0
          GROUP BY journal_id, fund_id, currency HAVING sum(amount) <> 0 LIMIT 1) AS f
    LEFT JOIN funds_journal AS head ON head.id = f.journal_id LEFT JOIN funds_fund AS fund ON fund.id = f.fund_id;
    IF FOUND THEN
        PERFORM funds_refuse(CASE bad.whole WHEN 0 THEN 'MON-330' ELSE 'MON-310' END, jsonb_build_object(
            'source', coalesce(bad.source, 'J-' || bad.journal_id), 'fund', coalesce(bad.ref, '-'),
            'off', funds_money(bad.currency, abs(CASE bad.whole WHEN 0 THEN bad.off ELSE bad.whole END))));
    END IF;
    -- Every line lies within what its head declares, and no line is there twice (primary key); so if the declared
    -- counts add up to the lines of this statement, each entry has exactly its own.
    SELECT f.journal_id, head.source INTO bad
    FROM fresh AS f LEFT JOIN funds_journal AS head
        ON head.id = f.journal_id AND head.id BETWEEN low AND high AND head.xact = pg_current_xact_id()
       AND head.effective_date = f.effective_date AND head.period_id = f.period_id AND head.host_id = f.host_id
       AND f.line BETWEEN 1 AND head.line_count
    WHERE head.id IS NULL LIMIT 1;
    IF NOT FOUND THEN
        SELECT sum(line_count) AS lines, bool_or(reverses IS NOT NULL) AS turns INTO told FROM funds_journal
        WHERE id BETWEEN low AND high AND xact = pg_current_xact_id();
        IF many <> told.lines THEN
            SELECT f.journal_id, head.source INTO bad
            FROM (SELECT journal_id, count(*) AS lines FROM fresh GROUP BY journal_id) AS f
            JOIN funds_journal AS head ON head.id = f.journal_id WHERE head.line_count <> f.lines LIMIT 1;
        END IF;
    END IF;
    IF bad.journal_id IS NOT NULL THEN
        PERFORM funds_refuse('MON-311', jsonb_build_object('source', coalesce(bad.source, 'J-' || bad.journal_id)));
    END IF;
    IF told.turns THEN
        FOR turned IN SELECT id, reverses, source FROM funds_journal
                      WHERE id BETWEEN low AND high AND reverses IS NOT NULL AND xact = pg_current_xact_id() ORDER BY id
        LOOP
            PERFORM funds_prove_reversal(turned.id, turned.reverses, turned.source);
        END LOOP;
    END IF;
    IF many > 200 THEN PERFORM funds_plan_as_before(); END IF;
    RETURN NULL;
END $$;

-- A reversal has the lines of its original with every sign turned, in the same book, not dated before it, and nothing else.
CREATE FUNCTION funds_prove_reversal(fresh_id bigint, old_id bigint, said text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    first_day date;
    dated record;
BEGIN
    IF NOT EXISTS (SELECT FROM funds_journal AS new JOIN funds_journal AS old ON old.book_id = new.book_id
                   WHERE new.id = fresh_id AND old.id = old_id AND old.id < new.id
                     AND old.line_count = new.line_count)
       OR EXISTS (SELECT FROM funds_posting AS old LEFT JOIN funds_posting AS new
                      ON new.journal_id = fresh_id AND new.line = old.line AND new.account_id = old.account_id
                     AND new.amount = -old.amount AND new.fund_id IS NOT DISTINCT FROM old.fund_id
                     AND new.budget_line_id IS NOT DISTINCT FROM old.budget_line_id
                     AND new.lot_id IS NOT DISTINCT FROM old.lot_id
                  WHERE old.journal_id = old_id AND new.journal_id IS NULL) THEN
        PERFORM funds_refuse('MON-394', jsonb_build_object('source', said, 'original', 'J-' || old_id));
    END IF;
    SELECT old.effective_date INTO first_day FROM funds_journal AS old JOIN funds_journal AS new
        ON new.id = fresh_id AND new.effective_date < old.effective_date WHERE old.id = old_id;
    IF FOUND THEN
        PERFORM funds_refuse('MON-398', jsonb_build_object('entry', 'J-' || old_id, 'day', first_day));
    END IF;
    -- Nothing is taken back on a day to come: today, or the first open day if today's period is no longer open; an entry
    -- that is itself dated ahead is taken back on its own day.
    SELECT new.effective_date,
           coalesce((SELECT greatest(p.starts, guohe_on(), old.effective_date) FROM funds_period AS p
                     WHERE p.book_id = new.book_id AND p.state = 'open' AND p.ends > greatest(guohe_on(), old.effective_date)
                     ORDER BY p.starts LIMIT 1), greatest(guohe_on(), old.effective_date)) AS latest INTO dated
    FROM funds_journal AS old JOIN funds_journal AS new ON new.id = fresh_id WHERE old.id = old_id;
    IF dated.effective_date > dated.latest THEN
        PERFORM funds_refuse('MON-530', jsonb_build_object('entry', 'J-' || old_id, 'day', dated.effective_date,
                                                           'latest', dated.latest));
    END IF;
    IF EXISTS (SELECT FROM funds_commitment WHERE journal_id = old_id AND event <> 'liquidate') THEN
        PERFORM funds_refuse('MON-396', jsonb_build_object('original', 'J-' || old_id));
    END IF;
END $$;

-- Whether the memorandum lines of an entry are two, of one fund and currency, and say what the entry's event of an order says.
CREATE FUNCTION funds_says_its_event(entry bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM funds_commitment AS c WHERE c.journal_id = entry
        AND (SELECT count(*) = 2 AND bool_and(p.currency = c.currency AND p.fund_id IS NOT DISTINCT FROM c.fund_id)
                    AND coalesce(sum(p.amount) FILTER (WHERE a.purpose = 'commitments'), 0) = c.amount
             FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
             WHERE p.journal_id = entry AND a.role = 'memo'))
$$;

-- The accounts of open orders hold nothing but orders: memoranda meet money only where an invoice takes off what was ordered, and
-- then they say what its event says. Exchange accounts hold exchanges. That an order has its event and an exchange its slip is asked again when the transaction ends (funds_journal_papers).
CREATE FUNCTION funds_prove_papers(low bigint, high bigint) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
BEGIN
    SELECT head.source, told.memos > 0 AS memo INTO bad
    FROM (SELECT p.journal_id, count(*) FILTER (WHERE a.role = 'memo') AS memos,
                 count(*) FILTER (WHERE a.role = 'exchange') AS exchanges, count(*) AS lines
          FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
          WHERE p.journal_id BETWEEN low AND high GROUP BY p.journal_id) AS told
    JOIN funds_journal AS head ON head.id = told.journal_id AND head.xact = pg_current_xact_id()
    WHERE head.reverses IS NULL
      AND ((told.memos > 0 AND CASE WHEN head.kind = 'order invoice' THEN NOT funds_says_its_event(head.id)
                                    ELSE told.memos <> told.lines OR head.kind NOT IN ('order', 'order release') END)
           OR (told.exchanges > 0 AND head.kind <> 'conversion')) LIMIT 1;
    IF FOUND THEN
        PERFORM funds_refuse(CASE WHEN bad.memo THEN 'MON-332' ELSE 'MON-344' END, jsonb_build_object('source', bad.source));
    END IF;
END $$;

-- Asked at the end of the transaction, for no other entries than these kinds.
-- Asked at commit: servers before 18 then run as whoever commits, who sees less than the law does.
CREATE FUNCTION funds_paper_law() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'conversion' AND NEW.reverses IS NULL
       AND NOT EXISTS (SELECT FROM funds_fx_deal WHERE journal_id = NEW.id) THEN
        PERFORM funds_refuse('MON-344', jsonb_build_object('source', NEW.source));
    ELSIF NEW.kind <> 'conversion' AND NOT EXISTS (SELECT FROM funds_commitment WHERE journal_id = NEW.id) THEN
        PERFORM funds_refuse('MON-332', jsonb_build_object('source', NEW.source));
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_journal_papers AFTER INSERT ON funds_journal DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind IN ('conversion', 'order', 'order release', 'order invoice')) EXECUTE FUNCTION funds_paper_law();

CREATE TYPE funds_moved AS (account_id integer, period_id integer, host_id integer, debit bigint, credit bigint,
    lines bigint, first_day date, last_day date, currency text, fundless boolean, budgeted boolean,
    example bigint);

-- Accounts: each is of the book, in its currency, open on the day; balances are kept as sums of a period.
CREATE FUNCTION funds_account_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    many bigint;
    moved funds_moved[];
    bad record;
BEGIN
    -- A few lines are proved and added by one statement, all of them or none; where it adds none, the questions below find why.
    WITH few AS MATERIALIZED (
        SELECT f.account_id, f.period_id, f.host_id, a.hot, count(*) AS lines,
               coalesce(sum(f.amount) FILTER (WHERE f.amount > 0), 0) AS debit,
               coalesce(-sum(f.amount) FILTER (WHERE f.amount < 0), 0) AS credit,
               bool_and((a.role IN ('bank', 'income', 'expense', 'clearing') AND a.currency = f.currency
                         AND f.effective_date >= a.opened_on AND (a.closed_on IS NULL OR f.effective_date < a.closed_on)
                         AND (f.fund_id IS NOT NULL OR a.role IN ('bank', 'clearing'))
                         AND (f.budget_line_id IS NULL OR a.role = 'expense')) IS TRUE) AS lawful
        FROM (SELECT * FROM fresh LIMIT 201) AS f LEFT JOIN funds_period AS period ON period.id = f.period_id
        LEFT JOIN funds_account AS a ON a.id = f.account_id AND a.book_id = period.book_id AND a.host_id = f.host_id
        GROUP BY f.account_id, f.period_id, f.host_id, a.hot
    )
    INSERT INTO funds_balance AS kept (account_id, period_id, shard, host_id, debit, credit, lines)
    SELECT account_id, period_id, CASE WHEN hot THEN pg_backend_pid() % 16 ELSE 0 END, host_id, debit, credit, lines
    FROM few WHERE (SELECT bool_and(lawful) AND sum(lines) <= 200 FROM few) ORDER BY account_id, period_id
    ON CONFLICT (account_id, period_id, shard) DO UPDATE
    SET debit = kept.debit + excluded.debit, credit = kept.credit + excluded.credit, lines = kept.lines + excluded.lines;
    IF FOUND THEN RETURN NULL; END IF;
    -- No more is counted than tells a batch from a few lines.
    many := (SELECT count(*) FROM (SELECT FROM fresh LIMIT 201) AS first_lines);
    IF many = 0 THEN RETURN NULL; END IF;
    IF many > 200 THEN PERFORM funds_plan_for_batch(); END IF;
    SELECT array_agg(ROW (account_id, period_id, host_id, debit, credit, lines, first_day, last_day, currency,
                          fundless, budgeted, example)::funds_moved ORDER BY account_id, period_id) INTO moved
    FROM (SELECT account_id, period_id, host_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
                 coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit, count(*) AS lines,
                 min(effective_date) AS first_day, max(effective_date) AS last_day,
                 currency, bool_or(fund_id IS NULL) AS fundless, bool_or(budget_line_id IS NOT NULL) AS budgeted,
                 min(journal_id) AS example
          FROM fresh WHERE many > 0 GROUP BY account_id, period_id, host_id, currency) AS each_account;
    SELECT m.*, account.code, account.currency AS own_currency, account.opened_on, account.closed_on INTO bad
    FROM unnest(moved) AS m
    JOIN funds_period AS period ON period.id = m.period_id
    LEFT JOIN funds_account AS account ON account.id = m.account_id AND account.book_id = period.book_id
                                      AND account.host_id = m.host_id
    WHERE account.id IS NULL OR m.currency <> account.currency
       OR m.first_day < account.opened_on OR m.last_day >= account.closed_on
       OR (m.fundless AND account.role IN ('income', 'expense', 'exchange'))
       OR (m.budgeted AND account.role <> 'expense')
    LIMIT 1;
    IF NOT FOUND AND EXISTS (SELECT FROM unnest(moved) AS m JOIN funds_account AS a ON a.id = m.account_id
                             WHERE a.role IN ('memo', 'exchange')) THEN
        PERFORM funds_prove_papers(min(journal_id), max(journal_id)) FROM fresh;
    ELSIF FOUND THEN
        PERFORM funds_refuse(
            CASE WHEN bad.code IS NULL THEN 'MON-352'
                 WHEN bad.currency <> bad.own_currency THEN 'MON-353'
                 WHEN bad.first_day < bad.opened_on OR bad.last_day >= bad.closed_on THEN 'MON-354'
                 WHEN bad.fundless THEN 'MON-318' ELSE 'BUD-405' END,
            jsonb_build_object('source', (SELECT source FROM funds_journal WHERE id = bad.example),
                               'account', coalesce(bad.code, bad.account_id::text), 'currency', bad.own_currency,
                               'day', bad.first_day));
    END IF;
    INSERT INTO funds_balance AS kept (account_id, period_id, shard, host_id, debit, credit, lines)
    SELECT m.account_id, m.period_id, CASE WHEN account.hot THEN pg_backend_pid() % 16 ELSE 0 END,
           m.host_id, m.debit, m.credit, m.lines
    FROM unnest(moved) AS m JOIN funds_account AS account ON account.id = m.account_id
    ORDER BY m.account_id, m.period_id
    ON CONFLICT (account_id, period_id, shard) DO UPDATE
    SET debit = kept.debit + excluded.debit, credit = kept.credit + excluded.credit, lines = kept.lines + excluded.lines;
    IF many > 200 THEN PERFORM funds_plan_as_before(); END IF;
    RETURN NULL;
END $$;
