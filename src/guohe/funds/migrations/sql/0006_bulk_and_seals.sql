-- Bulk posting from a session's own staging tables, periods that are held and closed, and seals over what was posted.

-- Whether the session's staging tables are those that the door below made. Any others are not touched with its rights.
CREATE FUNCTION funds_staging_is_ours() RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT count(*) = 2 FROM pg_class
    WHERE oid IN (to_regclass('pg_temp.funds_stage_entry'), to_regclass('pg_temp.funds_stage_line'))
      AND relkind = 'r' AND relowner = current_user::regrole
$$;

-- The columns stand in the order in which rows are sent: what varies first, then what many lines have in common.
CREATE FUNCTION funds_open_staging() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF to_regclass('pg_temp.funds_stage_entry') IS NULL THEN
        CREATE TEMP TABLE funds_stage_entry (n integer NOT NULL, day date NOT NULL, line_count smallint NOT NULL,
            key uuid NOT NULL, digest bytea NOT NULL, kind text NOT NULL, source text NOT NULL, memo text NOT NULL,
            instalment text) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE funds_stage_line (n integer NOT NULL, line smallint NOT NULL, day date NOT NULL,
            amount bigint NOT NULL, account_id integer NOT NULL, fund_id integer, budget_line_id integer, lot_id bigint,
            currency text NOT NULL) ON COMMIT DELETE ROWS;
        GRANT INSERT, SELECT ON pg_temp.funds_stage_entry, pg_temp.funds_stage_line TO PUBLIC;
    ELSIF NOT funds_staging_is_ours() THEN
        RAISE EXCEPTION 'the staging tables are opened by funds_open_staging()' USING ERRCODE = 'insufficient_privilege';
    ELSIF EXISTS (SELECT FROM pg_temp.funds_stage_entry) OR EXISTS (SELECT FROM pg_temp.funds_stage_line) THEN
        -- An earlier batch of the same transaction must not be posted twice.
        TRUNCATE pg_temp.funds_stage_entry, pg_temp.funds_stage_line;
    END IF;
END $$;

-- Writes what is staged in one statement and gives the number of lines. ``ids`` are the numbers of the entries by their
-- place; entries at the places ``there`` are left out, because the journal has them. A line of another day than its
-- entry's is refused by the law of postings, as is one without an entry.
CREATE FUNCTION funds_write_staged(book integer, host integer, actor integer, days date[], periods integer[], ids bigint[],
                                   there integer[])
RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    posted bigint;
BEGIN
    EXECUTE format($post$
        WITH head AS (
            INSERT INTO funds_journal (id, xact, posted_at, book_id, host_id, period_id, effective_date, posted_by,
                                       line_count, key, digest, kind, source, memo, instalment)
            SELECT $6[s.n], pg_current_xact_id(), now(), $1, $2, p.id, s.day, $3, s.line_count, s.key, s.digest,
                   s.kind, s.source, s.memo, s.instalment
            FROM pg_temp.funds_stage_entry AS s JOIN unnest($4, $5) AS p (day, id) ON p.day = s.day %1$s
        )
        INSERT INTO funds_posting (journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id, host_id,
                                   effective_date, line, currency)
        SELECT $6[s.n], s.amount, s.lot_id, s.account_id, s.fund_id, s.budget_line_id, p.id, $2, s.day, s.line, s.currency
        FROM pg_temp.funds_stage_line AS s JOIN unnest($4, $5) AS p (day, id) ON p.day = s.day %1$s
    $post$, CASE WHEN cardinality(there) > 0 THEN 'WHERE s.n <> ALL ($7)' END)
    USING book, host, actor, days, periods, ids, there;
    GET DIAGNOSTICS posted = ROW_COUNT;
    RETURN posted;
END $$;

