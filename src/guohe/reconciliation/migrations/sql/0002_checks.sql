-- A check of three sources that found no difference. A difference cannot be signed: there is no tolerance.
CREATE TABLE reconciliation_check (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    grant_ref text NOT NULL CHECK (grant_ref <> ''),
    checked_on date NOT NULL,
    figures jsonb NOT NULL,
    difference_minor bigint NOT NULL CONSTRAINT reconciliation_check_has_no_difference CHECK (difference_minor = 0),
    signed_by_id int NOT NULL REFERENCES identity_account,
    signed_at timestamptz NOT NULL
);
CREATE INDEX reconciliation_check_newest ON reconciliation_check (host_id, grant_ref, id DESC);

CREATE FUNCTION reconciliation_sign() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.signed_by_id OR NOT guohe_may(NEW.host_id, 'import', NULL) THEN
        RAISE EXCEPTION 'a check is signed by the one who acts, who may import'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reconciliation_check_signed_by_actor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_check_signed BEFORE INSERT ON reconciliation_check FOR EACH ROW
    EXECUTE FUNCTION reconciliation_sign();
