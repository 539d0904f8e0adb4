-- Every line of restricted money is paid by lots (0004_lots_law.sql) and charged to its budget; promises too.

-- The carried cost is charged to the current line of the same category; over an enforced limit nothing is written.
CREATE FUNCTION funds_charge_budget(lines integer[], actual bigint[], committed bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    bad record;
    wanted integer;
    done integer;
BEGIN
    -- Mostly it is one category, by its current line, and there is room.
    IF cardinality(lines) = 1 THEN
        UPDATE funds_budget_line AS b
        SET actual_minor = b.actual_minor + actual[1], committed_minor = b.committed_minor + committed[1]
        WHERE b.id = lines[1] AND b.current
          AND (NOT b.enforced OR b.actual_minor + b.committed_minor + actual[1] + committed[1] <= b.limit_minor);
        IF FOUND THEN RETURN; END IF;
    END IF;
    WITH due AS MATERIALIZED (
        SELECT coalesce(live.id, 0) AS id, min(past.code) AS code, sum(d.actual)::bigint AS actual,
               sum(d.committed)::bigint AS committed
        FROM unnest(lines, actual, committed) AS d (line, actual, committed)
        LEFT JOIN funds_budget_line AS past ON past.id = d.line
        LEFT JOIN funds_budget_line AS live ON live.fund_id = past.fund_id AND live.code = past.code AND live.current
        GROUP BY coalesce(live.id, 0)
    ), charged AS (
        UPDATE funds_budget_line AS b
        SET actual_minor = b.actual_minor + due.actual, committed_minor = b.committed_minor + due.committed
        FROM due WHERE b.id = due.id
          AND (NOT b.enforced OR b.actual_minor + b.committed_minor + due.actual + due.committed <= b.limit_minor)
        RETURNING b.id
    )
    SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM charged) INTO wanted, done;
    IF wanted <> done THEN
        SELECT b.*, fund.currency, due.code AS named, due.more INTO bad
        FROM (SELECT live.id, past.code, past.fund_id, sum(d.actual + d.committed) AS more
              FROM unnest(lines, actual, committed) AS d (line, actual, committed)
              LEFT JOIN funds_budget_line AS past ON past.id = d.line
              LEFT JOIN funds_budget_line AS live ON live.fund_id = past.fund_id AND live.code = past.code AND live.current
              GROUP BY live.id, past.code, past.fund_id) AS due
        LEFT JOIN funds_fund AS fund ON fund.id = due.fund_id
        LEFT JOIN funds_budget_line AS b ON b.id = due.id
        WHERE b.id IS NULL OR (b.enforced AND b.actual_minor + b.committed_minor + due.more > b.limit_minor)
        ORDER BY b.id LIMIT 1;
        IF bad.id IS NULL THEN
            PERFORM funds_refuse('BUD-409', jsonb_build_object('line', coalesce(bad.named, '')));
        END IF;
        PERFORM funds_refuse('BUD-402', jsonb_build_object(
            'line', bad.code, 'limit', funds_money(bad.currency, bad.limit_minor),
            'figure', funds_money(bad.currency, bad.actual_minor + bad.committed_minor + bad.more),
            'over', funds_money(bad.currency, bad.actual_minor + bad.committed_minor + bad.more - bad.limit_minor)));
    END IF;
END $$;

-- Every money line of the statement is paid. Funds are locked in the order of their numbers. Plain spending of
-- first-in-first-out funds is matched to lots all at once, by the overlap of two running sums; the rest goes line by line.
CREATE FUNCTION funds_money_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    many bigint;
    one integer;
    its_fund funds_fund;
    spends record;
    low bigint;
    high bigint;
    touched integer[];
    stepwise integer[];
    told bigint[];
    budget integer[];
    costs bigint[];
    l funds_line;
    turned bigint := 0;
    bad record;
    closed record;
    tally record;
