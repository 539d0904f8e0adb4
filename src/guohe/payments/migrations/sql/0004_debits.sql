-- The UETR of a payment is a random UUID of RFC 4122, version 4.
ALTER TABLE payments_release ADD CONSTRAINT payments_release_uetr_is_v4
    CHECK (uetr::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$');

-- What the bank took beside a payment is told apart from it, is never less than nothing, and is an amount (kernel.money, TOO_MUCH).
ALTER TABLE payments_debit ADD CONSTRAINT payments_debit_charge
    CHECK (charge_minor >= 0 AND charge_minor < 1000000000000000 AND (takes_back_id IS NULL OR charge_minor = 0));
ALTER TABLE payments_debit ADD CONSTRAINT payments_debit_is_told CHECK (evidence ~ '[^[:space:]]');
CREATE INDEX payments_debit_of_line ON payments_debit (line);
CREATE UNIQUE INDEX payments_debit_taken_back_once ON payments_debit (takes_back_id) WHERE takes_back_id IS NOT NULL;

-- A payment that left in a file leaves the account once; who brings the bank's word says so, and may take it back.
CREATE FUNCTION payments_debit_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE paid payments_release; before payments_debit;
BEGIN
    -- An older snapshot would not see what another has said since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'debits are written with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_read_committed';
    END IF;
    SELECT * INTO paid FROM payments_release WHERE id = NEW.release_id;
    IF guohe_actor() IS DISTINCT FROM NEW.stated_by_id OR NOT guohe_may(NEW.host_id, 'import', paid.grant_ref) THEN
        RAISE EXCEPTION 'a debit is stated by the one who acts and may import'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF paid.host_id IS DISTINCT FROM NEW.host_id
       OR NOT EXISTS (SELECT FROM payments_filedrelease WHERE release_id = NEW.release_id AND host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'the payment has not left in a file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_of_file';
    END IF;
    -- No line of a day before the file was written shows a payment that left in it, and none of a day to come shows anything.
    IF NEW.takes_back_id IS NULL AND (NEW.booked_on > guohe_on() OR EXISTS (
           SELECT FROM payments_filedrelease fr JOIN payments_paymentfile f ON f.id = fr.file_id
           WHERE fr.release_id = NEW.release_id AND NEW.booked_on < (f.written_at AT TIME ZONE 'Asia/Hong_Kong')::date)) THEN
        RAISE EXCEPTION 'a payment leaves on a day from its file to today'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_day';
    END IF;
    IF NOT isfinite(NEW.stated_at) OR (NEW.stated_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a debit is stated on the day on which it is stated'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_stated_today';
    END IF;
    -- Two people at once: the second waits here, and then sees what the first has said.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments debit ' || NEW.release_id, 0));
    IF NEW.takes_back_id IS NOT NULL THEN
        SELECT * INTO before FROM payments_debit WHERE id = NEW.takes_back_id;
        IF (before.release_id, before.line, before.booked_on, before.evidence)
               IS DISTINCT FROM (NEW.release_id, NEW.line, NEW.booked_on, NEW.evidence) OR before.takes_back_id IS NOT NULL THEN
            RAISE EXCEPTION 'only a debit of this payment by this line is taken back'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_taken_back';
        END IF;
    ELSIF EXISTS (SELECT FROM payments_debit d WHERE d.release_id = NEW.release_id AND d.takes_back_id IS NULL
                  AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id)) THEN
        RAISE EXCEPTION 'the payment has been debited before'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_debit_law BEFORE INSERT ON payments_debit
    FOR EACH ROW EXECUTE FUNCTION payments_debit_law();