-- Everything staged is posted, or nothing. A batch key that was posted is answered with its earlier counts.
CREATE FUNCTION funds_post_staged(book integer, batch uuid)
RETURNS TABLE (journals bigint, lines bigint, were_there bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '256MB' SET jit = off AS $$
#variable_conflict use_column
DECLARE
    host integer := funds_host_of($1);
    actor integer;
    funds integer[];
    days date[];
    periods integer[];
    ids bigint[];
    there integer[] := '{}';
    staged bigint;
    posted bigint;
    known bigint;
    other bigint;
    content bytea;
    earlier funds_batch;
    broken text;
    bad record;
BEGIN
    -- Only tables that this door made itself are read with its rights.
    IF NOT funds_staging_is_ours() THEN
        RAISE EXCEPTION 'the staging tables are opened by funds_open_staging()' USING ERRCODE = 'insufficient_privilege';
    END IF;
    funds := ARRAY(SELECT DISTINCT s.fund_id FROM pg_temp.funds_stage_line AS s);
    actor := funds_ask(host, ARRAY['import', 'prepare', 'approve'],
                       ARRAY(SELECT coalesce(f.ref, '') FROM unnest(funds) AS s (id) LEFT JOIN funds_fund AS f USING (id)));
    PERFORM pg_advisory_xact_lock_shared(7100, $1);
    IF $2 IS NOT NULL THEN
        SELECT sha256(coalesce(string_agg(uuid_send(s.key) || s.digest, '' ORDER BY s.n), '')) INTO content
        FROM pg_temp.funds_stage_entry AS s;
        SELECT b.* INTO earlier FROM funds_batch AS b WHERE b.book_id = $1 AND b.key = $2;
        IF earlier.digest <> content THEN
            PERFORM funds_refuse('MON-381', jsonb_build_object('entry', $2,
                'source', (SELECT min(s.source) FROM pg_temp.funds_stage_entry AS s)));
        ELSIF earlier.key IS NOT NULL THEN
            RETURN QUERY SELECT earlier.journals, earlier.lines, earlier.journals;
            RETURN;
        END IF;
    END IF;
    -- Entries are many, their days few: periods are looked up by day.
    SELECT array_agg(each.day), array_agg(p.id), coalesce(sum(each.entries), 0) INTO days, periods, staged
    FROM (SELECT s.day, count(*) AS entries FROM pg_temp.funds_stage_entry AS s GROUP BY s.day) AS each
    LEFT JOIN funds_period AS p ON p.book_id = $1 AND p.starts <= each.day AND each.day < p.ends;
    IF array_position(periods, NULL) IS NOT NULL THEN
        SELECT s.source, s.day INTO bad FROM pg_temp.funds_stage_entry AS s
        WHERE s.day = days[array_position(periods, NULL)] ORDER BY s.n LIMIT 1;
        PERFORM funds_refuse('MON-315', jsonb_build_object('source', bad.source, 'day', bad.day));
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7101, p.id)
    FROM (SELECT DISTINCT id FROM unnest(periods) AS named (id) ORDER BY id) AS p;
    -- Numbers are taken after this lock, so that the entries of a fund use its lots in the order of their numbers.
    PERFORM FROM funds_fund WHERE id = ANY (funds) ORDER BY id FOR NO KEY UPDATE;
    ids := ARRAY(SELECT nextval('funds_journal_id') FROM generate_series(1, staged));
    -- Keys that are there are rare: the first few are looked up, all of them only once one is seen.
    known := (SELECT count(*) FROM (SELECT s.key FROM pg_temp.funds_stage_entry AS s WHERE s.n <= 10 LIMIT 10) AS few
              CROSS JOIN LATERAL (SELECT FROM funds_journal AS j WHERE j.book_id = $1 AND j.key = few.key OFFSET 0) AS there);
    IF known = 0 THEN
        BEGIN
            posted := funds_write_staged($1, host, actor, days, periods, ids, there);
        EXCEPTION WHEN unique_violation THEN
            GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME;
            IF broken <> 'funds_journal_key' THEN RAISE; END IF;
        END;
    END IF;
    IF posted IS NULL THEN
        -- What is there is left out by its place: a second entry at that place would be left out too, and told as posted.
        IF (SELECT count(DISTINCT s.n) FROM pg_temp.funds_stage_entry AS s) <> staged THEN
            RAISE EXCEPTION 'each staged entry has a place of its own' USING ERRCODE = 'unique_violation';
        END IF;
        SELECT count(*), min(j.id) FILTER (WHERE j.digest <> s.digest), coalesce(array_agg(s.n), '{}')
        INTO known, other, there
        FROM pg_temp.funds_stage_entry AS s
        -- Each key is looked up by itself (OFFSET 0), so that the cost does not grow with the journal.
        CROSS JOIN LATERAL (SELECT head.id, head.digest FROM funds_journal AS head
                            WHERE head.book_id = $1 AND head.key = s.key OFFSET 0) AS j;
        IF other IS NOT NULL THEN
            PERFORM funds_refuse('MON-381', jsonb_build_object('entry', 'J-' || other,
                                                               'source', (SELECT source FROM funds_journal WHERE id = other)));
        END IF;
        -- A key that another transaction posts meanwhile breaks the unique constraint; the next attempt finds it there.
        posted := funds_write_staged($1, host, actor, days, periods, ids, there);
    END IF;
    IF $2 IS NOT NULL THEN
        INSERT INTO funds_batch (book_id, key, digest, host_id, journals, lines, were_there, posted_by)
        VALUES ($1, $2, content, host, staged, posted, known, actor);
    END IF;
    RETURN QUERY SELECT staged, posted, known;