BEGIN
    -- No more is counted than tells a batch from a few lines. ``one`` is the fund of one entry whose every line is of that fund.
    SELECT count(*), min(journal_id), CASE WHEN min(journal_id) = max(journal_id) AND min(fund_id) = max(fund_id)
                                                AND count(*) = count(fund_id) AND count(*) <= 60 THEN min(fund_id) END
    INTO many, low, one FROM (SELECT journal_id, fund_id FROM fresh LIMIT 201) AS first_lines;
    IF many = 0 THEN RETURN NULL; END IF;
    -- Mostly it is such an entry, and it only spends: its lines are looked up once. Any other goes the way of many.
    IF one IS NOT NULL THEN
        SELECT * INTO its_fund FROM funds_fund WHERE id = one FOR NO KEY UPDATE;
        SELECT count(*) = many AND bool_and((CASE a.role
                   WHEN 'expense' THEN f.amount > 0 AND f.lot_id IS NULL AND b.fund_id = one
                   ELSE a.role IN ('bank', 'clearing') AND f.budget_line_id IS NULL END) IS TRUE) AS plain,
               array_agg(ROW (f.journal_id, f.line, f.host_id, f.fund_id, f.currency, f.amount, f.lot_id, a.role, its_fund.lot_policy,
                              j.source, j.instalment, j.effective_date, j.reverses, its_fund.currency)::funds_line ORDER BY f.line)
                   FILTER (WHERE a.role = 'expense') AS costs,
               array_agg(f.budget_line_id ORDER BY f.line) FILTER (WHERE a.role = 'expense') AS budget INTO spends
        FROM funds_journal AS j CROSS JOIN fresh AS f JOIN funds_account AS a ON a.id = f.account_id
        LEFT JOIN funds_budget_line AS b ON b.id = f.budget_line_id
        WHERE j.id = low AND j.reverses IS NULL AND j.instalment IS NULL AND j.book_id = its_fund.book_id
          AND its_fund.lot_policy <> 'specified'
          AND (SELECT e.state FROM funds_fund_event AS e WHERE e.fund_id = one ORDER BY e.id DESC LIMIT 1) IS DISTINCT FROM 'shut';
        IF spends.plain THEN
            FOREACH l IN ARRAY coalesce(spends.costs, '{}') LOOP
                costs := costs || funds_take(l, 'spend');
            END LOOP;
            IF costs IS NOT NULL THEN
                PERFORM funds_charge_budget(spends.budget, costs, array_fill(0::bigint, ARRAY[cardinality(costs)]));
            END IF;
            RETURN NULL;
        END IF;
    END IF;
    IF many > 200 THEN PERFORM funds_plan_for_batch(); END IF;
    WITH pair AS MATERIALIZED (
        SELECT f.fund_id, f.budget_line_id, f.period_id, min(f.journal_id) AS example, max(f.journal_id) AS latest,
               bool_or(a.role = 'expense') AS costs, bool_or(a.role IN ('income', 'expense', 'exchange')) AS moves,
               bool_or(CASE a.role WHEN 'expense' THEN f.amount < 0 OR f.lot_id IS NOT NULL
                                   ELSE a.role IN ('income', 'exchange') END) AS steps
        FROM fresh AS f LEFT JOIN funds_account AS a ON a.id = f.account_id
        WHERE f.fund_id IS NOT NULL AND many > 0 GROUP BY f.fund_id, f.budget_line_id, f.period_id
    ), wrong AS (
        SELECT pair.fund_id, pair.example, pair.costs AND pair.budget_line_id IS NULL AND fund.id IS NOT NULL AS unnamed
        FROM pair JOIN funds_period AS period ON period.id = pair.period_id
        LEFT JOIN funds_fund AS fund ON fund.id = pair.fund_id AND fund.book_id = period.book_id
        LEFT JOIN funds_budget_line AS b ON b.id = pair.budget_line_id
        WHERE fund.id IS NULL OR (pair.budget_line_id IS NOT NULL AND b.fund_id IS DISTINCT FROM pair.fund_id)
           OR (pair.costs AND pair.budget_line_id IS NULL
               AND EXISTS (SELECT FROM funds_budget_line WHERE fund_id = pair.fund_id AND current))
    )
    SELECT (SELECT array_agg(DISTINCT pair.fund_id) FILTER (WHERE pair.moves) FROM pair) AS touched,
           (SELECT array_agg(DISTINCT pair.fund_id) FILTER (WHERE pair.steps) FROM pair) AS steps,
           (SELECT array_agg(DISTINCT pair.fund_id) FROM pair) AS named,
           (SELECT min(pair.example) FROM pair) AS low, (SELECT max(pair.latest) FROM pair) AS high, each.* INTO bad
    FROM (SELECT 1) AS always LEFT JOIN (SELECT * FROM wrong ORDER BY unnamed LIMIT 1) AS each ON true;
    IF NOT bad.unnamed THEN
        PERFORM funds_refuse('MON-320', jsonb_build_object(
            'source', (SELECT source FROM funds_journal WHERE id = bad.example), 'fund', bad.fund_id::text));
    END IF;
    touched := bad.touched;
    low := bad.low;
    high := bad.high;
    stepwise := coalesce(bad.steps, '{}');
    -- Whoever shuts a fund holds its row alone: an entry is before the turn, or sees it. A reversal is an entry too.
    PERFORM FROM funds_fund WHERE id = ANY (bad.named) ORDER BY id FOR NO KEY UPDATE;
    SELECT fund.id, fund.ref INTO closed
    FROM (SELECT DISTINCT ON (e.fund_id) e.fund_id, e.state FROM funds_fund_event AS e
          WHERE e.fund_id = ANY (bad.named) ORDER BY e.fund_id, e.id DESC) AS turned_last
    JOIN funds_fund AS fund ON fund.id = turned_last.fund_id
    WHERE turned_last.state = 'shut' ORDER BY fund.id LIMIT 1;
    IF FOUND THEN
        PERFORM funds_refuse('MON-481', jsonb_build_object('fund', closed.ref, 'source',
            (SELECT head.source FROM fresh AS f JOIN funds_journal AS head ON head.id = f.journal_id
             WHERE f.fund_id = closed.id ORDER BY f.journal_id LIMIT 1)));
    END IF;
    -- What a bank keeps of the receipt that the same entry brings may be outside the budget; a reversal is whatever its
    -- original was.
    IF bad.unnamed THEN
        SELECT head.source, fund.ref INTO bad
        FROM fresh AS f JOIN funds_account AS a ON a.id = f.account_id AND a.role = 'expense'
        JOIN funds_journal AS head ON head.id = f.journal_id AND head.id BETWEEN low AND high AND head.reverses IS NULL
        JOIN funds_fund AS fund ON fund.id = f.fund_id
        WHERE f.budget_line_id IS NULL
          AND (head.instalment IS NULL OR a.purpose IS DISTINCT FROM 'bank_charge'
               OR NOT EXISTS (SELECT FROM fresh AS brought JOIN funds_account AS i ON i.id = brought.account_id AND i.role = 'income'
                              WHERE brought.journal_id = f.journal_id AND brought.fund_id = f.fund_id
                                AND brought.currency = f.currency AND brought.amount < 0))
          AND EXISTS (SELECT FROM funds_budget_line WHERE fund_id = f.fund_id AND current)
        ORDER BY f.journal_id LIMIT 1;
        IF FOUND THEN
            PERFORM funds_refuse('BUD-410', jsonb_build_object('source', bad.source, 'fund', bad.ref));
        END IF;
    END IF;
    IF touched IS NULL THEN
        IF many > 200 THEN PERFORM funds_plan_as_before(); END IF;
        RETURN NULL;
    END IF;
    IF many <= 60 THEN
        stepwise := touched;
    ELSE
        stepwise := stepwise || ARRAY(SELECT id FROM funds_fund WHERE id = ANY (touched) AND lot_policy <> 'fifo');
        told := ARRAY(SELECT id FROM funds_journal WHERE id BETWEEN low AND high
                      AND (reverses IS NOT NULL OR instalment IS NOT NULL));
        IF cardinality(told) > 0 THEN
            stepwise := stepwise || ARRAY(SELECT DISTINCT f.fund_id FROM fresh AS f JOIN funds_account AS a ON a.id = f.account_id
                WHERE f.journal_id = ANY (told) AND f.fund_id IS NOT NULL AND a.role IN ('income', 'expense', 'exchange'));
        END IF;
        WITH uses AS MATERIALIZED (
            SELECT f.journal_id, f.line, f.host_id, f.fund_id, f.currency, f.budget_line_id, f.effective_date AS day,
                   (sum(f.amount) OVER run)::bigint - f.amount AS foot, (sum(f.amount) OVER run)::bigint AS head
            FROM fresh AS f JOIN funds_account AS a ON a.id = f.account_id
            WHERE f.fund_id IS NOT NULL AND a.role = 'expense' AND f.fund_id <> ALL (stepwise)
            WINDOW run AS (PARTITION BY f.fund_id, f.currency ORDER BY f.journal_id, f.line ROWS UNBOUNDED PRECEDING)
        ), free AS MATERIALIZED (
            SELECT k.*, (sum(k.amount - k.used) OVER run)::bigint - (k.amount - k.used) AS foot,
                   (sum(k.amount - k.used) OVER run)::bigint AS head
            FROM funds_lot AS k WHERE k.fund_id = ANY (touched) AND k.used < k.amount AND k.closed_by IS NULL
            WINDOW run AS (PARTITION BY k.fund_id, k.currency ORDER BY k.opened_on, k.id ROWS UNBOUNDED PRECEDING)
        ), parts AS MATERIALIZED (
            SELECT u.journal_id, u.line, u.host_id, u.budget_line_id, k.id AS lot_id, k.opened_on > u.day AS early,
                   least(u.head, k.head) - greatest(u.foot, k.foot) AS amount,
                   greatest(funds_share(k.used + least(u.head, k.head) - k.foot, k.source_amount, k.amount),
                            k.used_source)
                   - greatest(funds_share(k.used + greatest(u.foot, k.foot) - k.foot, k.source_amount, k.amount),
                              k.used_source) AS carried
            FROM uses AS u JOIN free AS k ON k.fund_id = u.fund_id AND k.currency = u.currency
                                         AND k.foot < u.head AND u.foot < k.head
        ), kept AS (
            INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
            SELECT journal_id, lot_id, amount, carried, host_id, line, 'spend' FROM parts
        ), drawn AS (
            UPDATE funds_lot AS k SET used = k.used + t.amount, used_source = k.used_source + t.carried,
                spent = k.spent + t.amount
            FROM (SELECT lot_id, sum(amount)::bigint AS amount, sum(carried)::bigint AS carried
                  FROM parts GROUP BY lot_id) AS t
            WHERE k.id = t.lot_id
        ), charged AS MATERIALIZED (
            SELECT budget_line_id, sum(carried)::bigint AS carried FROM parts
            WHERE budget_line_id IS NOT NULL GROUP BY budget_line_id
        )
        SELECT (SELECT array_agg(c.budget_line_id) FROM charged AS c) AS budget,
               (SELECT array_agg(c.carried) FROM charged AS c) AS costs,
               (SELECT min(p.journal_id) FROM parts AS p WHERE p.early) AS early,
               short.* INTO tally
        FROM (SELECT 1) AS always LEFT JOIN (
            SELECT need.fund_id, need.currency, need.head - coalesce(paid.head, 0) AS missing, need.head AS wanted, need.example
            FROM (SELECT fund_id, currency, max(head) AS head, max(journal_id) AS example FROM uses
                  GROUP BY fund_id, currency) AS need
            LEFT JOIN (SELECT fund_id, currency, max(head) AS head FROM free GROUP BY fund_id, currency) AS paid
                USING (fund_id, currency)
            WHERE need.head > coalesce(paid.head, 0) LIMIT 1) AS short ON true;
        IF tally.fund_id IS NOT NULL THEN
            PERFORM funds_refuse('MON-321', jsonb_build_object(
                'source', (SELECT source FROM funds_journal WHERE id = tally.example),
                'fund', (SELECT ref FROM funds_fund WHERE id = tally.fund_id),
                'amount', funds_money(tally.currency, tally.wanted),
                'missing', funds_money(tally.currency, tally.missing)));
        END IF;
        -- The oldest lots come first: a part in a lot that was not there yet says that those that were are used up.
        IF tally.early IS NOT NULL THEN
            SELECT j.source, fund.ref, p.currency, p.amount, p.effective_date AS day,
                   (SELECT min(k.opened_on) FROM funds_lot AS k WHERE k.fund_id = p.fund_id AND k.currency = p.currency
                    AND k.opened_on > p.effective_date) AS first_day INTO bad
            FROM funds_posting AS p JOIN funds_journal AS j ON j.id = p.journal_id JOIN funds_fund AS fund ON fund.id = p.fund_id
            JOIN funds_account AS a ON a.id = p.account_id AND a.role = 'expense'
            WHERE p.journal_id = tally.early LIMIT 1;
            PERFORM funds_refuse('MON-333', jsonb_build_object('source', bad.source, 'fund', bad.ref, 'day', bad.day,
                'first', bad.first_day, 'amount', funds_money(bad.currency, bad.amount)));
        END IF;
        budget := tally.budget;
        costs := tally.costs;
        IF budget IS NOT NULL THEN
            PERFORM funds_charge_budget(budget, costs, array_fill(0::bigint, ARRAY[cardinality(budget)]));
        END IF;
    END IF;
    IF cardinality(stepwise) > 0 THEN
        IF many > 200 THEN PERFORM set_config('plan_cache_mode', 'force_generic_plan', true); END IF;
        FOR l IN
            SELECT f.journal_id, f.line, f.host_id, f.fund_id, f.currency, f.amount, f.lot_id, a.role, fund.lot_policy,
                   j.source, j.instalment, j.effective_date, j.reverses, fund.currency
            FROM fresh AS f JOIN funds_account AS a ON a.id = f.account_id
            JOIN funds_fund AS fund ON fund.id = f.fund_id
            JOIN funds_journal AS j ON j.id = f.journal_id AND j.id BETWEEN low AND high
            WHERE f.fund_id = ANY (stepwise) AND a.role IN ('income', 'expense', 'exchange')
            ORDER BY f.journal_id,
                     CASE WHEN a.role = 'income' AND f.amount < 0 THEN 0 WHEN a.role = 'exchange' AND f.amount > 0 THEN 1
                          WHEN a.role = 'exchange' THEN 2 WHEN f.amount > 0 THEN 3 ELSE 4 END, f.line
        LOOP
            IF l.reverses IS NULL THEN
                PERFORM funds_move_money(l);
            ELSIF l.journal_id <> turned THEN
                turned := l.journal_id;
                PERFORM funds_reverse_money(l.journal_id, l.reverses, l.host_id, l.source);
            END IF;
        END LOOP;
        SELECT array_agg(c.budget_line_id), array_agg(c.carried) INTO budget, costs
        FROM (SELECT f.budget_line_id, sum(a.source_amount)::bigint AS carried
              FROM fresh AS f JOIN funds_allocation AS a ON a.journal_id = f.journal_id AND a.line = f.line
                                                            AND a.journal_id BETWEEN low AND high
              WHERE f.budget_line_id IS NOT NULL AND f.fund_id = ANY (stepwise) GROUP BY f.budget_line_id) AS c;
        IF budget IS NOT NULL THEN
            PERFORM funds_charge_budget(budget, costs, array_fill(0::bigint, ARRAY[cardinality(budget)]));
        END IF;
    END IF;
    IF many > 200 THEN PERFORM funds_plan_as_before(); END IF;
    RETURN NULL;
