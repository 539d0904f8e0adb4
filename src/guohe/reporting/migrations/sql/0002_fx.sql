-- A rate as its source printed it, with the time it was true and who noted it. A correction is a newer row. It counts from
-- when somebody else confirmed it.
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
    confirmed_by_id integer REFERENCES identity_account,
    confirmed_at timestamptz,
    CONSTRAINT reporting_rate_pair CHECK (base <> quote),
    CONSTRAINT reporting_rate_of_grant CHECK ((kind = 'budget') = (grant_ref <> '')),
    CONSTRAINT reporting_rate_of_month CHECK (kind <> 'month' OR extract(day FROM on_day) = 1),
    -- Nobody knows a rate of a day that has not come, nor an average before its month has ended.
    CONSTRAINT reporting_rate_known CHECK (
        rated_at <= noted_at AND on_day <= (noted_at AT TIME ZONE interval '8 hours')::date
        AND (kind <> 'month'
             OR (rated_at AT TIME ZONE interval '8 hours')::date >= (on_day + interval '1 month')::date - 1)
    ),
    CONSTRAINT reporting_rate_confirmation CHECK ((confirmed_by_id IS NULL) = (confirmed_at IS NULL)),
    CONSTRAINT reporting_rate_four_eyes CHECK (confirmed_by_id <> noted_by_id),
    CONSTRAINT reporting_rate_confirmed_after CHECK (confirmed_at >= noted_at)
);
CREATE INDEX reporting_rate_in_use ON reporting_rate (host_id, base, quote, kind, on_day, id);

CREATE FUNCTION reporting_note_rate() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'prepare', nullif(NEW.grant_ref, '')) THEN
        RAISE EXCEPTION 'noting a rate needs the right to prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_rate_may_note';
    END IF;
    IF NEW.confirmed_by_id IS NOT NULL OR NEW.confirmed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a rate begins without confirmation'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_rate_begins_noted';
    END IF;
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.noted_at);
    NEW.noted_by_id := guohe_actor();
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_rate_note BEFORE INSERT ON reporting_rate
    FOR EACH ROW EXECUTE FUNCTION reporting_note_rate();

-- The one change of a rate: it is confirmed, once, by another person than noted it, and only if no newer note stands.
CREATE FUNCTION reporting_confirm_rate() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.confirmed_by_id IS NOT NULL OR NEW.confirmed_at IS NULL
       OR to_jsonb(OLD) - '{confirmed_by_id,confirmed_at}'::text[]
          <> to_jsonb(NEW) - '{confirmed_by_id,confirmed_at}'::text[] THEN
        RAISE EXCEPTION '% of a rate is refused: it is only confirmed, once; a correction is one more note', TG_OP
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_rate_append_only';
    END IF;
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'approve', nullif(NEW.grant_ref, '')) THEN
        RAISE EXCEPTION 'confirming a rate needs the right to approve'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_rate_may_confirm';
    END IF;
    IF EXISTS (SELECT FROM reporting_rate AS newer WHERE newer.id > NEW.id
               AND (newer.host_id, newer.kind, newer.grant_ref, newer.base, newer.quote)
                 = (NEW.host_id, NEW.kind, NEW.grant_ref, NEW.base, NEW.quote)
               AND (NEW.kind = 'budget' OR newer.on_day = NEW.on_day)) THEN
        RAISE EXCEPTION 'a newer note stands in the place of this one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_rate_newest';
    END IF;
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.confirmed_at);
    NEW.confirmed_by_id := guohe_actor();
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_rate_confirm BEFORE UPDATE OR DELETE ON reporting_rate
    FOR EACH ROW EXECUTE FUNCTION reporting_confirm_rate();
CREATE TRIGGER reporting_rate_no_truncate BEFORE TRUNCATE ON reporting_rate
    FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();

-- What a report is signed with: every rate in its bytes is one that was noted and confirmed here, none of them noted by
-- whoever signs.
CREATE FUNCTION reporting_signed_rates(host integer, frozen bytea) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    unknown boolean;
    own boolean;
BEGIN
    SELECT bool_or(r.id IS NULL), bool_or(r.noted_by_id = guohe_actor()) INTO unknown, own
        FROM jsonb_array_elements(coalesce(convert_from($2, 'UTF8')::jsonb -> 'rates', '[]')) AS used
        LEFT JOIN reporting_rate AS r ON r.host_id = $1 AND r.confirmed_by_id IS NOT NULL
            AND r.host_id = ANY (guohe_visible_hosts())
            AND (r.kind, r.grant_ref, r.base, r.quote, r.rate, r.source)
              = (used->>'kind', used->>'grant', used->>'base', used->>'quote', used->>'rate', used->>'source')
            AND (r.on_day, r.rated_at, r.noted_at)
              = ((used->>'on')::date, (used->>'rated_at')::timestamptz, (used->>'noted_at')::timestamptz);
    IF unknown THEN
        RAISE EXCEPTION 'a report uses rates that two people stand for'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_rates_confirmed';
    END IF;
    IF own THEN
        RAISE EXCEPTION 'nobody signs a report that uses a rate they noted'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_rates_of_another';
    END IF;
END $$;
REVOKE ALL ON FUNCTION reporting_signed_rates(integer, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_signed_rates(integer, bytea) TO guohe_app;

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

CREATE FUNCTION reporting_pack_of(host integer, ref text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT g.pack || '@' || g.pack_version FROM grants_grant AS g
    WHERE g.host_id = $1 AND g.ref = $2 AND g.host_id = ANY (guohe_visible_hosts())
$$;
REVOKE ALL ON FUNCTION reporting_pack_of(integer, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_pack_of(integer, text) TO guohe_app;

CREATE FUNCTION reporting_choose_fx() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'prepare', NEW.grant_ref) THEN
        RAISE EXCEPTION 'choosing a policy needs the right to prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_fxchoice_may_choose';
    END IF;
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.prepared_at);
    IF NEW.pack IS DISTINCT FROM reporting_pack_of(NEW.host_id, NEW.grant_ref) THEN
        RAISE EXCEPTION 'a policy is chosen under the pack of the grant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_fxchoice_pack';
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
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.approved_at);
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
