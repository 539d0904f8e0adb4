-- What became of a payment that the bank only called a duplicate is said by one person with the bank's paper, and confirmed by another.
ALTER TABLE payments_clarification ADD CONSTRAINT payments_clarification_became CHECK (became IN ('paid', 'unpaid'));
ALTER TABLE payments_clarification ADD CONSTRAINT payments_clarification_is_told
    CHECK (evidence ~ '[^[:space:]]' AND (other ~ '[^[:space:]]') = (became = 'paid'));
ALTER TABLE payments_clarificationanswer ADD CONSTRAINT payments_clarification_dismissed_with_reason
    CHECK (confirmed OR reason ~ '[^[:space:]]');
CREATE INDEX payments_clarification_of_release ON payments_clarification (release_id, id);

-- The bank called it a duplicate, and neither the bank nor a line of an account has said more.
CREATE FUNCTION payments_is_unclear(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_answer a WHERE a.release_id = $1 AND a.state = 'copy')
       AND NOT EXISTS (SELECT FROM payments_answer a WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy'))
       AND NOT EXISTS (SELECT FROM payments_debit d WHERE d.release_id = $1 AND d.takes_back_id IS NULL
                       AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id))
$$;

CREATE FUNCTION payments_clarification_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own payments_release;
BEGIN
    -- An older snapshot would not see what the bank, or another person, has said since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'what became of a payment is said with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_read_committed';
    END IF;
    SELECT * INTO own FROM payments_release WHERE id = NEW.release_id;
    IF own.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'the payment is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.said_by_id OR NOT guohe_may(NEW.host_id, 'prepare', own.grant_ref) THEN
        RAISE EXCEPTION 'what became of a payment is said by the one who acts and may prepare it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF NOT isfinite(NEW.said_at) OR (NEW.said_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on()
       OR NOT isfinite(NEW.happened_on) OR NEW.happened_on > guohe_on() THEN
        RAISE EXCEPTION 'what became of a payment is said today, of a day that has been'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_day';
    END IF;
    -- The locks of the bank's answers and of debits: nothing is learnt of the payment meanwhile.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || own.grant_ref || '/T' || own.instalment, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('payments debit ' || NEW.release_id, 0));
    IF NOT payments_is_unclear(NEW.release_id) OR EXISTS (
           SELECT FROM payments_clarification c LEFT JOIN payments_clarificationanswer a ON a.clarification_id = c.id
           WHERE c.release_id = NEW.release_id AND a.confirmed IS DISTINCT FROM false) THEN
        RAISE EXCEPTION 'the payment is clear, or somebody has said what became of it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_of_a_duplicate';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_clarification_law BEFORE INSERT ON payments_clarification
    FOR EACH ROW EXECUTE FUNCTION payments_clarification_law();

CREATE FUNCTION payments_clarificationanswer_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE said payments_clarification; own payments_release;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'what became of a payment is confirmed with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_read_committed';
    END IF;
    SELECT * INTO said FROM payments_clarification WHERE id = NEW.clarification_id;
    SELECT * INTO own FROM payments_release WHERE id = said.release_id;
    IF said.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'it was said of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.answered_by_id
       OR NOT (guohe_may(NEW.host_id, 'approve', own.grant_ref)
               OR (NOT NEW.confirmed AND guohe_may(NEW.host_id, 'prepare', own.grant_ref))) THEN
        RAISE EXCEPTION 'it is confirmed by the one who acts and may approve'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF NEW.confirmed AND said.said_by_id = NEW.answered_by_id THEN
        RAISE EXCEPTION 'the one who said it cannot confirm it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarified_by_another';
    END IF;
    IF NOT isfinite(NEW.answered_at) OR (NEW.answered_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'it is confirmed on the day on which that is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_day';
    END IF;
    -- It frees the instalment, or says that it is paid: the lock of prepare, release and file.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || own.grant_ref || '/T' || own.instalment, 0));
    PERFORM pg_advisory_xact_lock(hashtextextended('payments debit ' || said.release_id, 0));
    IF NEW.confirmed AND NOT payments_is_unclear(said.release_id) THEN
        RAISE EXCEPTION 'the bank or its account has said more since'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_clarification_of_a_duplicate';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_clarificationanswer_law BEFORE INSERT ON payments_clarificationanswer
    FOR EACH ROW EXECUTE FUNCTION payments_clarificationanswer_law();

-- Whether a payment came to nothing, is back, was withdrawn or was never paid, so that its instalment can be paid again (ENDED of
-- domain/release.py). What the bank says, or a line of its account shows, goes before the word of two people.
CREATE OR REPLACE FUNCTION payments_ended(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_moved($1, 'return')) OR EXISTS (SELECT FROM payments_withdrawal w WHERE w.release_id = $1)
       OR coalesce((
        SELECT a.state IN ('rejected', 'returned') FROM payments_answer a
        WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy') ORDER BY a.said_at DESC, a.id DESC LIMIT 1), false)
       OR (payments_is_unclear($1) AND EXISTS (
        SELECT FROM payments_clarification c JOIN payments_clarificationanswer a ON a.clarification_id = c.id
        WHERE c.release_id = $1 AND c.became = 'unpaid' AND a.confirmed))
$$;
REVOKE ALL ON FUNCTION payments_clarification_law(), payments_clarificationanswer_law() FROM PUBLIC;