END $$;

-- A new version of a budget takes over what was spent and promised; then it alone is current.
CREATE FUNCTION funds_budget_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    of record;
    bad record;
    codes text[];
    actual bigint[];
    committed bigint[];
BEGIN
    FOR of IN SELECT fund_id, min(version) AS version, max(version) AS top, bool_or(current) AS current,
                     max(abs(actual_minor) + committed_minor) AS carried, min(host_id) AS host, max(host_id) AS other_host
              FROM fresh GROUP BY fund_id ORDER BY fund_id
    LOOP
        PERFORM FROM funds_fund WHERE id = of.fund_id FOR NO KEY UPDATE;
        IF of.current OR of.carried <> 0 OR of.version <> of.top OR of.host <> of.other_host
           OR NOT EXISTS (SELECT FROM funds_fund WHERE id = of.fund_id AND host_id = of.host)
           OR EXISTS (SELECT FROM funds_budget_line WHERE fund_id = of.fund_id AND version >= of.version
                      AND (version > of.version OR current)) THEN
            PERFORM funds_refuse('BUD-407', jsonb_build_object('version', of.version));
        END IF;
        SELECT past.code, past.actual_minor + past.committed_minor AS figure, live.limit_minor, fund.currency INTO bad
        FROM funds_budget_line AS past JOIN funds_fund AS fund ON fund.id = past.fund_id
        LEFT JOIN funds_budget_line AS live ON live.fund_id = past.fund_id AND live.version = of.version
                                           AND live.code = past.code
        WHERE past.fund_id = of.fund_id AND past.current
          AND ((live.id IS NULL AND (past.actual_minor <> 0 OR past.committed_minor <> 0))
               OR (live.enforced AND past.actual_minor + past.committed_minor > live.limit_minor))
        ORDER BY past.id LIMIT 1;
        IF FOUND THEN
            PERFORM funds_refuse('BUD-406', jsonb_build_object(
                'line', bad.code, 'version', of.version, 'figure', funds_money(bad.currency, bad.figure),
                'limit', funds_money(bad.currency, coalesce(bad.limit_minor, 0))));
        END IF;
        SELECT array_agg(code), array_agg(actual_minor), array_agg(committed_minor) INTO codes, actual, committed
        FROM funds_budget_line WHERE fund_id = of.fund_id AND current;
        UPDATE funds_budget_line SET current = false, actual_minor = 0, committed_minor = 0
        WHERE fund_id = of.fund_id AND current;
        UPDATE funds_budget_line AS live
        SET current = true, actual_minor = coalesce(past.actual, 0), committed_minor = coalesce(past.committed, 0)
        FROM (SELECT each_line.id, carried.actual, carried.committed FROM funds_budget_line AS each_line
              LEFT JOIN unnest(codes, actual, committed) AS carried (code, actual, committed) USING (code)
              WHERE each_line.fund_id = of.fund_id AND each_line.version = of.version) AS past
        WHERE live.id = past.id;
    END LOOP;
    RETURN NULL;
