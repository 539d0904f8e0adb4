-- Nobody calls back for an account that they recorded: the one who changes an account cannot make it payable.
CREATE FUNCTION payments_callback_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE account payments_account;
BEGIN
    SELECT * INTO account FROM payments_account WHERE id = NEW.account_id;
    IF account.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'the account is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.called_by_id THEN
        RAISE EXCEPTION 'a call-back is recorded by the one who called'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF account.recorded_by_id = NEW.called_by_id THEN
        RAISE EXCEPTION 'the one who recorded an account cannot call back for it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_callback_by_another';
    END IF;
    IF NEW.called_on < (account.recorded_at AT TIME ZONE 'Asia/Hong_Kong')::date THEN
        RAISE EXCEPTION 'a call before the account was recorded confirmed another account'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_callback_after_record';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_callback_law BEFORE INSERT ON payments_callback
    FOR EACH ROW EXECUTE FUNCTION payments_callback_law();

-- An account is retired by one who acts and may prepare, with a reason, on the day on which it is said.
ALTER TABLE payments_retirement ADD CONSTRAINT payments_retirement_says_why CHECK (reason ~ '[^[:space:]]');
CREATE FUNCTION payments_retirement_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM payments_account WHERE id = NEW.account_id AND host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'the account is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.retired_by_id OR NOT guohe_may(NEW.host_id, 'prepare') THEN
        RAISE EXCEPTION 'an account is retired by one who acts and may prepare'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF NOT isfinite(NEW.retired_at) OR (NEW.retired_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'an account is retired on the day on which it is said'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_retirement_said_today';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_retirement_law BEFORE INSERT ON payments_retirement
    FOR EACH ROW EXECUTE FUNCTION payments_retirement_law();

-- What the accounts of a payment say against its leaving (domain/changed_account.py): one is retired, or another account of the same
-- payee was called back for since it was prepared. Empty where there is nothing.
CREATE FUNCTION payments_account_law(payment payments_release) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM payments_retirement WHERE account_id IN (payment.payer_id, payment.payee_id))
            THEN 'payments_account_retired'
        WHEN EXISTS (
            SELECT FROM payments_account was JOIN payments_account other ON other.host_id = was.host_id AND other.role = was.role
                AND other.holder = was.holder AND other.currency = was.currency AND other.number <> was.number
            JOIN payments_callback c ON c.account_id = other.id AND c.recorded_at > payment.prepared_at
            WHERE was.id = payment.payee_id
              AND NOT EXISTS (SELECT FROM payments_callback b WHERE b.account_id = other.id AND b.recorded_at <= payment.prepared_at)
              AND NOT EXISTS (SELECT FROM payments_retirement r WHERE r.account_id = other.id)
        ) THEN 'payments_account_changed'
        ELSE '' END
$$;

