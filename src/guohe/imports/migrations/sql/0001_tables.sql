-- A file that a host gave us, and how far its lines have come.
CREATE TABLE imports_job (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    kind text NOT NULL CHECK (kind IN ('erp', 'bank', 'budget')),
    file_digest text NOT NULL CHECK (file_digest ~ '^[0-9a-f]{64}$'),
    file_name text NOT NULL,
    document_id bigint,
    state text NOT NULL CHECK (state IN ('read', 'checked', 'confirmed', 'reversed')),
    reader text NOT NULL,
    reading jsonb NOT NULL,
    column_mapping int,
    category_mapping int,
    currency char(3),
    file_total_minor bigint,
    rows_read int NOT NULL DEFAULT 0,
    prepared_by_id int NOT NULL REFERENCES identity_account,
    prepared_at timestamptz NOT NULL,
    confirmed_by_id int REFERENCES identity_account,
    confirmed_at timestamptz,
    reversed_by_id int REFERENCES identity_account,
    reversed_at timestamptz,
    reverse_reason text,
    CONSTRAINT imports_job_reversal_has_a_reason
        CHECK (state <> 'reversed' OR (reversed_by_id IS NOT NULL AND reversed_at IS NOT NULL AND reverse_reason <> ''))
);
-- The same file twice is the earlier job; a reversed job may be followed by another.
CREATE UNIQUE INDEX imports_job_same_file ON imports_job (host_id, kind, file_digest) WHERE state <> 'reversed';
CREATE INDEX imports_job_newest ON imports_job (host_id, id DESC);

-- One line as we read it, beside the row as it was. What was read never changes; only where it stands does.
CREATE TABLE imports_line (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    job_id bigint NOT NULL REFERENCES imports_job,
    row_number int NOT NULL,
    fingerprint text NOT NULL,
    key uuid NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('actual', 'commitment')),
    project_code text NOT NULL,
    account_code text NOT NULL,
    account_name text NOT NULL,
    posted_date date NOT NULL,
    doc_ref text NOT NULL,
    payee text NOT NULL,
    description text NOT NULL,
    order_no text NOT NULL,
    currency char(3) NOT NULL,
    amount_minor bigint NOT NULL,
    repairs jsonb NOT NULL DEFAULT '[]',
    raw jsonb NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('ready', 'tick', 'question', 'held')),
    state text NOT NULL CHECK (state IN ('staged', 'tick', 'held', 'question', 'posted', 'reversed', 'rejected', 'withdrawn')),
    grant_ref text,
    category text,
    journal_id bigint,
    hold jsonb,
    changed_by_id int REFERENCES identity_account,
    changed_at timestamptz,
    CONSTRAINT imports_line_posted_has_a_journal CHECK (state NOT IN ('posted', 'reversed') OR journal_id IS NOT NULL),
    CONSTRAINT imports_line_held_has_a_cause CHECK (state <> 'held' OR hold IS NOT NULL)
);
-- The same line in this file again, or in another file, adds nothing.
CREATE UNIQUE INDEX imports_line_same_line ON imports_line (host_id, fingerprint) WHERE state NOT IN ('reversed', 'withdrawn');
CREATE INDEX imports_line_of_job ON imports_line (job_id, state, row_number);
CREATE INDEX imports_line_of_grant ON imports_line (grant_ref, posted_date, id);
CREATE INDEX imports_line_of_document ON imports_line (host_id, doc_ref);

CREATE TABLE imports_finding (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    job_id bigint NOT NULL REFERENCES imports_job,
    line_id bigint REFERENCES imports_line,
    code text NOT NULL,
    level text NOT NULL CHECK (level IN ('stop', 'hold', 'note')),
    row_number int,
    column_letter text,
    header text,
    pointer text,
    facts jsonb NOT NULL DEFAULT '{}',
    rule text,
    minor bigint NOT NULL DEFAULT 0
);
CREATE INDEX imports_finding_of_job ON imports_finding (job_id, code, id);
CREATE INDEX imports_finding_of_line ON imports_finding (line_id) WHERE line_id IS NOT NULL;
CREATE INDEX imports_finding_of_charge ON imports_finding (((facts->>'entry')::bigint)) WHERE code = 'IMP-207';

