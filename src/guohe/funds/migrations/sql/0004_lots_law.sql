-- The law of restricted money: every cost is paid by named lots of its own fund and carries its cost in the award's
-- currency to the last fen. A line of income, expense or exchange equals its allocations less the lots it brought.

CREATE TYPE funds_line AS (journal_id bigint, line smallint, host_id integer, fund_id integer, currency text,
    amount bigint, lot_id bigint, role text, policy text, source text, instalment text, opened_on date,
    reverses bigint, award_currency text);

-- A line takes money from the lots of its fund that were there on its day: first in first out, from the lot it names, or
-- from all in proportion by largest remainder. The carried cost is rounded on the cumulative figure of each lot. Gives it.
CREATE FUNCTION funds_take(l funds_line, kind text) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wanted bigint := l.amount;
    free bigint;
    ever bigint;
    first_day date;
    part bigint;
    carried bigint;
    cost bigint := 0;
    lot record;
BEGIN
    -- Mostly the first lot that has anything left was there on the day and has enough.
    IF l.policy <> 'pooled' THEN
        WITH first_in AS (
            SELECT k.* FROM funds_lot AS k
            WHERE k.fund_id = l.fund_id AND k.currency = l.currency AND (l.lot_id IS NULL OR k.id = l.lot_id)
              AND k.used < k.amount AND k.closed_by IS NULL ORDER BY k.opened_on, k.id LIMIT 1
        ), drawn AS (
            UPDATE funds_lot AS k SET used = k.used + wanted, spent = k.spent + CASE kind WHEN 'spend' THEN wanted ELSE 0 END,
                used_source = greatest(funds_share(k.used + wanted, k.source_amount, k.amount), k.used_source)
            FROM first_in WHERE k.id = first_in.id AND first_in.opened_on <= l.opened_on AND first_in.used + wanted <= first_in.amount
            RETURNING k.id, k.used_source - first_in.used_source AS carried
        )
        INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
        SELECT l.journal_id, drawn.id, wanted, drawn.carried, l.host_id, l.line, kind FROM drawn
        RETURNING source_amount INTO cost;
        IF FOUND THEN RETURN cost; END IF;
        cost := 0;
    END IF;
    SELECT coalesce(sum(k.amount - k.used) FILTER (WHERE k.opened_on <= l.opened_on), 0),
           coalesce(sum(k.amount - k.used), 0), min(k.opened_on) FILTER (WHERE k.opened_on > l.opened_on)
    INTO free, ever, first_day FROM funds_lot AS k
    WHERE k.fund_id = l.fund_id AND k.currency = l.currency AND (l.lot_id IS NULL OR k.id = l.lot_id)
      AND k.used < k.amount AND k.closed_by IS NULL;
    IF free < wanted AND wanted <= ever THEN
        PERFORM funds_refuse('MON-333', jsonb_build_object(
            'source', l.source, 'fund', (SELECT ref FROM funds_fund WHERE id = l.fund_id),
            'amount', funds_money(l.currency, wanted), 'day', l.opened_on, 'first', first_day));
    ELSIF free < wanted THEN
        PERFORM funds_refuse('MON-321', jsonb_build_object(
            'source', l.source, 'fund', (SELECT ref FROM funds_fund WHERE id = l.fund_id),
            'amount', funds_money(l.currency, wanted), 'missing', funds_money(l.currency, wanted - free)));
    END IF;
    FOR lot IN
        SELECT k.*, div(k.weight, free)::bigint AS whole_part,
               row_number() OVER (ORDER BY k.weight % free DESC, k.opened_on, k.id)
                   <= l.amount - sum(div(k.weight, free)) OVER () AS rounds_up
        FROM (SELECT q.*, l.amount::numeric * (q.amount - q.used) AS weight FROM funds_lot AS q
              WHERE q.fund_id = l.fund_id AND q.currency = l.currency AND q.used < q.amount AND q.closed_by IS NULL
                AND q.opened_on <= l.opened_on AND (l.lot_id IS NULL OR q.id = l.lot_id)) AS k
        ORDER BY k.opened_on, k.id
    LOOP
        part := CASE WHEN l.policy = 'pooled' THEN lot.whole_part + lot.rounds_up::integer
                     ELSE least(wanted, lot.amount - lot.used) END;
        CONTINUE WHEN part = 0;
        carried := greatest(funds_share(lot.used + part, lot.source_amount, lot.amount), lot.used_source)
                   - lot.used_source;
        UPDATE funds_lot SET used = used + part, used_source = used_source + carried,
            spent = spent + CASE kind WHEN 'spend' THEN part ELSE 0 END WHERE id = lot.id;
        INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
        VALUES (l.journal_id, lot.id, part, carried, l.host_id, l.line, kind);
        cost := cost + carried;
        wanted := wanted - part;
        EXIT WHEN wanted = 0;
    END LOOP;
    RETURN cost;
