-- A host's own account as a person registered it: its last four signs, its currency, and how its bank writes a statement. Another
-- way of reading is the next row; the newest is in force.
CREATE TABLE imports_account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    tail text NOT NULL CHECK (tail ~ '^[0-9A-Z]{1,4}$'),
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    counts text NOT NULL CHECK (counts IN ('post', 'value', 'txn')),
    cut int NOT NULL CHECK (cut BETWEEN 0 AND 140),
    date_order text NOT NULL CHECK (date_order IN ('day first', 'month first')),
    registered_by_id int NOT NULL REFERENCES identity_account,
    registered_at timestamptz NOT NULL
);
CREATE INDEX imports_account_newest ON imports_account (host_id, tail, currency, id DESC);

CREATE FUNCTION imports_account_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.registered_by_id OR NOT guohe_may(NEW.host_id, 'import', NULL) THEN
        RAISE EXCEPTION 'an account is registered by the one who acts, who may import'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'imports_account_signed_by_actor';
    END IF;
    IF NOT isfinite(NEW.registered_at) OR (NEW.registered_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'an account is registered on the day on which it is registered'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_account_registered_today';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_account_signed BEFORE INSERT ON imports_account FOR EACH ROW EXECUTE FUNCTION imports_account_law();