END $$;

-- A period is held by one person and closed by another; opening it again needs two people too and leaves its record.
CREATE FUNCTION funds_turn_period(period integer, wanted text, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    p funds_period;
    actor integer;
BEGIN
    SELECT * INTO p FROM funds_period WHERE id = period;
    actor := funds_ask(funds_host_of(p.book_id),
                       CASE wanted WHEN 'held' THEN ARRAY['prepare', 'import', 'approve'] ELSE ARRAY['approve'] END);
    PERFORM pg_advisory_xact_lock(7101, period);
    SELECT * INTO p FROM funds_period WHERE id = period FOR UPDATE;
    IF (p.state, wanted) NOT IN (('open', 'held'), ('held', 'closed'), ('held', 'open'), ('closed', 'open')) THEN
        PERFORM funds_refuse('MON-361', jsonb_build_object('starts', p.starts, 'ends', p.ends - 1, 'state', p.state));
    ELSIF actor = p.turned_by AND wanted <> 'held' AND NOT (p.state = 'held' AND wanted = 'open') THEN
        PERFORM funds_refuse('MON-362', jsonb_build_object('starts', p.starts, 'ends', p.ends - 1));
    END IF;
    UPDATE funds_period SET state = wanted, turned_by = actor,
        digest = CASE wanted WHEN 'closed' THEN funds_period_content(period) END WHERE id = period;
    INSERT INTO funds_period_event (host_id, period_id, state, reason, turned_by)
    VALUES (p.host_id, period, wanted, why, actor);
END $$;

-- Shuts a fund, or opens it again. No door of the application: whoever owns what the fund is for calls it from its own law,
-- with the name of what two people signed.
CREATE FUNCTION funds_turn_fund(fund integer, wanted text, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE f funds_fund;
BEGIN
    SELECT * INTO f FROM funds_fund WHERE id = fund FOR UPDATE;
    IF funds_is_shut(fund) = (wanted = 'shut') THEN
        PERFORM funds_refuse('MON-482', jsonb_build_object('fund', f.ref));
    END IF;
    INSERT INTO funds_fund_event (host_id, fund_id, state, reason, turned_by)
    VALUES (f.host_id, fund, wanted, why, guohe_actor());
END $$;

-- What a closed period says: every account with its sums. Any later change of them changes this digest.
CREATE FUNCTION funds_period_content(period integer) RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT sha256(coalesce(string_agg(record_send(ROW (account_id, debit, credit, lines)), '' ORDER BY account_id), ''))
    FROM (SELECT account_id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit, sum(lines)::bigint AS lines
          FROM funds_balance WHERE period_id = period GROUP BY account_id) AS sums
$$;

-- The hash of a block, format 2 (docs/concepts/seals.md), covers every column of its entries, lines, allocations, lots, deals
-- and orders, and what never changes of the book, periods, accounts, funds and budget lines that they name. The usual row is
-- its columns in fixed widths; any other is 0xff and PostgreSQL's binary form of a row (number of columns, then type, length
-- and bytes of each). The usual begins with a number below 2^63, so the two are never taken for each other, and no two
-- blocks are written alike. Each kind of row is hashed by itself, and the hashes together. The rows of another book's entries
-- that lie between are left out; a row that belongs to no entry stays in.
CREATE FUNCTION funds_block_content(book integer, low bigint, high bigint) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = public, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    host integer := (SELECT host_id FROM funds_book WHERE id = book);
    usual text := (SELECT currency FROM funds_posting WHERE journal_id = low ORDER BY line LIMIT 1);
    -- Where no other book's entries lie between, as in books of one host, nothing need be asked of each row.
    shared boolean := EXISTS (SELECT FROM funds_journal WHERE id BETWEEN low AND high AND book_id <> book);
    spans integer[];
    accounts integer[];
    funds integer[];
    limits integer[];
    parts bytea[];
BEGIN
    -- Texts are sent in the encoding of the session (in a parallel worker: of the database), and hashed as they are sent.
    IF pg_client_encoding() <> 'UTF8' THEN
        PERFORM funds_refuse('ACC-716', jsonb_build_object('encoding', pg_client_encoding()));
    END IF;
    -- So that the distance of two entries, written above the number of a line, loses no bit.
    IF high - low >= 1::bigint << 47 THEN RETURN NULL; END IF;
    parts := ARRAY[
        (SELECT record_send(ROW (2, low, high, usual, b.id, b.host_id, b.code, b.name, b.basis, b.opened_on))
         FROM funds_book AS b WHERE b.id = book),
        (SELECT sha512(string_agg(
             CASE WHEN reverses IS NULL AND approved_by IS NULL AND instalment IS NULL AND reason IS NULL
                       AND host_id = host AND line_count > 0 AND octet_length(digest) = 32
                  THEN int8send(id - low) || xid8send(xact) || timestamptz_send(posted_at)
                       || int8send(period_id::bigint << 32 | line_count) || date_send(effective_date) || int4send(posted_by)
                       || uuid_send(key) || digest || textsend(kind) || '\x00'::bytea || textsend(source) || '\x00'::bytea
                       || textsend(memo) || '\x00'::bytea
                  ELSE '\xff'::bytea || record_send(ROW (id, reverses, xact, posted_at, book_id, host_id, period_id, effective_date,
                       posted_by, approved_by, line_count, key, digest, kind, source, memo, instalment, reason)) END,
             '' ORDER BY id))
         FROM funds_journal WHERE id BETWEEN low AND high AND book_id = book),
        (SELECT sha512(string_agg(
             CASE WHEN host_id = host AND lot_id IS NULL AND line >= 0 AND fund_id > 0 AND coalesce(budget_line_id > 0, true)
                       AND currency = usual
                  THEN int8send(journal_id - low << 16 | line) || int8send(amount) || int8send(account_id::bigint << 32 | fund_id)
                       || int8send(period_id::bigint << 32 | coalesce(budget_line_id, 0)) || date_send(effective_date)
                  ELSE '\xff'::bytea || record_send(ROW (journal_id, amount, lot_id, account_id, fund_id, budget_line_id, period_id,
                       host_id, effective_date, line, currency)) END,
             '' ORDER BY journal_id, line))
         FROM funds_posting AS p WHERE journal_id BETWEEN low AND high
           AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = p.journal_id), book) = book)),
        (SELECT sha512(string_agg(
             CASE WHEN host_id = host AND line >= 0 AND kind = 'spend'
                  THEN int8send(journal_id - low << 16 | line) || int8send(lot_id) || int8send(amount) || int8send(source_amount)
                  ELSE '\xff'::bytea || record_send(ROW (journal_id, lot_id, amount, source_amount, host_id, line, kind)) END,
             '' ORDER BY journal_id, line, lot_id))
         FROM funds_allocation AS a WHERE journal_id BETWEEN low AND high
           AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = a.journal_id), book) = book)),
        (SELECT sha512(string_agg(record_send(ROW (k.id, k.parent_id, k.journal_id, k.amount, k.source_amount, k.host_id, k.fund_id,
             k.opened_on, k.line, k.currency, k.source_currency, k.source_ref)), '' ORDER BY k.id))
         FROM funds_lot AS k WHERE k.journal_id BETWEEN low AND high
           AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = k.journal_id), book) = book)),
        (SELECT sha512(string_agg(record_send(d), '' ORDER BY d.journal_id))
         FROM funds_fx_deal AS d WHERE d.journal_id BETWEEN low AND high
           AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = d.journal_id), book) = book)),
        (SELECT sha512(string_agg(record_send(c), '' ORDER BY c.journal_id))
         FROM funds_commitment AS c WHERE c.journal_id BETWEEN low AND high
           AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = c.journal_id), book) = book))];
    -- One pass over the lines finds the few that are named.
    SELECT array_agg(period_id) FILTER (WHERE period_id IS NOT NULL), array_agg(account_id) FILTER (WHERE account_id IS NOT NULL),
           array_agg(fund_id) FILTER (WHERE fund_id IS NOT NULL), array_agg(budget_line_id) FILTER (WHERE budget_line_id IS NOT NULL)
    INTO spans, accounts, funds, limits
    FROM (SELECT period_id, account_id, fund_id, budget_line_id FROM funds_posting AS p WHERE journal_id BETWEEN low AND high
            AND (NOT shared OR coalesce((SELECT j.book_id FROM funds_journal AS j WHERE j.id = p.journal_id), book) = book)
          GROUP BY GROUPING SETS ((period_id), (account_id), (fund_id), (budget_line_id))) AS named;
    parts := parts || ARRAY[
        (SELECT sha512(string_agg(record_send(ROW (p.id, p.host_id, p.book_id, p.starts, p.ends)), '' ORDER BY p.id))
         FROM funds_period AS p WHERE p.id = ANY (spans)),
        (SELECT sha512(string_agg(record_send(ROW (a.id, a.host_id, a.book_id, a.code, a.currency, a.role, a.purpose, a.opened_on)),
             '' ORDER BY a.id)) FROM funds_account AS a WHERE a.id = ANY (accounts)),
        (SELECT sha512(string_agg(record_send(f), '' ORDER BY f.id)) FROM funds_fund AS f WHERE f.id = ANY (funds)),
        (SELECT sha512(string_agg(record_send(ROW (b.id, b.host_id, b.fund_id, b.version, b.code, b.limit_minor, b.enforced,
             b.loaded_by, b.approved_by)),
             '' ORDER BY b.id)) FROM funds_budget_line AS b WHERE b.id = ANY (limits))];
    RETURN (SELECT sha256(string_agg(int8send(coalesce(length(part), 0)) || coalesce(part, ''), '' ORDER BY place))
            FROM unnest(parts) WITH ORDINALITY AS each_part (part, place));
