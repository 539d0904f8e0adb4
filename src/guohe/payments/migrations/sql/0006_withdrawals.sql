-- A payment that is in no file is withdrawn once, with a reason, by one who acts and may prepare or release it.
ALTER TABLE payments_withdrawal ADD CONSTRAINT payments_withdrawal_says_why CHECK (reason ~ '[^[:space:]]');

CREATE FUNCTION payments_withdrawal_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE prepared payments_release;
BEGIN
    -- An older snapshot would not see that it left meanwhile.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'payments are withdrawn with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_withdrawal_read_committed';
    END IF;
    SELECT * INTO prepared FROM payments_release WHERE id = NEW.release_id;
    IF guohe_actor() IS DISTINCT FROM NEW.withdrawn_by_id
       OR NOT (guohe_may(NEW.host_id, 'prepare', prepared.grant_ref) OR guohe_may(NEW.host_id, 'approve', prepared.grant_ref)) THEN
        RAISE EXCEPTION 'a payment is withdrawn by the one who acts and may prepare or release it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF prepared.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'the payment is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF NOT isfinite(NEW.withdrawn_at) OR (NEW.withdrawn_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a payment is withdrawn on the day on which it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_withdrawal_said_today';
    END IF;
    -- The lock of prepare, release and file: it leaves, or it is withdrawn.
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || prepared.grant_ref || '/T' || prepared.instalment, 0));
    IF EXISTS (SELECT FROM payments_filedrelease WHERE release_id = NEW.release_id) THEN
        RAISE EXCEPTION 'the payment has left in a file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_withdrawal_of_no_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_withdrawal_law BEFORE INSERT ON payments_withdrawal
    FOR EACH ROW EXECUTE FUNCTION payments_withdrawal_law();

-- What was withdrawn is neither released nor written into a file, and no paper is collected for it.
CREATE FUNCTION payments_not_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || grant_ref || '/T' || instalment, 0))
    FROM payments_release WHERE id = NEW.release_id;
    IF EXISTS (SELECT FROM payments_withdrawal WHERE release_id = NEW.release_id) THEN
        RAISE EXCEPTION 'the payment was withdrawn'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_not_withdrawn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_not_withdrawn BEFORE INSERT ON payments_approval FOR EACH ROW EXECUTE FUNCTION payments_not_withdrawn();
CREATE TRIGGER payments_not_withdrawn BEFORE INSERT ON payments_filedrelease FOR EACH ROW EXECUTE FUNCTION payments_not_withdrawn();
CREATE TRIGGER payments_not_withdrawn BEFORE INSERT ON payments_paper FOR EACH ROW EXECUTE FUNCTION payments_not_withdrawn();

-- Whether a payment came to nothing, is back or was withdrawn, so that its instalment can be paid again (ENDED of domain/release.py).
CREATE OR REPLACE FUNCTION payments_ended(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_moved($1, 'return')) OR EXISTS (SELECT FROM payments_withdrawal w WHERE w.release_id = $1)
       OR coalesce((
        SELECT a.state IN ('rejected', 'returned') FROM payments_answer a
        WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy') ORDER BY a.said_at DESC, a.id DESC LIMIT 1), false)
$$;
REVOKE ALL ON FUNCTION payments_withdrawal_law(), payments_not_withdrawn() FROM PUBLIC;