END $$;

-- Money that comes back goes to the lots that were used last, or to the lot it names, or to all in proportion: never
-- more than their net costs, because what was converted or refunded did not come back.
CREATE FUNCTION funds_give_back(l funds_line) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    wanted bigint := -l.amount;
    taken bigint;
    part bigint;
    carried bigint;
    lot record;
BEGIN
    SELECT coalesce(sum(k.spent), 0) INTO taken FROM funds_lot AS k
    WHERE k.fund_id = l.fund_id AND k.currency = l.currency AND (l.lot_id IS NULL OR k.id = l.lot_id)
      AND k.opened_on <= l.opened_on AND k.closed_by IS NULL;
    IF taken < wanted THEN
        PERFORM funds_refuse('MON-322', jsonb_build_object(
            'source', l.source, 'fund', (SELECT ref FROM funds_fund WHERE id = l.fund_id),
            'amount', funds_money(l.currency, wanted), 'used', funds_money(l.currency, taken)));
    END IF;
    FOR lot IN
        SELECT k.*, div(k.weight, taken)::bigint AS whole_part,
               row_number() OVER (ORDER BY k.weight % taken DESC, k.opened_on, k.id)
                   <= -l.amount - sum(div(k.weight, taken)) OVER () AS rounds_up
        FROM (SELECT q.*, -l.amount::numeric * q.spent AS weight FROM funds_lot AS q
              WHERE q.fund_id = l.fund_id AND q.currency = l.currency AND q.spent > 0 AND q.closed_by IS NULL
                AND q.opened_on <= l.opened_on AND (l.lot_id IS NULL OR q.id = l.lot_id)) AS k
        ORDER BY k.opened_on DESC, k.id DESC
    LOOP
        part := CASE WHEN l.policy = 'pooled' THEN lot.whole_part + lot.rounds_up::integer
                     ELSE least(wanted, lot.spent) END;
        CONTINUE WHEN part = 0;
        carried := lot.used_source
                   - least(funds_share(lot.used - part, lot.source_amount, lot.amount), lot.used_source);
        UPDATE funds_lot SET used = used - part, used_source = used_source - carried, spent = spent - part
        WHERE id = lot.id;
        INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
        VALUES (l.journal_id, lot.id, -part, -carried, l.host_id, l.line, 'spend');
        wanted := wanted - part;
        EXIT WHEN wanted = 0;
    END LOOP;
END $$;

-- The bought side of an exchange brings one lot for each lot that its sold side used, with that lot's cost.
CREATE FUNCTION funds_bring_converted(l funds_line) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FILTER (WHERE p.amount > 0) <> 1 OR count(*) <> 2 OR count(DISTINCT p.currency) <> 2
        FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
        WHERE p.journal_id = l.journal_id AND p.fund_id = l.fund_id AND a.role = 'exchange') THEN
        PERFORM funds_refuse('MON-344', jsonb_build_object('source', l.source));
    END IF;
    INSERT INTO funds_lot (parent_id, journal_id, line, host_id, fund_id, opened_on, currency, amount,
                           source_currency, source_amount, source_ref)
    SELECT part.lot_id, l.journal_id, l.line, l.host_id, l.fund_id, l.opened_on, l.currency,
           funds_share(part.upto, -l.amount, part.whole) - funds_share(part.upto - part.amount, -l.amount, part.whole),
           part.source_currency, part.source_amount, part.source_ref
    FROM (SELECT a.lot_id, a.amount, a.source_amount, k.source_currency, k.source_ref, k.opened_on,
                 (sum(a.amount) OVER (ORDER BY k.opened_on, k.id))::bigint AS upto,
                 (sum(a.amount) OVER ())::bigint AS whole
          FROM funds_allocation AS a JOIN funds_lot AS k ON k.id = a.lot_id
          WHERE a.journal_id = l.journal_id AND a.kind = 'conversion' AND k.fund_id = l.fund_id) AS part
    ORDER BY part.opened_on, part.lot_id;