-- What is prepared is in the currency of both accounts, of one host, to a payee and from a payer.
CREATE FUNCTION payments_release_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE payer payments_account; payee payments_account;
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.prepared_by_id THEN
        RAISE EXCEPTION 'a payment is prepared by the one who acts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    SELECT * INTO payer FROM payments_account WHERE id = NEW.payer_id;
    SELECT * INTO payee FROM payments_account WHERE id = NEW.payee_id;
    IF payer.role IS DISTINCT FROM 'payer' OR payee.role IS DISTINCT FROM 'payee' THEN
        RAISE EXCEPTION 'a payment goes from a payer to a payee'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_roles';
    END IF;
    IF payer.host_id <> NEW.host_id OR payee.host_id <> NEW.host_id
       OR NOT EXISTS (SELECT FROM grants_instalment i JOIN grants_grant g ON g.id = i.grant_id
                      WHERE g.ref = NEW.grant_ref AND i.number = NEW.instalment AND g.host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'the parts of a payment are of one host'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF payer.currency <> NEW.currency OR payee.currency <> NEW.currency THEN
        RAISE EXCEPTION 'a payment is in the currency of both its accounts'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_one_currency';
    END IF;
    IF EXISTS (SELECT FROM payments_retirement WHERE account_id IN (NEW.payer_id, NEW.payee_id)) THEN
        RAISE EXCEPTION 'an account of the payment is retired'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_account_retired';
    END IF;
    -- No bank pays on a day that has passed; it would pay on another one than two people release (domain/execution_day.py).
    IF NEW.requested_on < guohe_on() OR NOT isfinite(NEW.requested_on) THEN
        RAISE EXCEPTION 'a payment is asked for on a day from today on'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_release_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_release_law BEFORE INSERT ON payments_release
    FOR EACH ROW EXECUTE FUNCTION payments_release_law();

-- Two people, the thing as it was prepared, and an account that somebody has called back for.
CREATE FUNCTION payments_approval_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE prepared payments_release; law text;
BEGIN
    SELECT * INTO prepared FROM payments_release WHERE id = NEW.release_id;
    law := payments_account_law(prepared);
    IF law <> '' THEN
        RAISE EXCEPTION 'the account of the payment changed since it was prepared' USING ERRCODE = 'check_violation', CONSTRAINT = law;
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.released_by_id OR NOT guohe_may(NEW.host_id, 'approve', prepared.grant_ref) THEN
        RAISE EXCEPTION 'a payment is released by the one who acts and may approve'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_by_the_actor';
    END IF;
    IF prepared.host_id IS DISTINCT FROM NEW.host_id THEN
        RAISE EXCEPTION 'the payment is of another host' USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_of_one_host';
    END IF;
    IF prepared.prepared_by_id = NEW.released_by_id THEN
        RAISE EXCEPTION 'the one who prepared a payment cannot release it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_released_by_another';
    END IF;
    IF prepared.digest <> NEW.digest THEN
        RAISE EXCEPTION 'what is released is not what was prepared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_released_as_prepared';
    END IF;
    IF NOT EXISTS (SELECT FROM payments_callback WHERE account_id = prepared.payee_id) THEN
        RAISE EXCEPTION 'the account has no call-back record'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_called_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_approval_law BEFORE INSERT ON payments_approval
    FOR EACH ROW EXECUTE FUNCTION payments_approval_law();

-- The digest of a file is that of its bytes.
ALTER TABLE payments_paymentfile ADD CONSTRAINT payments_file_digest CHECK (sha256 = encode(sha256(content), 'hex'));

-- Only a released payment leaves, from the account that the file debits.
CREATE FUNCTION payments_filed_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE law text;
BEGIN
    SELECT payments_account_law(r) INTO law FROM payments_release r WHERE r.id = NEW.release_id;
    IF law <> '' THEN
        RAISE EXCEPTION 'the account of the payment changed since it was prepared' USING ERRCODE = 'check_violation', CONSTRAINT = law;
    END IF;
    IF NOT EXISTS (
        SELECT FROM payments_release r
        JOIN payments_approval a ON a.release_id = r.id
        JOIN payments_paymentfile f ON f.id = NEW.file_id AND f.payer_id = r.payer_id AND f.host_id = NEW.host_id
        WHERE r.id = NEW.release_id AND r.host_id = NEW.host_id
    ) THEN
        RAISE EXCEPTION 'only a released payment of this account goes into its file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_filed_when_released';
    END IF;
    IF EXISTS (SELECT FROM payments_release WHERE id = NEW.release_id AND requested_on < guohe_on()) THEN
        RAISE EXCEPTION 'the day on which it was to be paid has passed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_filed_day';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_filed_law BEFORE INSERT ON payments_filedrelease
    FOR EACH ROW EXECUTE FUNCTION payments_filed_law();

-- Its latest word counts, so nothing is said after it was read.
ALTER TABLE payments_answer ADD CONSTRAINT payments_answer_said_at CHECK (isfinite(said_at) AND said_at <= taken_at);

-- A bank answers only for what has left. Its answer may free an instalment or take it up again, so it is written under the lock of
-- prepare, release and file.
CREATE FUNCTION payments_answer_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('payments ' || grant_ref || '/T' || instalment, 0))
    FROM payments_release WHERE id = NEW.release_id;
    IF NOT EXISTS (SELECT FROM payments_filedrelease WHERE release_id = NEW.release_id AND host_id = NEW.host_id) THEN
        RAISE EXCEPTION 'the payment has not left in a file'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payments_answer_to_file';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_answer_law BEFORE INSERT ON payments_answer
    FOR EACH ROW EXECUTE FUNCTION payments_answer_law();