CREATE TABLE imports_question (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    job_id bigint NOT NULL REFERENCES imports_job,
    line_id bigint NOT NULL REFERENCES imports_line,
    grant_ref text NOT NULL,
    kind text NOT NULL,
    finding_id bigint REFERENCES imports_finding,
    words text NOT NULL DEFAULT '',
    asked_by_id int NOT NULL REFERENCES identity_account,
    asked_of text NOT NULL,
    asked_at timestamptz NOT NULL,
    due_date date NOT NULL,
    ready jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn'))
);
-- A line has one open question at a time: nobody is asked twice for the same thing.
CREATE UNIQUE INDEX imports_question_one_open ON imports_question (line_id) WHERE state = 'open';
CREATE INDEX imports_question_of_grant ON imports_question (grant_ref, state);
CREATE INDEX imports_question_of_job ON imports_question (job_id);

CREATE TABLE imports_answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    question_id bigint NOT NULL REFERENCES imports_question,
    answered_by_id int NOT NULL REFERENCES identity_account,
    answered_at timestamptz NOT NULL,
    answer text NOT NULL,
    chosen text NOT NULL DEFAULT '',
    note text NOT NULL DEFAULT '',
    effect text NOT NULL
);
CREATE INDEX imports_answer_of_question ON imports_answer (question_id);

CREATE TABLE imports_tick (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    line_id bigint NOT NULL UNIQUE REFERENCES imports_line,
    code text NOT NULL,
    ticked_by_id int NOT NULL REFERENCES identity_account,
    ticked_at timestamptz NOT NULL
);

-- Which head of a host's file is which column, as a person said it; a change is the next version. It was said of one head row, and of a
-- statement of one account: heads_digest is over both, and of rows with the same digest the newest holds.
CREATE TABLE imports_column_mapping (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    kind text NOT NULL,
    version int NOT NULL,
    heads_digest text NOT NULL,
    columns jsonb NOT NULL,
    decided_by_id int NOT NULL REFERENCES identity_account,
    decided_at timestamptz NOT NULL,
    UNIQUE (host_id, kind, version)
);
CREATE INDEX imports_column_mapping_of_heads ON imports_column_mapping (host_id, kind, heads_digest, version DESC);

CREATE TABLE imports_bank_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    job_id bigint NOT NULL REFERENCES imports_job,
    row_number int NOT NULL,
    fingerprint text NOT NULL,
    account_mask text NOT NULL,
    currency char(3) NOT NULL,
    transaction_date date,
    posted_date date NOT NULL,
    value_date date,
    narrative text NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    balance_minor bigint,
    balance_agrees boolean,
    raw jsonb NOT NULL,
    used_as text CHECK (used_as IN ('receipt', 'conversion', 'charge')),
    used_for text,
    journal_id bigint,
    used_by_id int REFERENCES identity_account,
    used_at timestamptz,
    CONSTRAINT imports_bank_entry_charge_is_out CHECK (used_as <> 'charge' OR amount_minor < 0),
    -- Nothing has come, or gone, on a day to come.
    CONSTRAINT imports_bank_entry_used_on_its_day_or_later
        CHECK (used_at IS NULL OR posted_date <= (used_at AT TIME ZONE 'Asia/Hong_Kong')::date),
    UNIQUE (host_id, fingerprint)
);
CREATE INDEX imports_bank_entry_of_job ON imports_bank_entry (job_id, row_number);
CREATE INDEX imports_bank_entry_receipts ON imports_bank_entry (host_id, currency, posted_date) WHERE used_as = 'receipt';

-- How far a long piece of work has come; a row is one run.
CREATE TABLE imports_run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    job_id bigint REFERENCES imports_job,
    what text NOT NULL CHECK (what IN ('read', 'confirm')),
    file_name text NOT NULL,
    order_of jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'stopping', 'done', 'refused', 'stopped')),
    step text NOT NULL DEFAULT '',
    done int NOT NULL DEFAULT 0,
    total int,
    findings jsonb NOT NULL DEFAULT '[]',
    started_by_id int NOT NULL REFERENCES identity_account,
    started_at timestamptz NOT NULL,
    ended_at timestamptz
);

-- What was read and what was asked is written once; only the columns below may move on.
CREATE FUNCTION imports_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    may_change text[] := TG_ARGV::text[];
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION '% of % is refused: what was read stays as it was', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_written_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER imports_job_written_once BEFORE UPDATE OR DELETE ON imports_job FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('state', 'reading', 'column_mapping', 'category_mapping', 'currency',
        'file_total_minor', 'rows_read', 'confirmed_by_id', 'confirmed_at', 'reversed_by_id', 'reversed_at', 'reverse_reason');