EXCEPTION WHEN check_violation THEN
    PERFORM funds_refuse('MON-343', jsonb_build_object('source', l.source, 'bought', funds_money(l.currency, -l.amount)));
END $$;

-- A reversal gives every allocation of the original back, both amounts to the fen, and closes the lots it brought. What
-- it negates may itself have closed or opened again the lots of an entry further back (its root): then they turn with it.
-- A closed lot opens only by the reversal of what closed it (funds_lot_closed).
CREATE FUNCTION funds_reverse_money(fresh_id bigint, old_id bigint, host integer, said text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    users text;
    root bigint;
BEGIN
    WITH RECURSIVE up AS (
        SELECT id, reverses FROM funds_journal WHERE id = old_id
        UNION ALL SELECT j.id, j.reverses FROM up JOIN funds_journal AS j ON j.id = up.reverses
    )
    SELECT id INTO root FROM up WHERE reverses IS NULL;
    INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
    SELECT fresh_id, lot_id, -amount, -source_amount, host, line, 'reversal'
    FROM funds_allocation WHERE journal_id = old_id;
    BEGIN
        UPDATE funds_lot AS k SET used = k.used - back.amount, used_source = k.used_source - back.source_amount,
            spent = k.spent - back.spent,
            closed_by = CASE WHEN k.closed_by = old_id THEN NULL
                             WHEN k.journal_id = root AND root <> old_id AND back.amount < 0 THEN fresh_id
                             ELSE k.closed_by END
        FROM (SELECT a.lot_id, sum(a.amount)::bigint AS amount, sum(a.source_amount)::bigint AS source_amount,
                     coalesce(sum(a.amount) FILTER (WHERE account.role = 'expense'), 0)::bigint AS spent
              FROM funds_allocation AS a JOIN funds_posting AS p ON p.journal_id = a.journal_id AND p.line = a.line
              JOIN funds_account AS account ON account.id = p.account_id
              WHERE a.journal_id = old_id GROUP BY a.lot_id) AS back
        WHERE k.id = back.lot_id;
    EXCEPTION WHEN check_violation OR unique_violation THEN
        PERFORM funds_refuse('MON-393', jsonb_build_object('source', said, 'original', 'J-' || old_id));
    END;
    IF EXISTS (SELECT FROM funds_lot WHERE journal_id = old_id AND used > 0) THEN
        SELECT string_agg(DISTINCT 'J-' || a.journal_id, ', ') INTO users
        FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
        WHERE k.journal_id = old_id AND k.used > 0 AND a.amount > 0 AND a.journal_id NOT IN (old_id, fresh_id)
          AND NOT EXISTS (SELECT FROM funds_journal AS later WHERE later.reverses = a.journal_id);
        PERFORM funds_refuse('MON-392', jsonb_build_object('source', said, 'original', 'J-' || old_id, 'users', users));
    END IF;
    INSERT INTO funds_allocation (journal_id, lot_id, amount, source_amount, host_id, line, kind)
    SELECT fresh_id, id, amount, source_amount - used_source, host, line, 'reversal'
    FROM funds_lot WHERE journal_id = old_id;
    UPDATE funds_lot SET used = amount, used_source = source_amount, closed_by = fresh_id WHERE journal_id = old_id;
END $$;

-- A lot that a line names is of its fund and currency, was there on its day, and has as much left as it pays; no more comes
-- back to it than it paid of costs.
CREATE FUNCTION funds_named_lot(l funds_line) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    lot funds_lot;
    free bigint;
BEGIN
    SELECT * INTO lot FROM funds_lot WHERE id = l.lot_id AND fund_id = l.fund_id AND currency = l.currency;
    IF NOT FOUND THEN
        PERFORM funds_refuse('MON-325', jsonb_build_object('source', l.source, 'lot', 'L-' || l.lot_id));
    ELSIF lot.opened_on > l.opened_on THEN
        PERFORM funds_refuse('MON-550', jsonb_build_object('source', l.source, 'lot', 'L-' || l.lot_id, 'day', l.opened_on,
                                                           'first', lot.opened_on));
    END IF;
    free := CASE WHEN lot.closed_by IS NOT NULL THEN 0 WHEN l.amount > 0 THEN lot.amount - lot.used ELSE lot.spent END;
    IF abs(l.amount) > free THEN
        PERFORM funds_refuse(CASE WHEN l.amount > 0 THEN 'MON-551' ELSE 'MON-552' END, jsonb_build_object(
            'source', l.source, 'lot', 'L-' || l.lot_id, 'amount', funds_money(l.currency, abs(l.amount)),
            'left', funds_money(l.currency, free)));
    END IF;
END $$;

-- Line after line, for entries that bring, convert, give back, turn round, or name their lots.
CREATE FUNCTION funds_move_money(l funds_line) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    own bigint;
    known record;
BEGIN
    -- What the bank keeps of a receipt is paid by that receipt.
    IF l.role = 'expense' AND l.amount > 0 AND l.instalment IS NOT NULL AND l.lot_id IS NULL THEN
        SELECT min(id) INTO own FROM funds_lot WHERE journal_id = l.journal_id AND fund_id = l.fund_id
                                                  AND currency = l.currency AND amount - used >= l.amount;
        IF own IS NOT NULL THEN
            l.lot_id := own;
            PERFORM funds_take(l, 'spend');
            RETURN;
        END IF;
    END IF;
    IF l.lot_id IS NULL AND l.policy = 'specified' AND (l.role <> 'income' OR l.amount > 0)
       AND (l.role <> 'exchange' OR l.amount > 0) THEN
        PERFORM funds_refuse('MON-323', jsonb_build_object('source', l.source));
    ELSIF l.lot_id IS NOT NULL AND l.policy <> 'specified' THEN
        PERFORM funds_refuse('MON-324', jsonb_build_object('source', l.source, 'policy', l.policy));
    ELSIF l.lot_id IS NOT NULL THEN
        PERFORM funds_named_lot(l);
    END IF;
    IF l.role = 'income' AND l.amount < 0 THEN
        IF l.instalment IS NULL THEN
            PERFORM funds_refuse('MON-326', jsonb_build_object('source', l.source));
        ELSIF l.currency <> l.award_currency THEN
            PERFORM funds_refuse('MON-327', jsonb_build_object('source', l.source, 'seen', l.currency,
                                                               'award', l.award_currency));
        END IF;
        SELECT 'J-' || k.journal_id AS entry, k.opened_on INTO known FROM funds_lot AS k
        WHERE k.host_id = l.host_id AND k.source_ref = l.instalment AND k.parent_id IS NULL AND k.closed_by IS NULL;
        IF FOUND THEN
            PERFORM funds_refuse('MON-334', jsonb_build_object('source', l.source, 'ref', l.instalment,
                                                               'entry', known.entry, 'day', known.opened_on));
        END IF;
        INSERT INTO funds_lot (journal_id, line, host_id, fund_id, opened_on, currency, amount, source_currency,
                               source_amount, source_ref)
        VALUES (l.journal_id, l.line, l.host_id, l.fund_id, l.opened_on, l.currency, -l.amount, l.currency,
                -l.amount, l.instalment);
    ELSIF l.role = 'exchange' AND l.amount < 0 THEN
        PERFORM funds_bring_converted(l);
    ELSIF l.amount < 0 THEN
        PERFORM funds_give_back(l);
    ELSE
        PERFORM funds_take(l, CASE l.role WHEN 'expense' THEN 'spend' WHEN 'exchange' THEN 'conversion'
                                          ELSE 'refund' END);
    END IF;
END $$;
