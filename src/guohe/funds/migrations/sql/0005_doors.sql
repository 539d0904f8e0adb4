-- The only doors through which the application writes books. Each asks what its actor may do; the name of the one
-- who posts is never an argument.

CREATE FUNCTION funds_may_in_whole(host integer, words text[]) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
    word text;
BEGIN
    FOREACH word IN ARRAY words LOOP
        IF guohe_may(host, word) THEN RETURN true; END IF;
    END LOOP;
    RETURN false;
END $$;

-- A capability for the whole host is asked first. One for single grants answers when every fund of the entries is
-- among them; to prepare a grant's papers is not to post in the books.
CREATE FUNCTION funds_ask(host integer, words text[], refs text[] DEFAULT '{}') RETURNS integer
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF funds_may_in_whole(host, words) THEN RETURN guohe_actor(); END IF;
    IF cardinality(refs) = 0 OR EXISTS (
        SELECT FROM unnest(refs) AS ref WHERE NOT EXISTS (
            SELECT FROM unnest(words) AS w WHERE w <> 'prepare' AND guohe_may(host, w, ref))) THEN
        PERFORM funds_refuse('MON-383', jsonb_build_object('words', array_to_string(words, ', ')));
    END IF;
    RETURN guohe_actor();
END $$;

CREATE FUNCTION funds_host_of(book integer) RETURNS integer LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE host integer;
BEGIN
    SELECT host_id INTO host FROM funds_book WHERE id = book;
    IF host IS NULL OR host <> ALL (guohe_visible_hosts()) THEN
        PERFORM funds_refuse('MON-385', jsonb_build_object('book', book));
    END IF;
    RETURN host;
END $$;