END $$;

-- The entry of a promise is of the same transaction, book and host, and says the same; only an invoice's has other lines too.
CREATE FUNCTION funds_prove_promise(told funds_commitment) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM funds_journal AS j JOIN funds_fund AS fund ON fund.id = told.fund_id
                   WHERE j.id = told.journal_id AND j.xact = pg_current_xact_id() AND j.book_id = fund.book_id
                     AND j.host_id = told.host_id
                     AND CASE told.event WHEN 'liquidate' THEN j.kind IN ('order invoice', 'reversal') ELSE j.line_count = 2 END)
       OR NOT funds_says_its_event(told.journal_id) THEN
        PERFORM funds_refuse('MON-372', jsonb_build_object('order', told.order_no));
    END IF;
END $$;

-- A promise is charged to its category at once; its order, in each category, never falls below nothing and ends in both
-- currencies together; its entry says the same. What an invoice takes off is written before the invoice's lines, so that its budget
-- is asked once, for both; its entry is asked when the transaction ends (funds_commitment_entry).
CREATE FUNCTION funds_commitment_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    open_now record;
BEGIN
    PERFORM FROM funds_fund WHERE id = NEW.fund_id FOR NO KEY UPDATE;
    SELECT sum(c.amount) AS amount, sum(c.award_minor) AS award_minor INTO open_now
    FROM funds_commitment AS c LEFT JOIN funds_budget_line AS b ON b.id = c.budget_line_id
    WHERE c.fund_id = NEW.fund_id AND c.order_no = NEW.order_no AND c.currency = NEW.currency
      AND b.code IS NOT DISTINCT FROM (SELECT code FROM funds_budget_line WHERE id = NEW.budget_line_id);
    IF open_now.amount < 0 OR open_now.award_minor < 0 THEN
        PERFORM funds_refuse('MON-371', jsonb_build_object('order', NEW.order_no,
                                                           'open', funds_money(NEW.currency, open_now.amount - NEW.amount)));
    ELSIF (open_now.amount = 0) <> (open_now.award_minor = 0) THEN
        PERFORM funds_refuse('MON-373', jsonb_build_object('order', NEW.order_no));
    END IF;
    IF NEW.event <> 'liquidate' THEN
        PERFORM funds_prove_promise(NEW);
    END IF;
    IF NEW.budget_line_id IS NOT NULL THEN
        PERFORM funds_charge_budget(ARRAY[NEW.budget_line_id], ARRAY[0::bigint], ARRAY[NEW.award_minor]);
    END IF;
    RETURN NULL;
