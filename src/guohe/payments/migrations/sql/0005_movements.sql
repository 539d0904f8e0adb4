-- What came back of a payment, or was taken for it on a line of its own, is an amount (kernel.money, TOO_MUCH).
ALTER TABLE payments_movement ADD CONSTRAINT payments_movement_kind CHECK (kind IN ('return', 'charge'));
ALTER TABLE payments_movement ADD CONSTRAINT payments_movement_amount CHECK (amount_minor > 0 AND amount_minor < 1000000000000000);
ALTER TABLE payments_movement ADD CONSTRAINT payments_movement_is_told CHECK (evidence ~ '[^[:space:]]');
CREATE INDEX payments_movement_of_line ON payments_movement (line);
CREATE UNIQUE INDEX payments_movement_taken_back_once ON payments_movement (takes_back_id) WHERE takes_back_id IS NOT NULL;

-- The movements of a payment that nobody has taken back.
CREATE FUNCTION payments_moved(release bigint, which text) RETURNS SETOF payments_movement
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT m.* FROM payments_movement m WHERE m.release_id = $1 AND m.kind = $2 AND m.takes_back_id IS NULL
       AND NOT EXISTS (SELECT FROM payments_movement b WHERE b.takes_back_id = m.id)
$$;

-- A payment that left comes back once, after it left and no more of it; who brings the bank's word says so, and may take it back.
CREATE FUNCTION payments_movement_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE paid payments_release; before payments_movement;
BEGIN
    -- An older snapshot would not see what another has said since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'returns and charges are written with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_read_committed';
    END IF;
    SELECT * INTO paid FROM payments_release WHERE id = NEW.release_id;
    IF guohe_actor() IS DISTINCT FROM NEW.stated_by_id OR NOT guohe_may(NEW.host_id, 'import', paid.grant_ref) THEN
        RAISE EXCEPTION 'a return or charge is stated by the one who acts and may import'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF paid.host_id IS DISTINCT FROM NEW.host_id
       OR NOT EXISTS (SELECT FROM payments_filedrelease WHERE release_id = NEW.release_id AND host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'the payment has not left in a file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_of_file';
    END IF;
    IF NOT isfinite(NEW.stated_at) OR (NEW.stated_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a return or charge is stated on the day on which it is stated'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_stated_today';
    END IF;
    -- What comes back, or does not after all, changes how much of its instalment is paid: the lock of prepare, release and file.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || paid.grant_ref || '/T' || paid.instalment, 0));
    -- The same lock as a debit of this payment takes: a return needs the debit to stand.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments debit ' || NEW.release_id, 0));
    IF NEW.takes_back_id IS NOT NULL THEN
        SELECT * INTO before FROM payments_movement WHERE id = NEW.takes_back_id;
        IF (before.release_id, before.kind, before.line, before.booked_on, before.amount_minor, before.evidence) IS DISTINCT FROM
               (NEW.release_id, NEW.kind, NEW.line, NEW.booked_on, NEW.amount_minor, NEW.evidence) OR before.takes_back_id IS NOT NULL THEN
            RAISE EXCEPTION 'only a return or charge of this payment by this line is taken back'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_taken_back';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.booked_on > guohe_on() OR EXISTS (
           SELECT FROM payments_filedrelease fr JOIN payments_paymentfile f ON f.id = fr.file_id
           WHERE fr.release_id = NEW.release_id AND NEW.booked_on < (f.written_at AT TIME ZONE 'Asia/Hong_Kong')::date) THEN
        RAISE EXCEPTION 'nothing of a payment moves before its file or on a day to come'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_day';
    END IF;
    IF NEW.kind = 'return' THEN
        IF NEW.amount_minor > paid.amount_minor OR NOT EXISTS (
               SELECT FROM payments_debit d WHERE d.release_id = NEW.release_id AND d.takes_back_id IS NULL AND d.booked_on <= NEW.booked_on
                  AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id)) THEN
            RAISE EXCEPTION 'what comes back was debited before, and is no more than left'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_after_debit';
        END IF;
        IF EXISTS (SELECT FROM payments_moved(NEW.release_id, 'return')) THEN
            RAISE EXCEPTION 'the payment came back before'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_movement_back_once';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_movement_law BEFORE INSERT ON payments_movement
    FOR EACH ROW EXECUTE FUNCTION payments_movement_law();

-- A debit is not taken back while the payment is said to have come back: that goes first.
CREATE FUNCTION payments_debit_came_back() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('payments debit ' || NEW.release_id, 0));
    IF EXISTS (SELECT FROM payments_moved(NEW.release_id, 'return')) THEN
        RAISE EXCEPTION 'the payment came back, so it left'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_debit_came_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_debit_came_back BEFORE INSERT ON payments_debit
    FOR EACH ROW WHEN (NEW.takes_back_id IS NOT NULL) EXECUTE FUNCTION payments_debit_came_back();

-- Whether a payment came to nothing or is back, so that its instalment can be paid again (ENDED of domain/release.py).
CREATE FUNCTION payments_ended(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_moved($1, 'return')) OR coalesce((
        SELECT a.state IN ('rejected', 'returned') FROM payments_answer a
        WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy') ORDER BY a.said_at DESC, a.id DESC LIMIT 1), false)
$$;

-- An instalment is paid once (domain/paid_once.py): what is released is within the plan with all that was released, what leaves
-- with all that left, whoever asks and whatever was undone since it was prepared.
CREATE FUNCTION payments_within_plan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own payments_release; planned bigint; unit text; taken numeric;
BEGIN
    -- An older snapshot would not see what another has released, filed or undone since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'payments are released and filed with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_read_committed';
    END IF;
    SELECT * INTO own FROM payments_release WHERE id = NEW.release_id;
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || own.grant_ref || '/T' || own.instalment, 0));
    SELECT i.amount_minor, g.currency INTO planned, unit FROM grants_instalment i JOIN grants_grant g ON g.id = i.grant_id
    WHERE g.ref = own.grant_ref AND g.host_id = own.host_id AND i.number = own.instalment;
    SELECT coalesce(sum(r.amount_minor), 0) INTO taken FROM payments_release r
    WHERE r.grant_ref = own.grant_ref AND r.instalment = own.instalment AND r.host_id = own.host_id AND r.id <> own.id
      AND CASE TG_TABLE_NAME WHEN 'payments_approval' THEN EXISTS (SELECT FROM payments_approval a WHERE a.release_id = r.id)
               ELSE EXISTS (SELECT FROM payments_filedrelease f WHERE f.release_id = r.id) END
      AND NOT payments_ended(r.id);
    IF unit IS DISTINCT FROM own.currency OR planned IS NULL OR taken + own.amount_minor > planned THEN
        RAISE EXCEPTION 'the payment would pay its instalment beyond the plan'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_within_plan';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_within_plan BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION payments_within_plan();
CREATE TRIGGER payments_within_plan BEFORE INSERT ON payments_filedrelease
    FOR EACH ROW EXECUTE FUNCTION payments_within_plan();
REVOKE ALL ON FUNCTION payments_within_plan() FROM PUBLIC;