CREATE TRIGGER imports_line_written_once BEFORE UPDATE OR DELETE ON imports_line FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('state', 'grant_ref', 'category', 'journal_id', 'hold', 'changed_by_id', 'changed_at');
CREATE TRIGGER imports_question_written_once BEFORE UPDATE OR DELETE ON imports_question FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('state');
CREATE TRIGGER imports_bank_entry_written_once BEFORE UPDATE OR DELETE ON imports_bank_entry FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('used_as', 'used_for', 'journal_id', 'used_by_id', 'used_at');

-- A line moves only forward: nothing leaves the books except by a reversal; undoing the whole file withdraws the
-- lines that never got there, so that the same file may be read again. What was left out may be asked about again.
CREATE FUNCTION imports_line_moves() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state IS DISTINCT FROM OLD.state AND NOT (
        (OLD.state IN ('staged', 'tick', 'question', 'held') AND NEW.state IN ('staged', 'question', 'held', 'posted', 'rejected'))
        OR (OLD.state = 'rejected' AND NEW.state = 'question')
        OR (OLD.state = 'posted' AND NEW.state = 'reversed')
        OR (OLD.state IN ('staged', 'tick', 'question', 'held', 'rejected') AND NEW.state = 'withdrawn')
    ) THEN
        RAISE EXCEPTION 'a line does not move from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_line_moves_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_line_moves_forward BEFORE UPDATE OF state ON imports_line FOR EACH ROW
    EXECUTE FUNCTION imports_line_moves();

-- Reading and writing stay inside the actor's hosts; only whoever may import there brings lines in.
CREATE FUNCTION imports_importing_hosts() RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(host), '{}') FROM unnest(guohe_visible_hosts()) AS host WHERE guohe_may(host, 'import')
$$;
REVOKE ALL ON FUNCTION imports_importing_hosts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION imports_importing_hosts() TO guohe_app;

-- How fresh a kind of file is, is told to whoever sees a host, of files too that they do not see.
CREATE FUNCTION imports_last_read(kind text) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT max(prepared_at) FROM imports_job WHERE imports_job.kind = $1 AND host_id = ANY (guohe_visible_hosts())
$$;
REVOKE ALL ON FUNCTION imports_last_read(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION imports_last_read(text) TO guohe_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['imports_job', 'imports_line', 'imports_finding', 'imports_question', 'imports_answer',
        'imports_tick', 'imports_column_mapping', 'imports_bank_entry', 'imports_run']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO guohe_app USING (host_id = ANY ((SELECT guohe_visible_hosts())::int[]))', name || '_seen', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR UPDATE TO guohe_app USING (host_id = ANY ((SELECT guohe_visible_hosts())::int[]))', name || '_moved', name);
        IF name = 'imports_question' THEN
            -- An answer may raise the line's next question, and whoever may answer need not be one who may import.
            EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO guohe_app WITH CHECK (host_id = ANY ((SELECT guohe_visible_hosts())::int[]))', name || '_written', name);
        ELSIF name = 'imports_answer' THEN
            EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO guohe_app WITH CHECK (host_id = ANY ((SELECT guohe_visible_hosts())::int[]) AND answered_by_id = guohe_actor())', name || '_written', name);
        ELSIF name = 'imports_tick' THEN
            EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO guohe_app WITH CHECK (host_id = ANY ((SELECT imports_importing_hosts())::int[]) AND ticked_by_id = guohe_actor())', name || '_written', name);
        ELSE
            EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO guohe_app WITH CHECK (host_id = ANY ((SELECT imports_importing_hosts())::int[]))', name || '_written', name);
        END IF;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['imports_finding', 'imports_answer', 'imports_tick', 'imports_column_mapping']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change()', name || '_append_only', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['imports_job', 'imports_line', 'imports_finding', 'imports_question', 'imports_answer',
        'imports_tick', 'imports_column_mapping', 'imports_bank_entry']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change()', name || '_no_truncate', name);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON imports_job, imports_line, imports_finding, imports_question, imports_answer, imports_tick,
    imports_column_mapping, imports_bank_entry, imports_run TO guohe_app;
GRANT UPDATE (state, reading, column_mapping, category_mapping, currency, file_total_minor, rows_read, confirmed_by_id,
    confirmed_at, reversed_by_id, reversed_at, reverse_reason) ON imports_job TO guohe_app;
GRANT UPDATE (state, grant_ref, category, journal_id, hold, changed_by_id, changed_at) ON imports_line TO guohe_app;
GRANT UPDATE (state) ON imports_question TO guohe_app;
GRANT UPDATE (used_as, used_for, journal_id, used_by_id, used_at) ON imports_bank_entry TO guohe_app;
GRANT UPDATE (state, job_id, step, done, total, findings, ended_at) ON imports_run TO guohe_app;
