-- What is written here is about a grant of its own host (a rate of a day is the host's alone), at a moment of the day on which
-- one acts. In live books that day is the database's own, or the one before for an act that went over midnight; the demo
-- and the tests set their clock. Of a host in which the actor holds nothing it tells nothing.
CREATE FUNCTION reporting_row(host integer, ref text, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day date := (moment AT TIME ZONE interval '8 hours')::date;
    today date := (clock_timestamp() AT TIME ZONE interval '8 hours')::date;
BEGIN
    IF host <> ALL (guohe_visible_hosts())
       OR (ref <> '' AND NOT EXISTS (SELECT FROM grants_grant AS g WHERE g.host_id = $1 AND g.ref = $2)) THEN
        RAISE EXCEPTION 'the host has no grant %', ref
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_of_one_host';
    END IF;
    IF day IS DISTINCT FROM guohe_on()
       OR (day NOT BETWEEN today - 1 AND today AND (SELECT mode FROM db_deployment) = 'live') THEN
        RAISE EXCEPTION 'it is written on the day on which one acts, and that day has come'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_day';
    END IF;
END $$;
REVOKE ALL ON FUNCTION reporting_row(integer, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_row(integer, text, timestamptz) TO guohe_app;

-- A report is prepared by one person and signed by another. What was signed never changes: a correction is one more
-- report that names the one it corrects. The bytes are the report; the digest proves them.
CREATE TABLE reporting_report (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    grant_ref text NOT NULL CHECK (grant_ref <> ''),
    number integer NOT NULL,
    kind text NOT NULL DEFAULT 'yearly' CHECK (kind IN ('yearly', 'final')),
    side text NOT NULL CHECK (side IN ('funder', 'host', 'both')),
    years text NOT NULL CHECK (years <> ''),
    state text NOT NULL DEFAULT 'prepared' CHECK (state IN ('draft', 'prepared', 'signed', 'superseded')),
    corrects_id bigint REFERENCES reporting_report,
    correction integer NOT NULL DEFAULT 0 CHECK (correction >= 0),
    frozen bytea NOT NULL,
    digest bytea NOT NULL,
    prepared_by_id integer NOT NULL REFERENCES identity_account,
    prepared_at timestamptz NOT NULL,
    approved_by_id integer REFERENCES identity_account,
    signed_at timestamptz,
    CONSTRAINT reporting_report_number UNIQUE (host_id, grant_ref, number),
    CONSTRAINT reporting_report_four_eyes CHECK (approved_by_id <> prepared_by_id),
    CONSTRAINT reporting_report_digest CHECK (digest = sha256(frozen)),
    CONSTRAINT reporting_report_correction CHECK ((corrects_id IS NULL) = (correction = 0)),
    CONSTRAINT reporting_report_signature CHECK (
        (state IN ('signed', 'superseded')) = (approved_by_id IS NOT NULL)
        AND (approved_by_id IS NULL) = (signed_at IS NULL)
    ),
    CONSTRAINT reporting_report_signed_after CHECK (signed_at >= prepared_at)
);
-- Of one kind, side and set of years, one copy waits for its signature and one signed copy is in force.
CREATE UNIQUE INDEX reporting_report_prepared_once ON reporting_report (host_id, grant_ref, kind, side, years)
    WHERE state = 'prepared';
CREATE UNIQUE INDEX reporting_report_signed_once ON reporting_report (host_id, grant_ref, kind, side, years)
    WHERE state = 'signed';
CREATE UNIQUE INDEX reporting_report_corrected_once ON reporting_report (corrects_id)
    WHERE state IN ('signed', 'superseded');

-- The years of an address that one side is told: 2018+2019 before the first line, FY2017-18+FY2018-19 behind it.
CREATE FUNCTION reporting_told(years text, side text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT string_to_array(CASE side WHEN 'funder' THEN split_part(years, '-', 1)
                                     ELSE substr(years, strpos(years, '-') + 1) END, '+')
$$;

-- The figures that the bytes of a report show one side.
CREATE FUNCTION reporting_cells(frozen bytea, side text, OUT year text, OUT code text, OUT amount text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE AS $$
    SELECT shown.year->>'label', row->>'code', cell.figure->>'amount'
    FROM jsonb_array_elements(convert_from($1, 'UTF8')::jsonb -> $2 -> 'rows') AS row,
         jsonb_array_elements(row->'cells') WITH ORDINALITY AS cell (figure, at)
         JOIN jsonb_array_elements(convert_from($1, 'UTF8')::jsonb -> $2 -> 'columns') WITH ORDINALITY AS shown (year, at)
             USING (at)
$$;

-- The bytes say which report they are, so that the digest on a paper is of that paper: to whom it tells which years, its number,
-- and what it corrects.
CREATE FUNCTION reporting_imprint(signing reporting_report) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said jsonb := convert_from(signing.frozen, 'UTF8')::jsonb -> 'copy';
BEGIN
    IF said IS NULL OR said - '{prepared_by,prepared_at}'::text[] <> jsonb_build_object(
           'grant', signing.grant_ref, 'number', signing.number, 'kind', signing.kind, 'side', signing.side,
           'years', signing.years, 'correction', signing.correction,
           'corrects', (SELECT number FROM reporting_report WHERE id = signing.corrects_id))
       OR (said->>'prepared_at')::timestamptz IS DISTINCT FROM signing.prepared_at
       OR said->'prepared_by'->>'en' IS NULL THEN
        RAISE EXCEPTION 'the bytes of a report say which report they are'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_imprint';
    END IF;
END $$;

-- A final report tells the years together, beside the yearly reports: one of a side is in force, it leaves out no year that a
-- yearly report in force told the side, and each figure of such a year is as it was told, or the bytes name the difference.
CREATE FUNCTION reporting_final(signing reporting_report) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    other record;
BEGIN
    FOR other IN
        SELECT report.*, one.side AS told_side, reporting_told(report.years, one.side) AS told_years
        FROM reporting_report AS report CROSS JOIN unnest(ARRAY['funder', 'host']) AS one (side)
        WHERE report.host_id = signing.host_id AND report.grant_ref = signing.grant_ref AND report.state = 'signed'
          AND report.id <> signing.id AND report.id IS DISTINCT FROM signing.corrects_id
          AND signing.side IN (one.side, 'both') AND report.side IN (one.side, 'both')
    LOOP
        IF other.kind = 'final' THEN
            RAISE EXCEPTION 'a final report of this side is in force; correct it'
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'reporting_report_final_once';
        END IF;
        IF NOT reporting_told(signing.years, other.told_side) @> other.told_years THEN
            RAISE EXCEPTION 'a final report leaves out no year that was told'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_final_whole';
        END IF;
        IF EXISTS (
            SELECT FROM reporting_cells(other.frozen, other.told_side) AS was
            FULL JOIN reporting_cells(signing.frozen, other.told_side) AS now USING (year, code)
            CROSS JOIN LATERAL (SELECT coalesce(split_part(was.amount, ' ', 2)::numeric, 0) AS told,
                                       coalesce(split_part(now.amount, ' ', 2)::numeric, 0) AS tells) AS figure
            WHERE replace(year, '/', '-') = ANY (other.told_years) AND figure.told <> figure.tells
              AND NOT EXISTS (
                SELECT FROM jsonb_array_elements(convert_from(signing.frozen, 'UTF8')::jsonb -> 'findings') AS said
                WHERE said->>'code' = 'REP-772'
                  AND said->'values' @> jsonb_build_object('number', other.number::text, 'side', other.told_side,
                                                           'year', year, 'code', code)
                  AND split_part(said->'values'->>'told', ' ', 2)::numeric = figure.told
                  AND split_part(said->'values'->>'tells', ' ', 2)::numeric = figure.tells)
        ) THEN
            RAISE EXCEPTION 'a final report tells a year as report % told it, or names the difference', other.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_final_agrees';
        END IF;
    END LOOP;
END $$;

-- Each side is told a year once: of one grant, one side and one year, one signed yearly report is in force, whatever it tells
-- the other side, and the next is its correction. After a final report has told a year, only corrections follow. The years
-- that are kept are those of the bytes.
CREATE FUNCTION reporting_told_once(signing reporting_report) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    terms jsonb := convert_from(signing.frozen, 'UTF8')::jsonb -> 'terms';
    told text;
BEGIN
    IF terms->>'grant' IS DISTINCT FROM signing.grant_ref
       OR NOT (reporting_told(signing.years, 'funder') @> shown.funder
               AND reporting_told(signing.years, 'funder') <@ shown.funder
               AND reporting_told(signing.years, 'host') <@ shown.host)
       FROM (SELECT ARRAY(SELECT y->>'label' FROM jsonb_array_elements(terms->'funder_years') AS y) AS funder,
                    ARRAY(SELECT replace(y->>'label', '/', '-')
                          FROM jsonb_array_elements(terms->'host_years') AS y) AS host) AS shown THEN
        RAISE EXCEPTION 'the years of a report are those of its bytes'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_years';
    END IF;
    IF coalesce((terms->>'final')::boolean, false) <> (signing.kind = 'final') THEN
        RAISE EXCEPTION 'the bytes of a final report say that it is one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_kind';
    END IF;
    PERFORM pg_advisory_xact_lock(
        hashtextextended('reporting_report ' || signing.host_id || ' ' || signing.grant_ref, 0));
    IF signing.kind = 'final' THEN
        PERFORM reporting_final(signing);
        PERFORM reporting_imprint(signing);
        RETURN;
    END IF;
    SELECT min(other.kind) INTO told
        FROM reporting_report AS other CROSS JOIN unnest(ARRAY['funder', 'host']) AS one (side)
        WHERE other.host_id = signing.host_id AND other.grant_ref = signing.grant_ref AND other.state = 'signed'
          AND other.id <> signing.id AND other.id IS DISTINCT FROM signing.corrects_id
          AND (other.kind = 'yearly' OR signing.corrects_id IS NULL)
          AND signing.side IN (one.side, 'both') AND other.side IN (one.side, 'both')
          AND reporting_told(signing.years, one.side) && reporting_told(other.years, one.side);
    IF told = 'final' THEN
        RAISE EXCEPTION 'a final report tells one of these years already; correct it'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'reporting_report_after_final';
    ELSIF told IS NOT NULL THEN
        RAISE EXCEPTION 'a signed report tells one of these years already; correct it'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'reporting_report_told_once';
    END IF;
    PERFORM reporting_imprint(signing);
END $$;

CREATE FUNCTION reporting_prepare() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE earlier reporting_report;
BEGIN
    IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'prepare', NEW.grant_ref) THEN
        RAISE EXCEPTION 'preparing a report needs the right to prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_report_may_prepare';
    END IF;
    IF NEW.state <> 'prepared' OR NEW.approved_by_id IS NOT NULL OR NEW.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a report begins as prepared, without a signature'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_begins_prepared';
    END IF;
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.prepared_at);
    -- Whoever acts has prepared it; the number follows the grant's last one.
    NEW.prepared_by_id := guohe_actor();
    PERFORM pg_advisory_xact_lock(hashtextextended('reporting_report ' || NEW.host_id || ' ' || NEW.grant_ref, 0));
    SELECT coalesce(max(number), 0) + 1 INTO NEW.number FROM reporting_report
        WHERE host_id = NEW.host_id AND grant_ref = NEW.grant_ref;
    NEW.correction := 0;
    IF NEW.corrects_id IS NOT NULL THEN
        SELECT * INTO earlier FROM reporting_report WHERE id = NEW.corrects_id;
        IF earlier.id IS NULL OR earlier.state <> 'signed'
           OR (earlier.host_id, earlier.grant_ref, earlier.kind, earlier.side)
              IS DISTINCT FROM (NEW.host_id, NEW.grant_ref, NEW.kind, NEW.side)
           -- A final report over more years takes the place of the one in force.
           OR (NEW.kind = 'yearly' AND earlier.years <> NEW.years)
           OR EXISTS (SELECT FROM unnest(ARRAY['funder', 'host']) AS one (side)
                      WHERE NEW.side IN (one.side, 'both')
                        AND NOT reporting_told(NEW.years, one.side) @> reporting_told(earlier.years, one.side)) THEN
            RAISE EXCEPTION 'a correction names the signed report of the same grant, kind, side and years'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'reporting_report_corrects_signed';
        END IF;
        NEW.correction := earlier.correction + 1;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_report_prepare BEFORE INSERT ON reporting_report
    FOR EACH ROW EXECUTE FUNCTION reporting_prepare();

CREATE FUNCTION reporting_keep() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.id, OLD.host_id, OLD.grant_ref, OLD.number, OLD.kind, OLD.side, OLD.years, OLD.corrects_id, OLD.correction,
        OLD.frozen, OLD.digest, OLD.prepared_by_id, OLD.prepared_at)
       IS DISTINCT FROM
       (NEW.id, NEW.host_id, NEW.grant_ref, NEW.number, NEW.kind, NEW.side, NEW.years, NEW.corrects_id, NEW.correction,
        NEW.frozen, NEW.digest, NEW.prepared_by_id, NEW.prepared_at) THEN
        RAISE EXCEPTION 'a prepared report keeps its figures; prepare another, or correct a signed one'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_report_kept';
    END IF;
    IF OLD.state = 'prepared' AND NEW.state = 'signed' THEN
        IF guohe_actor() IS NULL OR NOT guohe_may(NEW.host_id, 'approve', NEW.grant_ref) THEN
            RAISE EXCEPTION 'signing a report needs the right to approve'
                USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_report_may_sign';
        END IF;
        PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.signed_at);
        PERFORM reporting_signed_rates(NEW.host_id, NEW.frozen);
        PERFORM reporting_told_once(NEW);
        NEW.approved_by_id := guohe_actor();
        IF NEW.corrects_id IS NOT NULL THEN
            UPDATE reporting_report SET state = 'superseded' WHERE id = NEW.corrects_id AND state = 'signed';
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the report this corrects is no longer the one in force'
                    USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_report_corrects_signed';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'prepared' AND NEW.state = 'draft'
       AND NEW.approved_by_id IS NULL AND NEW.signed_at IS NULL THEN
        RETURN NEW;
    END IF;
    -- Only the signing of its correction, one trigger above this one, ends the force of a signed report.
    IF OLD.state = 'signed' AND NEW.state = 'superseded' AND pg_trigger_depth() > 1
       AND (OLD.approved_by_id, OLD.signed_at) IS NOT DISTINCT FROM (NEW.approved_by_id, NEW.signed_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a report that is % does not become %', OLD.state, NEW.state
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reporting_report_kept';
END $$;
CREATE TRIGGER reporting_report_keep BEFORE UPDATE ON reporting_report
    FOR EACH ROW EXECUTE FUNCTION reporting_keep();
CREATE TRIGGER reporting_report_no_delete BEFORE DELETE ON reporting_report
    FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change();
CREATE TRIGGER reporting_report_no_truncate BEFORE TRUNCATE ON reporting_report
    FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();

-- What a person says about one line of a report; the newest remark counts, the others stay.
CREATE TABLE reporting_remark (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    grant_ref text NOT NULL CHECK (grant_ref <> ''),
    journal_id bigint NOT NULL,
    line smallint NOT NULL,
    words text NOT NULL CHECK (length(words) <= 500),
    said_by_id integer NOT NULL REFERENCES identity_account,
    said_at timestamptz NOT NULL
);
CREATE INDEX reporting_remark_of_grant ON reporting_remark (host_id, grant_ref, journal_id, line, id);

CREATE FUNCTION reporting_say() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF guohe_actor() IS NULL
       OR NOT (guohe_may(NEW.host_id, 'prepare', NEW.grant_ref) OR guohe_may(NEW.host_id, 'answer', NEW.grant_ref)) THEN
        RAISE EXCEPTION 'a remark needs the right to prepare or to answer'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'reporting_remark_may_say';
    END IF;
    PERFORM reporting_row(NEW.host_id, NEW.grant_ref, NEW.said_at);
    NEW.said_by_id := guohe_actor();
    RETURN NEW;
END $$;
CREATE TRIGGER reporting_remark_say BEFORE INSERT ON reporting_remark
    FOR EACH ROW EXECUTE FUNCTION reporting_say();
CREATE TRIGGER reporting_remark_append_only BEFORE UPDATE OR DELETE ON reporting_remark
    FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change();
CREATE TRIGGER reporting_remark_no_truncate BEFORE TRUNCATE ON reporting_remark
    FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();

GRANT SELECT, INSERT ON reporting_report, reporting_remark TO guohe_app;
GRANT UPDATE (state, approved_by_id, signed_at) ON reporting_report TO guohe_app;

-- Whether each signed report is the one whose digest the log holds from the moment of its signing: bytes and digest changed together
-- agree with each other, and not with that.
CREATE FUNCTION reporting_prove_signed(OUT checked bigint, OUT broken bigint, OUT example text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), count(*) FILTER (WHERE apart), min(called) FILTER (WHERE apart) FROM (
        SELECT 'report ' || r.number || ' of ' || r.grant_ref AS called,
            r.digest <> sha256(r.frozen) OR encode(r.digest, 'hex') IS DISTINCT FROM (
                SELECT f.details->>'digest' FROM audit_fact AS f
                WHERE f.host_id = r.host_id AND f.action = 'reporting.report.signed'
                  AND f.subject = 'report:' || r.grant_ref || '#' || r.number ORDER BY f.id DESC LIMIT 1) AS apart
        FROM reporting_report AS r WHERE r.state IN ('signed', 'superseded')
    ) AS signed
$$;
REVOKE ALL ON FUNCTION reporting_prove_signed() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reporting_prove_signed() TO guohe_app;
