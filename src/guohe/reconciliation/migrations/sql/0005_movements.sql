-- What came back of a payment, and a charge for one, are booked nowhere: such an answer ("return:A", "charge:A") has no journal and
-- is said of one line alone.
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=' AND item_ref !~ '^([0-9]+=)?payment:[^+=]+(\+payment:[^+=]+)*$'
            AND item_ref !~ '^(return|charge):[^+=]+$') = (journal_id IS NOT NULL));
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_movement_alone
    CHECK (answer NOT IN ('is', 'undone') OR item_ref !~ '(^|[=+])(return|charge):' OR item_ref ~ '^(return|charge):[^+=]+$');

-- What a line is beside a debit, as an answer names it ("return:A", "charge:A"), by the movement that stands; NULL if nothing.
CREATE FUNCTION reconciliation_moved_by(line bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.kind || ':' || r.end_to_end_id FROM payments_movement m JOIN payments_release r ON r.id = m.release_id
    WHERE m.line = $1 AND m.takes_back_id IS NULL AND NOT EXISTS (SELECT FROM payments_movement b WHERE b.takes_back_id = m.id)
    ORDER BY m.id DESC LIMIT 1
$$;

-- A return or charge is shown by a line of a statement that stands and is nothing else: of its host, currency, day, account, and whole.
CREATE FUNCTION reconciliation_movement_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry; paid payments_release; signed bigint; kept bigint;
BEGIN
    PERFORM reconciliation_hold_line(NEW.line);
    IF NEW.takes_back_id IS NOT NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO entry FROM reconciliation_free_line(NEW.line, NEW.host_id);
    IF NOT FOUND OR reconciliation_moved_by(NEW.line) IS NOT NULL OR EXISTS (SELECT FROM reconciliation_debited_by(NEW.line)) THEN
        RAISE EXCEPTION 'a return or charge is shown by a line of a statement that stands and is nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_of_a_line';
    END IF;
    SELECT * INTO paid FROM payments_release WHERE id = NEW.release_id;
    signed := CASE NEW.kind WHEN 'return' THEN NEW.amount_minor ELSE -NEW.amount_minor END;
    kept := CASE NEW.kind WHEN 'return' THEN paid.amount_minor - NEW.amount_minor ELSE NEW.amount_minor END;
    IF entry.posted_date <> NEW.booked_on OR entry.currency <> paid.currency
       OR entry.amount_minor <> signed
       OR NOT EXISTS (SELECT FROM payments_account a WHERE a.id = paid.payer_id
                      AND reconciliation_of_account(entry.account_mask, a.number)) THEN
        RAISE EXCEPTION 'a return or charge is its whole line, in the currency and on the account of the payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_as_its_line';
    END IF;
    IF kept > reconciliation_largest_charge(paid.currency) AND NOT EXISTS (
           SELECT FROM payments_movement m JOIN payments_release r ON r.id = m.release_id AND r.payer_id = paid.payer_id
           WHERE NEW.kind = 'charge' AND m.kind = 'charge' AND m.amount_minor = NEW.amount_minor AND m.takes_back_id IS NULL
             AND NOT EXISTS (SELECT FROM payments_movement b WHERE b.takes_back_id = m.id)) THEN
        RAISE EXCEPTION 'a bank takes no more than a charge'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_charge';
    END IF;
    IF NOT reconciliation_names_line(NEW.evidence, entry) THEN
        RAISE EXCEPTION 'the evidence of a return or charge names its line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_names_its_line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_movement_shown BEFORE INSERT ON payments_movement FOR EACH ROW EXECUTE FUNCTION reconciliation_movement_law();

-- A line that is a return or a charge is no debit of a payment, no receipt, and does not go with its statement before that is taken back.
CREATE FUNCTION reconciliation_line_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_line bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    PERFORM reconciliation_hold_line(the_line);
    IF reconciliation_moved_by(the_line) IS NOT NULL THEN
        RAISE EXCEPTION 'the line is a return or a charge'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_line_is_a_movement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_debit_of_no_movement BEFORE INSERT ON payments_debit FOR EACH ROW WHEN (NEW.takes_back_id IS NULL)
    EXECUTE FUNCTION reconciliation_line_moved('line');
CREATE TRIGGER imports_bank_entry_is_a_movement BEFORE UPDATE ON imports_bank_entry FOR EACH ROW
    WHEN (NEW.withdrawn_at IS NOT NULL OR NEW.used_as IS NOT NULL) EXECUTE FUNCTION reconciliation_line_moved('id');

-- A line is said to be one thing; what is a return or a charge is said of a line that shows it.
CREATE FUNCTION reconciliation_movement_said() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last reconciliation_decision; ours boolean := NEW.item_ref ~ '^(return|charge):';
BEGIN
    IF NEW.answer <> 'is' THEN
        RETURN NEW;
    END IF;
    IF ours AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'answers about returns and charges are written with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_read_committed';
    END IF;
    PERFORM reconciliation_hold_line(NEW.entry_id);
    SELECT * INTO last FROM reconciliation_decision
    WHERE entry_id = NEW.entry_id AND answer IN ('is', 'undone') ORDER BY id DESC LIMIT 1;
    IF last.answer = 'is' AND (ours OR last.item_ref ~ '^(return|charge):') THEN
        RAISE EXCEPTION 'the line is something already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_line_once';
    END IF;
    IF ours AND reconciliation_moved_by(NEW.entry_id) IS DISTINCT FROM NEW.item_ref THEN
        RAISE EXCEPTION 'a line is the return or charge that it was stated to be'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_movement_is_stated';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_movement BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    EXECUTE FUNCTION reconciliation_movement_said();

-- What a line is said to be and the movement that shows it are written, and taken back, together.
CREATE FUNCTION reconciliation_said_and_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_line bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint; said text;
BEGIN
    SELECT CASE WHEN d.answer = 'is' AND d.item_ref ~ '^(return|charge):' THEN d.item_ref END INTO said
    FROM reconciliation_decision d JOIN imports_bank_entry e ON e.id = d.entry_id AND e.withdrawn_at IS NULL
    WHERE d.entry_id = the_line AND d.answer IN ('is', 'undone') ORDER BY d.id DESC LIMIT 1;
    IF reconciliation_moved_by(the_line) IS DISTINCT FROM said THEN
        RAISE EXCEPTION 'an answer and the return or charge that it names are written, and taken back, together'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_said_and_moved';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_movement_said AFTER INSERT ON payments_movement DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reconciliation_said_and_moved('line');
CREATE CONSTRAINT TRIGGER reconciliation_decision_moved AFTER INSERT ON reconciliation_decision DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.answer IN ('is', 'undone') AND NEW.item_ref ~ '^(return|charge):')
    EXECUTE FUNCTION reconciliation_said_and_moved('entry_id');
REVOKE ALL ON FUNCTION reconciliation_moved_by(bigint), reconciliation_movement_law(), reconciliation_line_moved(),
    reconciliation_movement_said(), reconciliation_said_and_moved() FROM PUBLIC;