END $$;

-- Statement triggers fire in the order of their names: balance, money, accounts. Periods are locked before funds,
-- funds before budget lines and lots, and account balances last, so that a hot account is held for the least time.
CREATE TRIGGER funds_journal_law AFTER INSERT ON funds_journal REFERENCING NEW TABLE AS heads
    FOR EACH STATEMENT EXECUTE FUNCTION funds_journal_law();
CREATE TRIGGER funds_posting_1_balance AFTER INSERT ON funds_posting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION funds_balance_law();
CREATE TRIGGER funds_posting_2_money AFTER INSERT ON funds_posting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION funds_money_law();
CREATE TRIGGER funds_posting_3_accounts AFTER INSERT ON funds_posting REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION funds_account_law();
CREATE TRIGGER funds_budget_law AFTER INSERT ON funds_budget_line REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION funds_budget_law();
CREATE TRIGGER funds_commitment_law AFTER INSERT ON funds_commitment
    FOR EACH ROW EXECUTE FUNCTION funds_commitment_law();
-- Asked at commit: servers before 18 then run as whoever commits, who sees less than the law does.
CREATE FUNCTION funds_commitment_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM funds_prove_promise(NEW);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_commitment_entry AFTER INSERT ON funds_commitment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.event = 'liquidate') EXECUTE FUNCTION funds_commitment_entry();
