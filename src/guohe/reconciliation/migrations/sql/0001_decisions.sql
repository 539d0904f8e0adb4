-- What a person said about one entry of a statement: it is this item, it is not, a question, or that an earlier "it is" was
-- wrong. Written once: a later row answers an earlier one, none is changed.
CREATE TABLE reconciliation_decision (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    entry_id bigint NOT NULL REFERENCES imports_bank_entry,
    item_ref text NOT NULL,
    answer text NOT NULL CHECK (answer IN ('is', 'is_not', 'ask', 'undone')),
    words text NOT NULL DEFAULT '',
    journal_id bigint,
    confidence int CHECK (confidence BETWEEN 0 AND 100),
    reasons jsonb NOT NULL DEFAULT '[]',
    decided_by_id int NOT NULL REFERENCES identity_account,
    decided_at timestamptz NOT NULL,
    CONSTRAINT reconciliation_decision_names_its_item CHECK (answer = 'ask' OR item_ref <> ''),
    CONSTRAINT reconciliation_decision_has_its_journal CHECK ((answer IN ('is', 'undone')) = (journal_id IS NOT NULL)),
    CONSTRAINT reconciliation_decision_has_words CHECK (answer NOT IN ('ask', 'undone') OR btrim(words) <> '')
);
CREATE INDEX reconciliation_decision_of_entry ON reconciliation_decision (entry_id, id);
CREATE UNIQUE INDEX reconciliation_decision_no_is_said_once ON reconciliation_decision (entry_id, item_ref) WHERE answer = 'is_not';

-- What a host chose: how sure a guess must be to be called sure, and after how many working days a credit is old.
CREATE TABLE reconciliation_choice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    threshold int NOT NULL CHECK (threshold BETWEEN 50 AND 200),
    old_after int NOT NULL CHECK (old_after BETWEEN 0 AND 60),
    why text NOT NULL CHECK (btrim(why) <> ''),
    decided_by_id int NOT NULL REFERENCES identity_account,
    decided_at timestamptz NOT NULL
);
CREATE INDEX reconciliation_choice_newest ON reconciliation_choice (host_id, id DESC);

-- Whoever acts has decided; a decision is about an entry of its own host.
CREATE FUNCTION reconciliation_decide() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.decided_by_id THEN
        RAISE EXCEPTION 'a decision is signed by the one who acts'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = TG_TABLE_NAME || '_signed_by_actor';
    END IF;
    IF NOT guohe_may(NEW.host_id, TG_ARGV[0], NULL) THEN
        RAISE EXCEPTION 'deciding about bank entries needs the right to %', TG_ARGV[0]
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = TG_TABLE_NAME || '_may_decide';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_signed BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    EXECUTE FUNCTION reconciliation_decide('import');
CREATE TRIGGER reconciliation_choice_signed BEFORE INSERT ON reconciliation_choice FOR EACH ROW
    EXECUTE FUNCTION reconciliation_decide('approve');

CREATE FUNCTION reconciliation_same_host() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM imports_bank_entry WHERE id = NEW.entry_id AND host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'a decision is about an entry of its own host'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_decision_same_host';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_of_host BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    EXECUTE FUNCTION reconciliation_same_host();
