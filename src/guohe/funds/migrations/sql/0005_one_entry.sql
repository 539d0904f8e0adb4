-- One entry at a time: the short way of a plain one, and the door for one that is a transaction of its own.

-- Most posts are one entry that is neither receipt, exchange nor order, by somebody who may post in the whole host. Its names
-- are looked up by one statement and it is written by one; the laws of postings are the same. No number is given, and nothing
-- was written, where anything is otherwise or not known, or the key is there: funds_post then goes the long way, which answers
-- or refuses.
CREATE FUNCTION funds_post_plain(book integer, given jsonb) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    host integer := (SELECT host_id FROM funds_book WHERE id = book);
    day date := given->>'day';
    named record;
    entry bigint;
BEGIN
    IF given ?| ARRAY['deal', 'order', 'instalment', 'approved_by', 'reverses', 'reason'] OR given->>'kind' = 'conversion'
       OR given->>'kind' LIKE 'order%' OR NOT funds_may_in_whole(host, ARRAY['import', 'prepare', 'approve']) THEN
        RETURN NULL;
    END IF;
    -- Each name is looked up by itself (OFFSET 0), whatever the planner thinks of the number of lines.
    SELECT count(*) AS lines,
           bool_and((a.currency = l.c AND (f.id IS NULL) = (l.f IS NULL) AND (b.id IS NULL) = (l.b IS NULL)) IS TRUE) AS known,
           (SELECT p.id FROM funds_period AS p WHERE p.book_id = book AND p.starts <= day AND day < p.ends) AS period,
           array_agg(l.m ORDER BY l.ordinality) AS amounts, array_agg(l.c ORDER BY l.ordinality) AS currencies,
           array_agg(a.id ORDER BY l.ordinality) AS accounts, array_agg(f.id ORDER BY l.ordinality) AS funds,
           array_agg(b.id ORDER BY l.ordinality) AS budgets, array_agg(l.l ORDER BY l.ordinality) AS lots
    INTO named
    FROM ROWS FROM (jsonb_to_recordset(given->'lines') AS (a text, c text, m bigint, f text, b text, l bigint)) WITH ORDINALITY AS l
    LEFT JOIN LATERAL (SELECT id, currency FROM funds_account WHERE book_id = book AND code = l.a OFFSET 0) AS a ON true
    LEFT JOIN LATERAL (SELECT id FROM funds_fund WHERE book_id = book AND ref = l.f OFFSET 0) AS f ON true
    LEFT JOIN LATERAL (SELECT id FROM funds_budget_line WHERE fund_id = f.id AND code = l.b AND current OFFSET 0) AS b ON true;
    IF named.lines < 2 OR NOT named.known OR named.period IS NULL THEN RETURN NULL; END IF;
    PERFORM pg_advisory_xact_lock_shared(7100, book), pg_advisory_xact_lock_shared(7101, named.period);
    -- The number is taken after the locks, as in funds_post.
    PERFORM FROM funds_fund WHERE id = ANY (named.funds) ORDER BY id FOR NO KEY UPDATE;
    entry := nextval('funds_journal_id');
    WITH head AS (
        INSERT INTO funds_journal (id, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by, line_count, key,
                                   digest, kind, source, memo)
        VALUES (entry, pg_current_xact_id(), now(), book, host, named.period, day, guohe_actor(), named.lines, (given->>'key')::uuid,
                decode(given->>'digest', 'hex'), given->>'kind', given->>'source', given->>'memo')
        ON CONFLICT (book_id, key) DO NOTHING RETURNING id
    )
    INSERT INTO funds_posting (journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id, host_id,
                               effective_date, line, currency)
    SELECT head.id, l.amount, l.lot_id, l.account_id, l.fund_id, l.budget_line_id, named.period, host, day, l.line, l.currency
    FROM head CROSS JOIN unnest(named.amounts, named.lots, named.accounts, named.funds, named.budgets, named.currencies)
        WITH ORDINALITY AS l (amount, lot_id, account_id, fund_id, budget_line_id, currency, line);
    RETURN CASE WHEN FOUND THEN entry END;
END $$;

-- Who acts, the entry and the end of the transaction in one message. Within a longer transaction the same is said for its rest.
CREATE FUNCTION funds_post_alone(actor integer, today text, door text, book integer, given jsonb, OUT journal_id bigint, OUT was_there boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
    PERFORM set_config('guohe.actor', actor::text, true), set_config('guohe.on', today, true), set_config('guohe.door', door, true);
    journal_id := funds_post_plain(book, given);
    was_there := false;
    IF journal_id IS NULL THEN
        SELECT p.journal_id, p.was_there INTO journal_id, was_there FROM funds_post(book, jsonb_build_array(given)) AS p;
    END IF;
END $$;

-- The event of an order that an entry brings.
CREATE FUNCTION funds_keep_promise(entry bigint, book integer, host integer, promise jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    award text;
BEGIN
    INSERT INTO funds_commitment (host_id, fund_id, budget_line_id, journal_id, order_no, event, currency, amount, award_minor)
    SELECT host, f.id, b.id, entry, promise->>'order_no', promise->>'event', promise->>'currency',
           (promise->>'amount')::bigint, (promise->>'award_minor')::bigint
    FROM funds_fund AS f LEFT JOIN funds_budget_line AS b ON b.fund_id = f.id AND b.code = promise->>'budget' AND b.current
    WHERE f.book_id = book AND f.ref = promise->>'fund' AND f.currency = promise->>'award_currency'
      AND (b.id IS NOT NULL OR promise->>'budget' IS NULL);
    IF NOT FOUND THEN
        SELECT currency INTO award FROM funds_fund WHERE book_id = book AND ref = promise->>'fund';
        IF award <> promise->>'award_currency' THEN
            PERFORM funds_refuse('MON-374', jsonb_build_object('order', promise->>'order_no', 'award', award,
                                                               'seen', promise->>'award_currency'));
        END IF;
        PERFORM funds_refuse('BUD-409', jsonb_build_object('line', promise->>'budget'));
    END IF;
END $$;

-- What an invoice took off its order, with the sign turned.
CREATE FUNCTION funds_turn_promise(old_entry bigint, new_entry bigint) RETURNS void
LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO funds_commitment (host_id, fund_id, budget_line_id, journal_id, order_no, event, currency, amount, award_minor)
    SELECT host_id, fund_id, budget_line_id, new_entry, order_no, event, currency, -amount, -award_minor
    FROM funds_commitment WHERE journal_id = old_entry
$$;
