-- The day from which an effect holds is that of its last approved correction, and its own where there is none.
CREATE OR REPLACE FUNCTION grants_effect_since(of_effect bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT c.since FROM grants_effectcorrection AS c
                     JOIN grants_effectcorrectionapproval AS a ON a.correction_id = c.id
                     WHERE c.effect_id = $1 ORDER BY a.id DESC LIMIT 1),
                    (SELECT e.since FROM grants_changeeffect AS e WHERE e.id = $1))
$$;

-- The corrected day lies where the effect's own could have lain, while its grant is open: asked of a correction when it is
-- prepared and again when it is approved.
CREATE FUNCTION grants_effect_may_begin(e grants_changeeffect, before date, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE decided date;
BEGIN
    IF grants_effect_since(e.id) IS DISTINCT FROM before THEN
        PERFORM grants_change_refuse('the correction starts from another day than the one in force', 'correction_of_the_day_in_force');
    END IF;
    SELECT happened_on INTO decided FROM grants_changestep WHERE request_id = e.request_id AND state = 'granted';
    IF day = before OR day < decided
       OR day >= coalesce(e.ends, grants_ends_on(e.grant_id, 'infinity')) OR EXISTS (
        SELECT FROM grants_changeeffect AS other
        WHERE other.grant_id = e.grant_id AND other.kind = e.kind AND other.id <> e.id
          AND CASE WHEN (grants_effect_since(other.id), other.id) < (before, e.id)
                   THEN day < grants_effect_since(other.id) ELSE day > grants_effect_since(other.id) END) THEN
        PERFORM grants_change_refuse('an effect begins between its neighbours, from its decision to the end of its grant',
                                     'correction_within_its_days');
    END IF;
    IF grants_is_closed(e.grant_id) THEN
        PERFORM grants_change_refuse('a closed grant is not changed', 'effect_of_an_open_grant');
    END IF;
END $$;

CREATE FUNCTION grants_effectcorrection_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    e grants_changeeffect;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    SELECT * INTO e FROM grants_changeeffect WHERE id = NEW.effect_id;
    IF (e.host_id, e.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the effect is of another grant', 'correction_of_its_grant');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.prepared_by_id OR NOT guohe_may(NEW.host_id, 'prepare', g.ref) THEN
        PERFORM grants_change_refuse('a correction is prepared by the one who acts and may prepare', 'change_by_the_actor');
    END IF;
    IF NOT (grants_says(NEW.reason) AND grants_says(NEW.evidence)) THEN
        PERFORM grants_change_refuse('a correction has its reason and what shows it', 'correction_says_why');
    END IF;
    IF NEW.prepared_at < e.recorded_at OR NEW.prepared_at::date > guohe_on() + 1 THEN
        PERFORM grants_change_refuse('a correction is recorded after its effect', 'effect_recorded_in_turn');
    END IF;
    PERFORM grants_effect_may_begin(e, NEW.before, NEW.since);
    RETURN NEW;
END $$;
CREATE TRIGGER grants_effectcorrection_law BEFORE INSERT ON grants_effectcorrection
    FOR EACH ROW EXECUTE FUNCTION grants_effectcorrection_law();

CREATE FUNCTION grants_effectcorrectionapproval_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    c grants_effectcorrection;
    e grants_changeeffect;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    SELECT * INTO c FROM grants_effectcorrection WHERE id = NEW.correction_id;
    SELECT * INTO e FROM grants_changeeffect WHERE id = c.effect_id;
    IF (c.host_id, c.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the correction is of another grant', 'correction_of_its_grant');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.approved_by_id OR NOT guohe_may(NEW.host_id, 'approve', g.ref) THEN
        PERFORM grants_change_refuse('a correction is approved by the one who acts and may approve', 'change_by_the_actor');
    END IF;
    -- As nobody brings into force what they asked for, nobody who asked for it moves its day.
    IF NEW.approved_by_id IN (c.prepared_by_id, e.investigator_id) OR EXISTS (
        SELECT FROM grants_changerequest WHERE id = e.request_id AND prepared_by_id = NEW.approved_by_id) OR EXISTS (
        SELECT FROM grants_changedraft WHERE request_id = e.request_id AND written_by_id = NEW.approved_by_id) THEN
        PERFORM grants_change_refuse('nobody approves the correction they prepared, or of what they asked for', 'correction_by_another');
    END IF;
    IF NEW.approved_at < c.prepared_at OR NEW.approved_at::date > guohe_on() + 1 THEN
        PERFORM grants_change_refuse('a correction is approved after it was prepared', 'effect_recorded_in_turn');
    END IF;
    PERFORM grants_effect_may_begin(e, c.before, c.since);
    RETURN NEW;
END $$;
CREATE TRIGGER grants_effectcorrectionapproval_law BEFORE INSERT ON grants_effectcorrectionapproval
    FOR EACH ROW EXECUTE FUNCTION grants_effectcorrectionapproval_law();
REVOKE ALL ON FUNCTION grants_effect_may_begin(grants_changeeffect, date, date), grants_effectcorrection_law(),
    grants_effectcorrectionapproval_law() FROM PUBLIC;
