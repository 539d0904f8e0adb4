-- The law reads what the actor may not see, so that a row is judged by all that stands before it.
CREATE FUNCTION grants_change_refuse(said text, law text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = law;
END $$;

-- A day as it is typed, 2021-10-31, in the years in which projects lie; anything else is none.
CREATE FUNCTION grants_day(typed text) RETURNS date
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $$
BEGIN
    IF typed IS NULL OR typed !~ '^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$' THEN
        RETURN NULL;
    END IF;
    RETURN make_date(substr(typed, 1, 4)::int, substr(typed, 6, 2)::int, substr(typed, 9, 2)::int);
EXCEPTION WHEN datetime_field_overflow THEN
    RETURN NULL;
END $$;

-- Whether a text has a sign that can be seen: blanks of any width, control and format signs alone say nothing.
CREATE FUNCTION grants_says(typed text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(typed, '') ~
        '[^[:space:][:cntrl:]\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
$$;

-- A paper of a grant that two people sign begins so: it is of the grant's host, by the one who acts and may. Gives the grant.
CREATE FUNCTION grants_paper(paper text, of_host int, of_grant bigint, by_account bigint, word text) RETURNS grants_grant
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g grants_grant;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = of_grant;
    IF g.host_id IS DISTINCT FROM of_host THEN
        PERFORM grants_change_refuse('the grant is of another host', paper || '_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM by_account OR NOT guohe_may(of_host, word, g.ref) THEN
        PERFORM grants_change_refuse(format('a %s is written by the one who acts and may %s', paper, word),
                                     paper || '_by_the_actor');
    END IF;
    RETURN g;
END $$;

-- A closed grant asks for nothing, and nothing that was asked for it is sent, decided or in force; it can be withdrawn. The lock
-- waits for a closing that is being approved, which holds the grant (0020).
CREATE FUNCTION grants_change_of_an_open_grant(of_grant bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM grants_grant WHERE id = of_grant FOR SHARE;
    IF grants_is_closed(of_grant) THEN
        PERFORM grants_change_refuse('a closed grant is not changed', 'change_of_an_open_grant');
    END IF;
END $$;

CREATE FUNCTION grants_changerequest_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM grants_paper('change', NEW.host_id, NEW.grant_id, NEW.prepared_by_id, 'prepare');
    PERFORM grants_change_of_an_open_grant(NEW.grant_id);
    RETURN NEW;
END $$;
CREATE TRIGGER grants_changerequest_law BEFORE INSERT ON grants_changerequest
    FOR EACH ROW EXECUTE FUNCTION grants_changerequest_law();

-- What was sent is what is decided: nothing is written into a request after its first step.
CREATE FUNCTION grants_changedraft_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE r grants_changerequest;
BEGIN
    SELECT * INTO r FROM grants_changerequest WHERE id = NEW.request_id;
    IF (r.host_id, r.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the request is of another grant', 'change_of_one_host');
    END IF;
    PERFORM grants_paper('change', NEW.host_id, NEW.grant_id, NEW.written_by_id, 'prepare');
    IF EXISTS (SELECT FROM grants_changestep WHERE request_id = NEW.request_id) THEN
        PERFORM grants_change_refuse('a request that was sent or withdrawn is not rewritten', 'change_as_sent');
    END IF;
    PERFORM grants_change_of_an_open_grant(NEW.grant_id);
    RETURN NEW;
END $$;
CREATE TRIGGER grants_changedraft_law BEFORE INSERT ON grants_changedraft
    FOR EACH ROW EXECUTE FUNCTION grants_changedraft_law();

-- Prepared, sent, decided by somebody who wrote none of it; a budget is in force by somebody who did not decide, anything
-- else by somebody who wrote none of it and may approve, who may also have decided.
CREATE FUNCTION grants_changestep_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r grants_changerequest;
    last grants_changestep;
BEGIN
    -- The grant is held before the request, in the order of whoever brings a change into force.
    IF NEW.state <> 'withdrawn' THEN
        PERFORM grants_change_of_an_open_grant(NEW.grant_id);
    END IF;
    SELECT * INTO r FROM grants_changerequest WHERE id = NEW.request_id FOR UPDATE;
    SELECT * INTO last FROM grants_changestep WHERE request_id = NEW.request_id ORDER BY number DESC LIMIT 1;
    IF (r.host_id, r.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the request is of another grant', 'change_of_one_host');
    END IF;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NOT (CASE coalesce(last.state, 'prepared')
        WHEN 'prepared' THEN NEW.state IN ('sent', 'withdrawn')
        WHEN 'sent' THEN NEW.state IN ('granted', 'refused', 'withdrawn')
        WHEN 'granted' THEN NEW.state = 'in_force'
        ELSE false END) THEN
        PERFORM grants_change_refuse('this step does not follow', 'change_step_follows');
    END IF;
    PERFORM grants_paper('change', NEW.host_id, NEW.grant_id, NEW.recorded_by_id,
                         CASE WHEN NEW.state IN ('granted', 'refused') OR (NEW.state = 'in_force' AND r.kind <> 'budget')
                              THEN 'approve' ELSE 'prepare' END);
    IF NEW.state IN ('granted', 'refused') AND (r.prepared_by_id = NEW.recorded_by_id OR EXISTS (
        SELECT FROM grants_changedraft WHERE request_id = r.id AND written_by_id = NEW.recorded_by_id)) THEN
        PERFORM grants_change_refuse('nobody decides what they prepared', 'change_decided_by_another');
    END IF;
    IF NEW.state = 'sent' AND r.kind = 'extension' AND grants_day((
        SELECT asked->>'to' FROM grants_changedraft WHERE request_id = r.id ORDER BY number DESC LIMIT 1)) IS NULL THEN
        PERFORM grants_change_refuse('an extension asks for a day', 'change_asks_for_a_day');
    END IF;
    -- Anything else holds by its effect, which is written first (0019).
    IF NEW.state = 'in_force' AND r.kind <> 'budget' AND NOT EXISTS (
        SELECT FROM grants_changeeffect WHERE request_id = r.id AND recorded_by_id = NEW.recorded_by_id) THEN
        PERFORM grants_change_refuse('what is in force has its effect', 'change_in_force_by_effect');
    END IF;
    IF NEW.state = 'in_force' AND r.kind = 'budget' AND (last.recorded_by_id = NEW.recorded_by_id OR NOT EXISTS (
        SELECT FROM grants_budgetversion WHERE grant_id = NEW.grant_id AND number = NEW.version)) THEN
        PERFORM grants_change_refuse('a budget comes into force by two people, as a version', 'change_in_force_by_two');
    END IF;
    IF (NEW.state IN ('sent', 'granted', 'refused') AND NEW.evidence = '') OR NEW.happened_on > guohe_on()
       OR NEW.happened_on < last.happened_on THEN
        PERFORM grants_change_refuse('a step has its evidence and a day that has come', 'change_step_evidenced');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_changestep_law BEFORE INSERT ON grants_changestep
    FOR EACH ROW EXECUTE FUNCTION grants_changestep_law();
-- An amount as it is typed, 190,000.00, in minor units; nothing where nothing was typed, and below nothing where it is no amount.
CREATE FUNCTION grants_asked_minor(typed text) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN typed ~ '^([0-9]{1,15}|[0-9]{1,3}(,[0-9]{3}){1,4})(\.[0-9]{1,2}0*)?$'
                THEN round(replace(typed, ',', '')::numeric * 100)::bigint WHEN typed IS NOT NULL THEN -1 END
$$;

-- A later version of a grant's budget is what another person granted under their own sign-in, from the version before it: every
-- line as it was asked, else as it stood, and no limit let go. The agreement's own version names no approver: nobody approved it here.
CREATE FUNCTION grants_budget_by_two() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    put record;
    base integer;
BEGIN
    FOR put IN SELECT DISTINCT f.fund_id, f.version, f.approved_by, g.id AS of_grant, g.ref
               FROM fresh AS f JOIN grants_grant AS g ON g.fund = f.fund_id LOOP
        CONTINUE WHEN put.version = 1 AND put.approved_by IS NULL;
        base := (SELECT max(version) FROM funds_budget_line WHERE fund_id = put.fund_id AND version < put.version);
        IF NOT EXISTS (
            SELECT FROM grants_changerequest AS r
            JOIN LATERAL (SELECT * FROM grants_changestep WHERE request_id = r.id ORDER BY number DESC LIMIT 1) AS last ON true
            JOIN LATERAL (SELECT * FROM grants_changedraft WHERE request_id = r.id ORDER BY number DESC LIMIT 1) AS draft ON true
            WHERE r.grant_id = put.of_grant AND r.kind = 'budget' AND last.state = 'granted' AND last.recorded_by_id = put.approved_by
              AND draft.version = base AND NOT EXISTS (
                  SELECT FROM (SELECT * FROM funds_budget_line WHERE fund_id = put.fund_id AND version = put.version) AS after
                  FULL JOIN (SELECT * FROM funds_budget_line WHERE fund_id = put.fund_id AND version = base) AS was USING (code)
                  WHERE CASE WHEN was.code IS NULL THEN after.enforced OR after.limit_minor <> 0
                             ELSE after.enforced IS DISTINCT FROM was.enforced
                                  OR after.limit_minor IS DISTINCT FROM coalesce(grants_asked_minor(draft.asked->>code), was.limit_minor)
                             END)) THEN
            PERFORM funds_refuse('MON-553', jsonb_build_object('version', put.version, 'fund', put.ref));
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER grants_budget_by_two AFTER INSERT ON funds_budget_line
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION grants_budget_by_two();
ALTER TABLE funds_budget_line ENABLE ALWAYS TRIGGER grants_budget_by_two;

-- Nor does a grant begin with a budget that names an approver: its fund may have been opened before it.
CREATE FUNCTION grants_fund_is_unapproved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    named integer := (SELECT max(version) FROM funds_budget_line WHERE fund_id = NEW.fund AND approved_by IS NOT NULL);
BEGIN
    IF named IS NOT NULL THEN
        PERFORM funds_refuse('MON-553', jsonb_build_object('version', named, 'fund', NEW.ref));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_fund_is_unapproved BEFORE INSERT ON grants_grant
    FOR EACH ROW EXECUTE FUNCTION grants_fund_is_unapproved();
ALTER TABLE grants_grant ENABLE ALWAYS TRIGGER grants_fund_is_unapproved;
ALTER TABLE grants_changerequest ADD CONSTRAINT change_kind
    CHECK (kind IN ('budget', 'extension', 'partner', 'investigator', 'equipment'));
REVOKE ALL ON FUNCTION grants_day(text), grants_says(text), grants_change_refuse(text, text), grants_paper(text, int, bigint, bigint, text), grants_change_of_an_open_grant(bigint),
    grants_changerequest_law(), grants_changedraft_law(), grants_asked_minor(text), grants_budget_by_two(),
    grants_fund_is_unapproved(),
    grants_changestep_law() FROM PUBLIC;
