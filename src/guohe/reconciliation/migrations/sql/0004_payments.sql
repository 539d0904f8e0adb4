-- A debit that is a payment of ours is booked nowhere: such an answer (its items are payments and nothing else, of one line) has no
-- journal. A payment is no part of anything that is booked.
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=' AND item_ref !~ '^([0-9]+=)?payment:[^+=]+(\+payment:[^+=]+)*$')
           = (journal_id IS NOT NULL));
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_payments_alone
    CHECK (answer NOT IN ('is', 'undone') OR item_ref !~ '(^|[=+])payment:'
           OR item_ref ~ '^([0-9]+=)?payment:[^+=]+(\+payment:[^+=]+)*$');

-- The payments that an answer names; of "12=payment:A+payment:B", A and B.
CREATE FUNCTION reconciliation_payments_in(item_ref text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(substr(part, 9) ORDER BY part), '{}')
    FROM unnest(string_to_array(regexp_replace(item_ref, '^[^=]*=', ''), '+')) AS part WHERE part LIKE 'payment:%'
$$;

-- The payments that a line of a statement is, by the debits that stand.
CREATE FUNCTION reconciliation_debited_by(line bigint) RETURNS SETOF payments_debit
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT d.* FROM payments_debit d WHERE d.line = $1 AND d.takes_back_id IS NULL
       AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id)
$$;

-- The largest charge not seen before: new_charge of domain/data/rules.toml, in minor units; a test holds the two together.
CREATE FUNCTION reconciliation_largest_charge(currency text) RETURNS bigint LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN currency IN ('CNY', 'HKD', 'MOP') THEN 50000 WHEN currency IN ('USD', 'EUR') THEN 7500 ELSE 0 END
$$;

-- Whoever says what a line is says it alone, until the transaction ends.
CREATE FUNCTION reconciliation_hold_line(line bigint) RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('reconciliation line ' || $1, 0))
$$;

-- The line of this number and host, held where it stands in its statement and is in no book; no row otherwise.
CREATE FUNCTION reconciliation_free_line(line bigint, host int) RETURNS SETOF imports_bank_entry
LANGUAGE sql SET search_path = public, pg_temp AS $$
    SELECT * FROM imports_bank_entry WHERE id = $1 AND host_id = $2 AND withdrawn_at IS NULL AND used_as IS NULL FOR SHARE
$$;

-- Whether a line may be of the account: it is told by its last four signs, or the statement names none.
CREATE FUNCTION reconciliation_of_account(mask text, number text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT mask !~ '[[:alnum:]]' OR mask = '···' || right(number, 4)
$$;

-- Whether the evidence names the line: file, row, the entry where a file has no columns, and the file's digest.
CREATE FUNCTION reconciliation_names_line(evidence text, entry imports_bank_entry) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM imports_job j WHERE j.id = $2.job_id AND $1 IN (
        j.file_name || ' row ' || $2.row_number || ' (' || left(j.file_digest, 12) || ')',
        j.file_name || ' row ' || $2.row_number || ' entry ' || $2.id || ' (' || left(j.file_digest, 12) || ')'))
$$;

-- A debit is shown by a line of a statement that stands and is nothing else: of its host, currency, day and account.
CREATE FUNCTION reconciliation_debit_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry;
BEGIN
    PERFORM reconciliation_hold_line(NEW.line);
    IF NEW.takes_back_id IS NOT NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO entry FROM reconciliation_free_line(NEW.line, NEW.host_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a debit is shown by a line of a statement that stands and is nothing else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_of_a_line';
    END IF;
    IF entry.amount_minor >= 0 OR entry.posted_date <> NEW.booked_on OR NOT EXISTS (
           SELECT FROM payments_release r JOIN payments_account a ON a.id = r.payer_id
           WHERE r.id = NEW.release_id AND r.currency = entry.currency
             AND reconciliation_of_account(entry.account_mask, a.number)) THEN
        RAISE EXCEPTION 'a payment leaves in its currency, from its account, on the day of the line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_as_its_line';
    END IF;
    IF NOT reconciliation_names_line(NEW.evidence, entry) THEN
        RAISE EXCEPTION 'the evidence of a debit names its line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_names_its_line';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_debit_shown BEFORE INSERT ON payments_debit FOR EACH ROW EXECUTE FUNCTION reconciliation_debit_law();

-- A line that shows a payment is nothing else, and does not go with its statement before that is taken back.
CREATE FUNCTION reconciliation_line_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM reconciliation_debited_by(NEW.id)) THEN
        RAISE EXCEPTION 'the line is a payment'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_bank_entry_is_a_payment';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_bank_entry_is_a_payment BEFORE UPDATE ON imports_bank_entry FOR EACH ROW
    WHEN (NEW.amount_minor < 0 AND (NEW.withdrawn_at IS NOT NULL OR NEW.used_as IS NOT NULL))
    EXECUTE FUNCTION reconciliation_line_kept();

