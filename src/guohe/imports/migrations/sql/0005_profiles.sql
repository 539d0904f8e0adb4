-- How a bank writes, in a file that a person of the host wrote (exchange/domain/profile_file.py): columns, dates, split narratives,
-- charges. A change is the next version; what was read by an earlier one names it.
CREATE TABLE imports_bank_profile (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    code text NOT NULL CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{0,39}$'),
    version int NOT NULL CHECK (version > 0),
    body text NOT NULL CHECK (btrim(body) <> '' AND length(body) <= 8000),
    written_by_id int NOT NULL REFERENCES identity_account,
    written_at timestamptz NOT NULL,
    CONSTRAINT imports_bank_profile_version UNIQUE (host_id, code, version)
);

CREATE FUNCTION imports_bank_profile_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.written_by_id OR NOT guohe_may(NEW.host_id, 'import', NULL) THEN
        RAISE EXCEPTION 'a bank profile is written by the one who acts, who may import'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'imports_bank_profile_signed_by_actor';
    END IF;
    IF NOT isfinite(NEW.written_at) OR (NEW.written_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        RAISE EXCEPTION 'a bank profile is written on the day on which it is written'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_bank_profile_written_today';
    END IF;
    -- Two people at once: the second waits here, and then the version is taken.
    PERFORM pg_advisory_xact_lock(hashtextextended('imports bank profile ' || NEW.host_id || ' ' || NEW.code, 0));
    IF NEW.version <> 1 + coalesce((SELECT max(version) FROM imports_bank_profile p
                                    WHERE p.host_id = NEW.host_id AND p.code = NEW.code), 0) THEN
        RAISE EXCEPTION 'a bank profile is the next version of its code'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_bank_profile_next';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_bank_profile_signed BEFORE INSERT ON imports_bank_profile FOR EACH ROW
    EXECUTE FUNCTION imports_bank_profile_law();

-- An account remembers its bank's profile, and may be read otherwise in its date, its cut or its order; '' where nobody said the order.
ALTER TABLE imports_account ADD COLUMN profile text NOT NULL DEFAULT 'PLAIN' CHECK (profile ~ '^[A-Z0-9][A-Z0-9-]{0,39}$');
ALTER TABLE imports_account DROP CONSTRAINT imports_account_date_order_check;
ALTER TABLE imports_account ADD CONSTRAINT imports_account_date_order_check
    CHECK (date_order IN ('', 'day first', 'month first'));
