-- What a bank kept of a receipt beyond what one person books (domain/data/charges.toml): prepared by one person with a reason and a
-- paper, and confirmed or refused once by another. Only the confirmation, in its own transaction, lets the books take the receipt.
CREATE TABLE imports_charge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    entry_id bigint NOT NULL REFERENCES imports_bank_entry,
    instalment_ref text NOT NULL CHECK (instalment_ref <> ''),
    currency char(3) NOT NULL,
    sent_minor bigint NOT NULL,
    credited_minor bigint NOT NULL CHECK (credited_minor > 0),
    reason text NOT NULL CHECK (reason ~ '[^[:space:]]'),
    evidence text NOT NULL CHECK (evidence ~ '[^[:space:]]'),
    prepared_by_id int NOT NULL REFERENCES identity_account,
    prepared_at timestamptz NOT NULL,
    CONSTRAINT imports_charge_is_kept CHECK (credited_minor < sent_minor)
);
CREATE INDEX imports_charge_of_entry ON imports_charge (entry_id);
CREATE INDEX imports_charge_newest ON imports_charge (host_id, id DESC);

CREATE TABLE imports_charge_answer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    charge_id bigint NOT NULL REFERENCES imports_charge,
    answer text NOT NULL CHECK (answer IN ('confirmed', 'refused')),
    words text NOT NULL DEFAULT '',
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    answered_by_id int NOT NULL REFERENCES identity_account,
    answered_at timestamptz NOT NULL,
    CONSTRAINT imports_charge_answered_once UNIQUE (charge_id),
    CONSTRAINT imports_charge_refused_with_words CHECK (answer = 'confirmed' OR words ~ '[^[:space:]]')
);

-- The same figures as domain/data/charges.toml: the larger of the flat amount and a thousandth of what was sent, halves up.
CREATE FUNCTION imports_largest_charge(currency text, sent bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT greatest(CASE WHEN currency IN ('CNY', 'HKD', 'MOP') THEN 50000 ELSE 0 END, (sent + 500) / 1000)
$$;

CREATE FUNCTION imports_charge_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry;
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.prepared_by_id
       OR NOT (guohe_may(NEW.host_id, 'import') AND guohe_may(NEW.host_id, 'prepare')) THEN
        RAISE EXCEPTION 'a charge is prepared by the one who acts, who may import and prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'imports_charge_signed_by_actor';
    END IF;
    IF NOT isfinite(NEW.prepared_at) OR (NEW.prepared_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a charge is prepared on the day on which it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_said_today';
    END IF;
    -- Two people at once: the second waits here, and then it waits already.
    SELECT * INTO entry FROM imports_bank_entry WHERE id = NEW.entry_id FOR UPDATE;
    IF entry.host_id IS DISTINCT FROM NEW.host_id OR entry.withdrawn_at IS NOT NULL
       OR (entry.currency, entry.amount_minor) IS DISTINCT FROM (NEW.currency, NEW.credited_minor) THEN
        RAISE EXCEPTION 'a charge is what lacks of a credit of its own host, as the bank wrote it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_of_its_credit';
    END IF;
    IF EXISTS (SELECT FROM imports_charge c WHERE c.entry_id = NEW.entry_id
               AND NOT EXISTS (SELECT FROM imports_charge_answer a WHERE a.charge_id = c.id)) THEN
        RAISE EXCEPTION 'one charge of a credit waits at a time'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_waits_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_charge_law BEFORE INSERT ON imports_charge FOR EACH ROW EXECUTE FUNCTION imports_charge_law();

-- Whoever prepared a charge cannot confirm it; they may take it back, as whoever may approve may refuse it.
CREATE FUNCTION imports_charge_answer_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE prepared imports_charge;
BEGIN
    SELECT * INTO prepared FROM imports_charge WHERE id = NEW.charge_id;
    IF guohe_actor() IS DISTINCT FROM NEW.answered_by_id
       OR NOT (guohe_may(NEW.host_id, 'approve') OR (NEW.answer = 'refused' AND prepared.prepared_by_id = NEW.answered_by_id)) THEN
        RAISE EXCEPTION 'a charge is answered by the one who acts, who may approve'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'imports_charge_answered_by_actor';
    END IF;
    IF prepared.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'the charge is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_of_one_host';
    END IF;
    IF NEW.answer = 'confirmed' AND prepared.prepared_by_id = NEW.answered_by_id THEN
        RAISE EXCEPTION 'the one who prepared a charge cannot confirm it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_confirmed_by_another';
    END IF;
    IF NOT isfinite(NEW.answered_at) OR (NEW.answered_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a charge is answered on the day on which it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_charge_answered_today';
    END IF;
    NEW.xact := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER imports_charge_answer_law BEFORE INSERT ON imports_charge_answer
    FOR EACH ROW EXECUTE FUNCTION imports_charge_answer_law();

-- Money that arrives makes a lot, by whichever door: what its entry calls a cost is what the bank kept. Beyond what one person books
-- it stands by the confirming act of the one who posts, of what another prepared. A reversal of a reversal brings back what was let in.
CREATE FUNCTION imports_charge_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head funds_journal; kept bigint; largest bigint;
BEGIN
    SELECT * INTO head FROM funds_journal WHERE id = NEW.journal_id;
    IF head.reverses IS NOT NULL THEN RETURN NEW; END IF;
    SELECT coalesce(sum(p.amount), 0) INTO kept FROM funds_posting p JOIN funds_account a ON a.id = p.account_id
    WHERE p.journal_id = NEW.journal_id AND a.role = 'expense' AND p.currency = NEW.currency AND p.amount > 0;
    largest := imports_largest_charge(NEW.currency, NEW.amount);
    IF kept > largest AND NOT EXISTS (
        SELECT FROM imports_charge c JOIN imports_charge_answer a ON a.charge_id = c.id
        WHERE a.answer = 'confirmed' AND a.xact = pg_current_xact_id() AND a.answered_by_id = head.posted_by
          AND c.prepared_by_id <> head.posted_by AND c.host_id = NEW.host_id AND c.instalment_ref = NEW.source_ref
          AND c.currency = NEW.currency AND c.sent_minor = NEW.amount AND c.sent_minor - c.credited_minor = kept) THEN
        PERFORM funds_refuse('MON-546', jsonb_build_object('source', head.source, 'ref', NEW.source_ref,
            'charge', funds_money(NEW.currency, kept), 'largest', funds_money(NEW.currency, largest)));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_charge_by_two AFTER INSERT ON funds_lot FOR EACH ROW WHEN (NEW.parent_id IS NULL)
    EXECUTE FUNCTION imports_charge_by_two();
ALTER TABLE funds_lot ENABLE ALWAYS TRIGGER imports_charge_by_two;
REVOKE ALL ON FUNCTION imports_charge_law(), imports_charge_answer_law(), imports_charge_by_two() FROM PUBLIC;

-- A statement is the whole host's, and so is what the bank kept of it.
CREATE POLICY imports_charge_in_scope ON imports_charge AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (host_id = ANY ((SELECT guohe_whole_hosts(true))::int[]));
CREATE POLICY imports_charge_answer_in_scope ON imports_charge_answer AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (host_id = ANY ((SELECT guohe_whole_hosts(true))::int[]));

-- The law of the books as it stands from here on.
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
