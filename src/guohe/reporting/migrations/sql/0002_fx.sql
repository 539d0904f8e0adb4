-- A rate as its source printed it, with the time it was true and who noted it. A correction is a newer row.
CREATE TABLE reporting_rate (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    kind text NOT NULL CHECK (kind IN ('budget', 'day', 'month')),
    grant_ref text NOT NULL DEFAULT '',
    on_day date NOT NULL,
    base text NOT NULL CHECK (base ~ '^[A-Z]{3}$'),
    quote text NOT NULL CHECK (quote ~ '^[A-Z]{3}$'),
    rate text NOT NULL CHECK (rate ~ '^[0-9]{1,6}(\.[0-9]{1,10})?$' AND rate::numeric > 0),
    source text NOT NULL CHECK (btrim(source) <> '' AND length(source) <= 200),
    rated_at timestamptz NOT NULL,
    noted_by_id integer NOT NULL REFERENCES identity_account,
    noted_at timestamptz NOT NULL,
    CONSTRAINT reporting_rate_pair CHECK (base <> quote),
    CONSTRAINT reporting_rate_of_grant CHECK ((kind = 'budget') = (grant_ref <> '')),
    CONSTRAINT reporting_rate_of_month CHECK (kind <> 'month' OR extract(day FROM on_day) = 1),
    CONSTRAINT reporting_rate_known CHECK (rated_at <= noted_at)
);
CREATE INDEX reporting_rate_in_use ON reporting_rate (host_id, base, quote, kind, on_day, id);

CREATE FUNCTION reporting_note_rate() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'prepare', nullif(NEW.grant_ref, '')) THEN
        RAISE EXCEPTION 'noting a rate needs the right to prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_rate_may_note';
    END IF;
    NEW.noted_by_id := guohe_actor();
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_rate_note BEFORE INSERT ON reporting_rate
    FOR EACH ROW EXECUTE FUNCTION reporting_note_rate();

-- The policy by which a grant's reports turn costs back: prepared by one person, in force when another approves it.
CREATE TABLE reporting_fxchoice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    grant_ref text NOT NULL CHECK (grant_ref <> ''),
    number integer NOT NULL,
    policy text NOT NULL CHECK (policy IN ('bank_actual', 'budget_rate', 'day_rate', 'monthly_average')),
    pack text NOT NULL CHECK (pack <> ''),
    clause jsonb,
    bearer text NOT NULL CHECK (bearer IN ('unsaid', 'funder', 'host', 'project')),
    reason text NOT NULL CHECK (btrim(reason) <> '' AND length(reason) <= 2000),
    effect text NOT NULL CHECK (effect <> ''),
    prepared_by_id integer NOT NULL REFERENCES identity_account,
    prepared_at timestamptz NOT NULL,
    CONSTRAINT reporting_fxchoice_number UNIQUE (host_id, grant_ref, number)
);

CREATE FUNCTION reporting_choose_fx() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'prepare', NEW.grant_ref) THEN
        RAISE EXCEPTION 'choosing a policy needs the right to prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_fxchoice_may_choose';
    END IF;
    NEW.prepared_by_id := guohe_actor();
    PERFORM pg_advisory_xact_lock(hashtextextended('reporting_fxchoice ' || NEW.host_id || ' ' || NEW.grant_ref, 0));
    SELECT coalesce(max(number), 0) + 1 INTO NEW.number FROM reporting_fxchoice
        WHERE host_id = NEW.host_id AND grant_ref = NEW.grant_ref;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_fxchoice_choose BEFORE INSERT ON reporting_fxchoice
    FOR EACH ROW EXECUTE FUNCTION reporting_choose_fx();

CREATE TABLE reporting_fxapproval (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    grant_ref text NOT NULL CHECK (grant_ref <> ''),
    choice_id bigint NOT NULL REFERENCES reporting_fxchoice,
    approved_by_id integer NOT NULL REFERENCES identity_account,
    approved_at timestamptz NOT NULL,
    CONSTRAINT reporting_fxapproval_once UNIQUE (choice_id)
);

CREATE FUNCTION reporting_approve_fx() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE chosen reporting_fxchoice;
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'approve', NEW.grant_ref) THEN
        RAISE EXCEPTION 'approving a policy needs the right to approve'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_fxapproval_may_approve';
    END IF;
    NEW.approved_by_id := guohe_actor();
    PERFORM pg_advisory_xact_lock(hashtextextended('reporting_fxchoice ' || NEW.host_id || ' ' || NEW.grant_ref, 0));
    SELECT * INTO chosen FROM reporting_fxchoice WHERE id = NEW.choice_id;
    IF (chosen.host_id, chosen.grant_ref) IS DISTINCT FROM (NEW.host_id, NEW.grant_ref) THEN
        RAISE EXCEPTION 'the choice is of another grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_fxapproval_of_one_grant';
    END IF;
    IF chosen.prepared_by_id = NEW.approved_by_id THEN
        RAISE EXCEPTION 'nobody approves the policy they prepared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_fxapproval_four_eyes';
    END IF;
    IF NEW.approved_at < chosen.prepared_at THEN
        RAISE EXCEPTION 'a policy is approved after it was prepared'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_fxapproval_after';
    END IF;
    -- An older choice that nobody approved is passed over; only the newest is about the books of today.
    IF EXISTS (SELECT FROM reporting_fxchoice WHERE host_id = NEW.host_id AND grant_ref = NEW.grant_ref
               AND number > chosen.number) THEN
        RAISE EXCEPTION 'a newer choice was prepared'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_fxapproval_newest';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_fxapproval_approve BEFORE INSERT ON reporting_fxapproval
    FOR EACH ROW EXECUTE FUNCTION reporting_approve_fx();