END $$;

-- Blocks are sealed after commit, up to the last entry that no running transaction can still come before.
CREATE FUNCTION funds_seal_book(book integer, host integer, size integer) RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    safe bigint;
    made integer := 0;
    last funds_seal;
    span record;
    content bytea;
BEGIN
    -- An older snapshot would seal past entries that it does not see.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        PERFORM funds_refuse('MON-337', '{}');
    END IF;
    -- Whoever has just posted and not committed holds the lock that a seal needs alone: two such would wait for each other.
    IF EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND classid = 7100
               AND objid = book AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) THEN
        IF NOT pg_try_advisory_xact_lock(7102, book) OR NOT pg_try_advisory_lock(7100, book) THEN RETURN 0; END IF;
    ELSE
        PERFORM pg_advisory_xact_lock(7102, book);
        PERFORM pg_advisory_lock(7100, book);
    END IF;
    SELECT max(id) INTO safe FROM funds_journal WHERE book_id = book;
    PERFORM pg_advisory_unlock(7100, book);
    SELECT * INTO last FROM funds_seal WHERE book_id = book ORDER BY block DESC LIMIT 1;
    LOOP
        SELECT min(id) AS low, max(id) AS high, count(*) AS journals INTO span
        FROM (SELECT id FROM funds_journal WHERE book_id = book AND id > coalesce(last.last_journal, 0) AND id <= safe
              ORDER BY id LIMIT greatest(size, 1)) AS next;
        EXIT WHEN span.journals = 0;
        content := funds_block_content(book, span.low, span.high);
        INSERT INTO funds_seal (book_id, block, host_id, first_journal, last_journal, journals, content, previous, root)
        VALUES (book, coalesce(last.block, 0) + 1, host, span.low, span.high, span.journals, content,
                coalesce(last.root, sha256('')), sha256(coalesce(last.root, sha256('')) || int4send(coalesce(last.block, 0) + 1) || content))
        RETURNING * INTO last;
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

CREATE FUNCTION funds_seal_pending(book integer, size integer DEFAULT 4000) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    host integer := funds_host_of(book);
BEGIN
    PERFORM funds_ask(host, ARRAY['administer', 'import', 'prepare', 'approve']);
    RETURN funds_seal_book(book, host, size);
END $$;

-- The worker seals every book, for nobody in particular: sealing writes only what the entries already say.
CREATE FUNCTION funds_seal_all(size integer DEFAULT 4000) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT coalesce(sum(funds_seal_book(id, host_id, size)), 0)::integer FROM (SELECT id, host_id FROM funds_book ORDER BY id) AS each_book $$;