-- "It is this payment" is said once of one debit, whole, with no more beside it than a bank takes; "undone" only of what was said.
CREATE FUNCTION reconciliation_payment_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry; named text[]; last reconciliation_decision; whole numeric; beside numeric;
BEGIN
    IF NEW.answer NOT IN ('is', 'undone') THEN
        RETURN NEW;
    END IF;
    named := reconciliation_payments_in(NEW.item_ref);
    -- An older snapshot would not see what another has said since.
    IF cardinality(named) > 0 AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'answers about payments are written with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_read_committed';
    END IF;
    PERFORM reconciliation_hold_line(NEW.entry_id);
    SELECT * INTO last FROM reconciliation_decision
    WHERE entry_id = NEW.entry_id AND answer IN ('is', 'undone') ORDER BY id DESC LIMIT 1;
    IF NEW.answer = 'undone' THEN
        -- A receipt that was recorded at its statement is undone without a word before: by the reversal of that instalment's receipt.
        IF last.answer IS DISTINCT FROM 'is' AND EXISTS (
               SELECT FROM funds_journal back JOIN funds_journal j ON j.id = back.reverses
               WHERE back.id = NEW.journal_id AND back.host_id = NEW.host_id AND j.kind = 'receipt' AND j.instalment = NEW.item_ref) THEN
            RETURN NEW;
        END IF;
        IF last.answer IS DISTINCT FROM 'is' OR last.item_ref IS DISTINCT FROM NEW.item_ref THEN
            RAISE EXCEPTION 'only what the line was said to be is undone'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_undone_of_a_match';
        END IF;
        RETURN NEW;
    END IF;
    IF last.answer = 'is' AND (cardinality(named) > 0 OR cardinality(reconciliation_payments_in(last.item_ref)) > 0) THEN
        RAISE EXCEPTION 'the line is something already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_line_once';
    END IF;
    IF cardinality(named) = 0 THEN
        RETURN NEW;
    END IF;
    IF NEW.item_ref LIKE '%=%' AND split_part(NEW.item_ref, '=', 1) <> NEW.entry_id::text THEN
        RAISE EXCEPTION 'payments are said of one debit'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_of_one_debit';
    END IF;
    IF (SELECT coalesce(array_agg(r.end_to_end_id ORDER BY 'payment:' || r.end_to_end_id), '{}')
        FROM reconciliation_debited_by(NEW.entry_id) d JOIN payments_release r ON r.id = d.release_id) <> named THEN
        RAISE EXCEPTION 'the payments of a line are those that it was debited for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_is_debited';
    END IF;
    SELECT * INTO entry FROM imports_bank_entry WHERE id = NEW.entry_id;
    SELECT sum(r.amount_minor), sum(d.charge_minor) INTO whole, beside
    FROM reconciliation_debited_by(NEW.entry_id) d JOIN payments_release r ON r.id = d.release_id;
    IF whole + beside <> -entry.amount_minor::numeric THEN
        RAISE EXCEPTION 'a payment leaves whole, and what is taken beside it is all the rest of its line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_leaves_whole';
    END IF;
    IF beside > reconciliation_largest_charge(entry.currency) AND NOT EXISTS (
           SELECT FROM payments_debit d
           JOIN payments_release r ON r.id = d.release_id AND r.currency = entry.currency
           JOIN payments_account a ON a.id = r.payer_id
           WHERE d.host_id = NEW.host_id AND d.charge_minor = beside AND d.line <> NEW.entry_id AND d.takes_back_id IS NULL
             AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id)
             AND right(a.number, 4) IN (
                 SELECT right(own.number, 4) FROM reconciliation_debited_by(NEW.entry_id) o
                 JOIN payments_release p ON p.id = o.release_id JOIN payments_account own ON own.id = p.payer_id)) THEN
        RAISE EXCEPTION 'more was taken beside the payment than a bank takes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_charge';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_payments BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    EXECUTE FUNCTION reconciliation_payment_law();

-- What a line is said to be and what it was debited for are written, and taken back, together.
CREATE FUNCTION reconciliation_said_and_shown() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE the_line bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint; said text[];
BEGIN
    SELECT CASE WHEN d.answer = 'is' THEN reconciliation_payments_in(d.item_ref) END INTO said
    FROM reconciliation_decision d JOIN imports_bank_entry e ON e.id = d.entry_id AND e.withdrawn_at IS NULL
    WHERE d.entry_id = the_line AND d.answer IN ('is', 'undone') ORDER BY d.id DESC LIMIT 1;
    IF (SELECT coalesce(array_agg(r.end_to_end_id ORDER BY 'payment:' || r.end_to_end_id), '{}')
        FROM reconciliation_debited_by(the_line) s JOIN payments_release r ON r.id = s.release_id)
       <> coalesce(said, '{}') THEN
        RAISE EXCEPTION 'an answer and the debits of its payments are written, and taken back, together'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_said_and_shown';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_debit_said AFTER INSERT ON payments_debit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION reconciliation_said_and_shown('line');
CREATE CONSTRAINT TRIGGER reconciliation_decision_shown AFTER INSERT ON reconciliation_decision DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.answer IN ('is', 'undone') AND NEW.item_ref LIKE '%payment:%')
    EXECUTE FUNCTION reconciliation_said_and_shown('entry_id');
REVOKE ALL ON FUNCTION reconciliation_debited_by(bigint), reconciliation_debit_law(), reconciliation_line_kept(),
    reconciliation_payment_law(), reconciliation_said_and_shown() FROM PUBLIC;