-- Opening twice with the same facts answers with what is there; with other facts it is refused.
CREATE FUNCTION funds_open_book(host integer, code text, name text, basis text, opened_on date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found funds_book;
BEGIN
    PERFORM funds_ask(host, ARRAY['administer', 'prepare']);
    INSERT INTO funds_book (host_id, code, name, basis, opened_on) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (host_id, code) DO NOTHING;
    SELECT * INTO found FROM funds_book AS b WHERE b.host_id = $1 AND b.code = $2;
    IF ROW (found.name, found.basis, found.opened_on) IS DISTINCT FROM ROW ($3, $4, $5) THEN
        PERFORM funds_refuse('MON-384', jsonb_build_object('name', $2));
    END IF;
    RETURN found.id;
END $$;

CREATE FUNCTION funds_open_period(book integer, first_day date, next_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found integer; host integer := funds_host_of(book);
BEGIN
    PERFORM funds_ask(host, ARRAY['administer', 'prepare', 'import']);
    SELECT id INTO found FROM funds_period WHERE book_id = book AND starts = first_day AND ends = next_day;
    IF found IS NULL THEN
        IF EXISTS (SELECT FROM funds_period WHERE book_id = book
                   AND daterange(starts, ends) && daterange(first_day, next_day)) THEN
            PERFORM funds_refuse('MON-384', jsonb_build_object('name', first_day || ' - ' || next_day - 1));
        END IF;
        INSERT INTO funds_period (host_id, book_id, starts, ends) VALUES (host, book, first_day, next_day)
        RETURNING id INTO found;
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION funds_open_account(book integer, code text, name text, currency text, role text, purpose text,
                                   opened_on date, hot boolean) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found funds_account; host integer := funds_host_of($1);
BEGIN
    PERFORM funds_ask(host, ARRAY['administer', 'prepare', 'import']);
    IF EXISTS (SELECT FROM funds_account AS a
               WHERE a.book_id = $1 AND a.currency = $4 AND a.purpose = $6 AND a.code <> $2) THEN
        PERFORM funds_refuse('MON-338', jsonb_build_object('name', $2, 'currency', $4));
    END IF;
    INSERT INTO funds_account (host_id, book_id, code, name, currency, role, purpose, opened_on, hot)
    VALUES (host, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (book_id, code) DO NOTHING;
    SELECT * INTO found FROM funds_account AS a WHERE a.book_id = $1 AND a.code = $2;
    IF ROW (found.currency, found.role, found.purpose) IS DISTINCT FROM ROW ($4, $5, $6) OR found.opened_on > $7 THEN
        PERFORM funds_refuse('MON-384', jsonb_build_object('name', $2));
    END IF;
    RETURN found.id;
END $$;

CREATE FUNCTION funds_close_account(account integer, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM funds_ask(funds_host_of((SELECT book_id FROM funds_account WHERE id = account)), ARRAY['administer', 'approve']);
    UPDATE funds_account SET closed_on = day WHERE id = account;
END $$;

CREATE FUNCTION funds_open_fund(book integer, ref text, currency text, lot_policy text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE found funds_fund; host integer := funds_host_of($1);
BEGIN
    PERFORM funds_ask(host, ARRAY['administer', 'prepare', 'import'], ARRAY[$2]);
    IF EXISTS (SELECT FROM funds_fund AS f WHERE f.host_id = host AND f.ref = $2 AND f.book_id <> $1) THEN
        PERFORM funds_refuse('MON-340', jsonb_build_object('name', $2));
    END IF;
    INSERT INTO funds_fund (host_id, book_id, ref, currency, lot_policy) VALUES (host, $1, $2, $3, $4)
    ON CONFLICT (book_id, ref) DO NOTHING;
    SELECT * INTO found FROM funds_fund AS f WHERE f.book_id = $1 AND f.ref = $2;
    IF ROW (found.currency, found.lot_policy) IS DISTINCT FROM ROW ($3, $4) THEN
        PERFORM funds_refuse('MON-384', jsonb_build_object('name', $2));
    END IF;
    RETURN found.id;
END $$;

-- Money that is limited by a change is limited by two people: whoever loads it names who approved it, and of a grant that person's
-- own granted change is asked for (grants_budget_by_two).
CREATE FUNCTION funds_load_budget(fund integer, number integer, lines jsonb, approver integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    f funds_fund;
    actor integer;
BEGIN
    SELECT * INTO f FROM funds_fund WHERE id = fund;
    actor := funds_ask(funds_host_of(f.book_id), ARRAY['administer', 'prepare', 'approve'], ARRAY[f.ref]);
    PERFORM FROM funds_fund WHERE id = fund FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM funds_budget_line WHERE fund_id = fund AND version = number) THEN
        IF EXISTS (SELECT FROM jsonb_to_recordset(lines) AS l (code text, minor bigint, enforced boolean)
                   FULL JOIN (SELECT * FROM funds_budget_line WHERE fund_id = fund AND version = number) AS b USING (code)
                   WHERE (l.minor, l.enforced) IS DISTINCT FROM (b.limit_minor, b.enforced)) THEN
            PERFORM funds_refuse('BUD-407', jsonb_build_object('version', number));
        END IF;
        RETURN;
    END IF;
    IF funds_is_shut(fund) THEN
        PERFORM funds_refuse('MON-484', jsonb_build_object('fund', f.ref));
    END IF;
    IF number > 1 AND (approver IS NULL OR approver = actor) THEN
        PERFORM funds_refuse('BUD-411', jsonb_build_object('version', number));
    END IF;
    IF approver IS NOT NULL THEN
        PERFORM funds_ask_approver(f.host_id, approver, ARRAY[f.ref]);
    END IF;
    IF jsonb_array_length(lines) = 0 THEN
        PERFORM funds_refuse('BUD-407', jsonb_build_object('version', number));
    END IF;
    INSERT INTO funds_budget_line (host_id, fund_id, version, code, limit_minor, enforced, current, loaded_by, approved_by)
    SELECT f.host_id, fund, number, l.code, l.minor, l.enforced, false, actor, approver
    FROM jsonb_to_recordset(lines) AS l (code text, minor bigint, enforced boolean);
END $$;

CREATE TYPE funds_entry AS (n integer, key uuid, digest bytea, kind text, day date, source text, memo text,
    instalment text, reverses bigint, reason text, approved_by integer, period_id integer, line_count smallint,
    deal jsonb, promise jsonb);
CREATE TYPE funds_entry_line AS (n integer, line smallint, account_id integer, currency text, amount bigint,
    fund_id integer, budget_line_id integer, lot_id bigint, account text, fund text, budget text,
    own_currency text);

-- Entries as JSON, for one or some thousands at a time. The same key with the same digest is answered, not posted.
-- Its plans are kept by the session and go by index, whatever the size of the tables when they were made: a plan from
-- the days of small tables would read all of a grown journal for every entry.
CREATE FUNCTION funds_post(book integer, given jsonb) RETURNS TABLE (n integer, journal_id bigint, was_there boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    host integer;
    actor integer;
    entries funds_entry[];
    lines funds_entry_line[];
    ids bigint[];
    e funds_entry;
    bad record;
    written bigint;
    fresh boolean;
BEGIN
    IF jsonb_array_length($2) = 1 THEN
        journal_id := funds_post_plain($1, $2->0);
        IF journal_id IS NOT NULL THEN
            n := 1;
            was_there := false;
            RETURN NEXT;
            RETURN;
        END IF;
    END IF;
    host := funds_host_of($1);
    SELECT array_agg(ROW (i.n, i.e->>'key', decode(i.e->>'digest', 'hex'), i.e->>'kind',
                          i.e->>'day', i.e->>'source', i.e->>'memo', i.e->>'instalment', i.e->>'reverses',
                          i.e->>'reason', i.e->>'approved_by', p.id, jsonb_array_length(i.e->'lines'),
                          nullif(i.e->'deal', 'null'), nullif(i.e->'order', 'null'))::funds_entry ORDER BY i.n) INTO entries
    FROM (SELECT ordinality::integer AS n, value AS e FROM jsonb_array_elements($2) WITH ORDINALITY) AS i
    LEFT JOIN funds_period AS p ON p.book_id = $1 AND p.starts <= (i.e->>'day')::date AND (i.e->>'day')::date < p.ends;
    SELECT array_agg(ROW (i.n, l.line, a.id, l.c, l.m, f.id, b.id, l.l, l.a, l.f, l.b,
                         a.currency)::funds_entry_line
                     ORDER BY i.n, l.line) INTO lines
    FROM (SELECT ordinality::integer AS n, value AS e FROM jsonb_array_elements($2) WITH ORDINALITY) AS i
    CROSS JOIN LATERAL (SELECT x.*, ordinality::smallint AS line FROM ROWS FROM (
        jsonb_to_recordset(i.e->'lines') AS (a text, c text, m bigint, f text, b text, l bigint)) WITH ORDINALITY AS x) AS l
    LEFT JOIN funds_account AS a ON a.book_id = $1 AND a.code = l.a
    LEFT JOIN funds_fund AS f ON f.book_id = $1 AND f.ref = l.f
    LEFT JOIN funds_budget_line AS b ON b.fund_id = f.id AND b.code = l.b AND b.current;
    SELECT x.source INTO bad FROM unnest(entries) AS x WHERE coalesce(x.line_count, 0) < 2 LIMIT 1;
    IF FOUND THEN
        PERFORM funds_refuse('MON-311', jsonb_build_object('source', bad.source));
    END IF;
    -- A line of no fund is of no grant: '' is in nobody's scope but the whole host's.
    actor := funds_ask(host, ARRAY['import', 'prepare', 'approve'],
                       ARRAY(SELECT coalesce(l.fund, '') FROM unnest(lines) AS l
                             UNION SELECT coalesce(x.promise->>'fund', '') FROM unnest(entries) AS x WHERE x.promise IS NOT NULL));
    -- What was posted before is answered, though its category has left the budget since.
    SELECT e.source, e.day, l.* INTO bad FROM unnest(lines) AS l JOIN unnest(entries) AS e ON e.n = l.n
    WHERE (l.account_id IS NULL OR l.own_currency <> l.currency OR (l.fund IS NOT NULL AND l.fund_id IS NULL)
           OR (l.budget IS NOT NULL AND l.budget_line_id IS NULL) OR e.period_id IS NULL)
      AND NOT EXISTS (SELECT FROM funds_journal AS j WHERE j.book_id = $1 AND j.key = e.key)
    ORDER BY l.n, l.line LIMIT 1;
    IF FOUND THEN
        PERFORM funds_refuse(
            CASE WHEN bad.account_id IS NULL THEN 'MON-352' WHEN bad.own_currency <> bad.currency THEN 'MON-353'
                 WHEN bad.fund IS NOT NULL AND bad.fund_id IS NULL THEN 'MON-320'
                 WHEN bad.budget IS NOT NULL AND bad.budget_line_id IS NULL THEN 'BUD-409' ELSE 'MON-315' END,
            jsonb_build_object('source', bad.source, 'account', bad.account, 'currency', bad.own_currency, 'fund', bad.fund, 'line', bad.budget,
                               'day', bad.day));
    END IF;
    IF $2 @? '$[*].approved_by' THEN
        PERFORM funds_ask_approver(host, x.approved_by, ARRAY(SELECT coalesce(l.fund, '') FROM unnest(lines) AS l WHERE l.n = x.n))
        FROM unnest(entries) AS x WHERE x.approved_by IS NOT NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7100, $1);
    PERFORM pg_advisory_xact_lock_shared(7101, p.period_id)
    FROM (SELECT DISTINCT x.period_id FROM unnest(entries) AS x ORDER BY 1) AS p;
    -- Numbers are taken after the locks: the entries of a fund use its lots in the order of their numbers, and no
    -- number comes below a seal.
    PERFORM FROM funds_fund WHERE id = ANY (ARRAY(SELECT DISTINCT l.fund_id FROM unnest(lines) AS l)) ORDER BY id
    FOR NO KEY UPDATE;
    ids := ARRAY(SELECT nextval('funds_journal_id') FROM generate_series(1, cardinality(entries)));
    -- What an invoice takes off its order leaves the budget before the invoice enters it.
    IF $2 @? '$[*] ? (@.kind == "order invoice")' THEN
        FOR e IN SELECT x.* FROM unnest(entries) AS x
                 WHERE x.kind = 'order invoice' AND x.promise IS NOT NULL
                   AND NOT EXISTS (SELECT FROM funds_journal AS j WHERE j.book_id = $1 AND j.key = x.key) ORDER BY x.n LOOP
            PERFORM funds_keep_promise(ids[e.n], $1, host, e.promise);
        END LOOP;
    END IF;
    WITH head AS (
        INSERT INTO funds_journal (id, reverses, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by,
                                   approved_by, line_count, key, digest, kind, source, memo, instalment, reason)
        SELECT ids[x.n], x.reverses, pg_current_xact_id(), now(), $1, host, x.period_id, x.day, actor, x.approved_by,
               x.line_count, x.key, x.digest, x.kind, x.source, x.memo, x.instalment, x.reason
        FROM unnest(entries) AS x
        WHERE NOT EXISTS (SELECT FROM funds_journal AS j WHERE j.book_id = $1 AND j.key = x.key)
        ON CONFLICT (book_id, key) DO NOTHING RETURNING id
    )
    INSERT INTO funds_posting (journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id, host_id,
                               effective_date, line, currency)
    SELECT head.id, l.amount, l.lot_id, l.account_id, l.fund_id, l.budget_line_id, x.period_id, host, x.day, l.line, l.currency
    FROM unnest(lines) AS l JOIN unnest(entries) AS x ON x.n = l.n JOIN head ON head.id = ids[x.n];
    GET DIAGNOSTICS written = ROW_COUNT;
    -- Every entry has lines, so if all lines were written no key was there before.
    fresh := written = cardinality(lines);
    IF NOT fresh THEN
        SELECT j.id, j.source INTO bad FROM unnest(entries) AS x
        JOIN funds_journal AS j ON j.book_id = $1 AND j.key = x.key WHERE j.digest <> x.digest LIMIT 1;
        IF FOUND THEN
            PERFORM funds_refuse('MON-381', jsonb_build_object('source', bad.source, 'entry', 'J-' || bad.id));
        END IF;
    END IF;
    -- Most entries are costs: they have no slip and no order, and what would keep them is not asked.
    IF $2 @? '$[*] ? (exists (@.deal) || exists (@.order) || @.kind == "conversion" || @.kind starts with "order")' THEN
        FOR e IN SELECT x.* FROM unnest(entries) AS x JOIN funds_journal AS j ON j.id = ids[x.n]
                 WHERE x.deal IS NOT NULL OR (x.promise IS NOT NULL AND x.kind <> 'order invoice') ORDER BY x.n LOOP
            IF e.deal IS NOT NULL THEN
                PERFORM funds_keep_deal(ids[e.n], host, e.deal);
            END IF;
            IF e.promise IS NOT NULL THEN
                PERFORM funds_keep_promise(ids[e.n], $1, host, e.promise);
            END IF;
        END LOOP;
        SELECT x.source, x.kind INTO bad FROM unnest(entries) AS x JOIN funds_journal AS j ON j.id = ids[x.n]
        WHERE (x.kind = 'conversion' AND x.deal IS NULL AND x.reverses IS NULL)
           OR (x.kind IN ('order', 'order release', 'order invoice') AND x.promise IS NULL) LIMIT 1;
        IF FOUND THEN
            PERFORM funds_refuse(CASE bad.kind WHEN 'conversion' THEN 'MON-344' ELSE 'MON-332' END,
                                 jsonb_build_object('source', bad.source));
        END IF;
    END IF;
    IF fresh THEN
        RETURN QUERY SELECT each.n, ids[each.n], false FROM generate_subscripts(ids, 1) AS each (n);
        RETURN;
    END IF;
    RETURN QUERY SELECT x.n, j.id, j.id <> ids[x.n] FROM unnest(entries) AS x
                 JOIN funds_journal AS j ON j.book_id = $1 AND j.key = x.key ORDER BY x.n;
END $$;

-- The poster records who approved; that person is active and may approve for every grant of the entry today.
CREATE FUNCTION funds_ask_approver(host integer, account integer, refs text[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM unnest(refs) AS ref WHERE NOT EXISTS (
            SELECT FROM identity_capability AS held JOIN identity_account AS person ON person.id = held.account_id
            WHERE held.account_id = account AND person.is_active AND held.host_id = host AND held.capability = 'approve'
              AND CASE held.scope_kind WHEN 'host' THEN true WHEN 'grant' THEN held.scope_ref = ref
                       ELSE ref IN (SELECT guohe_grants_of_unit(host, held.scope_ref)) END
              AND held.starts <= guohe_on() AND (held.ends IS NULL OR guohe_on() < held.ends))) THEN
        PERFORM funds_refuse('MON-386', jsonb_build_object('account', account));
    END IF;
END $$;

-- The slip's two amounts must be the entry's own.
CREATE FUNCTION funds_keep_deal(entry bigint, host integer, deal jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT count(*) <> 2 OR NOT bool_and(
            CASE WHEN p.amount > 0 THEN p.currency = deal->>'sold_currency' AND p.amount = (deal->>'sold_minor')::bigint
                 ELSE p.currency = deal->>'bought_currency' AND -p.amount = (deal->>'bought_minor')::bigint END)
        FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
        WHERE p.journal_id = entry AND a.role = 'exchange') THEN
        PERFORM funds_refuse('MON-344', jsonb_build_object('source', deal->>'source'));
    END IF;
    INSERT INTO funds_fx_deal (journal_id, host_id, sold_currency, sold_minor, bought_currency, bought_minor, rate,
                               deal_no, dealt_at, source)
    VALUES (entry, host, deal->>'sold_currency', (deal->>'sold_minor')::bigint, deal->>'bought_currency',
            (deal->>'bought_minor')::bigint, deal->>'rate', deal->>'deal_no', (deal->>'dealt_at')::timestamptz,
            deal->>'source');
END $$;

-- One entry turned round, once, on a day of an open period, with its reason.
CREATE FUNCTION funds_reverse(entry bigint, key uuid, digest bytea, day date, why text)
RETURNS TABLE (journal_id bigint, was_there boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    old funds_journal;
    earlier funds_journal;
    actor integer;
    period integer;
    new_id bigint;
BEGIN
    SELECT * INTO old FROM funds_journal WHERE id = $1 AND host_id = ANY (guohe_visible_hosts()) FOR UPDATE;
    IF old.id IS NULL THEN
        PERFORM funds_refuse('MON-397', jsonb_build_object('entry', 'J-' || $1));
    END IF;
    actor := funds_ask(old.host_id, ARRAY['import', 'prepare', 'approve'],
        ARRAY(SELECT DISTINCT coalesce(f.ref, '') FROM funds_posting AS p LEFT JOIN funds_fund AS f ON f.id = p.fund_id
              WHERE p.journal_id = $1));
    SELECT * INTO earlier FROM funds_journal AS j WHERE j.book_id = old.book_id AND j.key = $2;
    IF earlier.id IS NOT NULL THEN
        IF earlier.digest <> $3 OR earlier.reverses IS DISTINCT FROM $1 THEN
            PERFORM funds_refuse('MON-381', jsonb_build_object('source', earlier.source, 'entry', 'J-' || earlier.id));
        END IF;
        RETURN QUERY SELECT earlier.id, true;
        RETURN;
    END IF;
    SELECT * INTO earlier FROM funds_journal AS j WHERE j.reverses = $1;
    IF earlier.id IS NOT NULL THEN
        PERFORM funds_refuse('MON-391', jsonb_build_object('entry', 'J-' || $1, 'by', 'J-' || earlier.id,
                                                           'day', earlier.effective_date));
    END IF;
    SELECT p.id INTO period FROM funds_period AS p WHERE p.book_id = old.book_id AND p.starts <= $4 AND $4 < p.ends;
    IF period IS NULL THEN
        PERFORM funds_refuse('MON-315', jsonb_build_object('source', old.source, 'day', $4));
    ELSIF $4 < old.effective_date THEN
        PERFORM funds_refuse('MON-398', jsonb_build_object('entry', 'J-' || $1, 'day', old.effective_date));
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7100, old.book_id);
    PERFORM pg_advisory_xact_lock_shared(7101, period);
    PERFORM FROM funds_fund WHERE id IN (SELECT p.fund_id FROM funds_posting AS p WHERE p.journal_id = $1) ORDER BY id
    FOR NO KEY UPDATE;
    new_id := nextval('funds_journal_id');
    -- An invoice that is turned back again takes its order off before its cost is charged; a reversal gives it back after.
    PERFORM funds_turn_promise($1, new_id) FROM funds_commitment WHERE journal_id = $1 AND amount > 0 AND event = 'liquidate';
    WITH head AS (
        INSERT INTO funds_journal (id, reverses, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by,
                                   line_count, key, digest, kind, source, memo, instalment, reason)
        VALUES (new_id, $1, pg_current_xact_id(), now(), old.book_id, old.host_id, period, $4, actor, old.line_count,
                $2, $3, 'reversal', old.source, old.memo, old.instalment, $5) RETURNING id
    )
    INSERT INTO funds_posting (journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id, host_id,
                               effective_date, line, currency)
    SELECT head.id, -p.amount, p.lot_id, p.account_id, p.fund_id, p.budget_line_id, period, p.host_id, $4, p.line, p.currency
    FROM head CROSS JOIN funds_posting AS p WHERE p.journal_id = $1 ORDER BY p.line;
    PERFORM funds_turn_promise($1, new_id) FROM funds_commitment WHERE journal_id = $1 AND amount < 0 AND event = 'liquidate';
    RETURN QUERY SELECT new_id, false;
END $$;
