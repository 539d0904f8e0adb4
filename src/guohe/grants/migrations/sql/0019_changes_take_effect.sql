-- A granted change holds from a day on, by a row of its own; the agreement's row stays as it was signed.

-- From which day an effect holds; two people may correct it (0021).
CREATE FUNCTION grants_effect_since(of_effect bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.since FROM grants_changeeffect AS e WHERE e.id = $1
$$;

CREATE FUNCTION grants_ends_on(of_grant bigint, day date) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT e.ends FROM grants_changeeffect AS e
                     WHERE e.grant_id = $1 AND e.kind = 'extension' AND grants_effect_since(e.id) <= $2
                     ORDER BY grants_effect_since(e.id) DESC, e.id DESC LIMIT 1),
                    (SELECT g.ends FROM grants_grant AS g WHERE g.id = $1))
$$;

-- Asked by one person, granted, and brought into force by somebody who wrote none of it, as it was granted.
CREATE FUNCTION grants_changeeffect_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r grants_changerequest;
    last grants_changestep;
    draft grants_changedraft;
    g grants_grant;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    SELECT * INTO r FROM grants_changerequest WHERE id = NEW.request_id FOR UPDATE;
    SELECT * INTO last FROM grants_changestep WHERE request_id = NEW.request_id ORDER BY number DESC LIMIT 1;
    SELECT * INTO draft FROM grants_changedraft WHERE request_id = NEW.request_id ORDER BY number DESC LIMIT 1;
    IF (r.host_id, r.grant_id, r.kind) IS DISTINCT FROM (NEW.host_id, NEW.grant_id, NEW.kind) THEN
        PERFORM grants_change_refuse('the request is of another grant or kind', 'effect_of_its_change');
    END IF;
    IF last.state IS DISTINCT FROM 'granted' THEN
        PERFORM grants_change_refuse('nothing takes effect that was not granted', 'effect_of_a_granted_change');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.recorded_by_id OR NOT guohe_may(NEW.host_id, 'approve', g.ref) THEN
        PERFORM grants_change_refuse('an effect is recorded by the one who acts and may approve', 'change_by_the_actor');
    END IF;
    IF r.prepared_by_id = NEW.recorded_by_id OR EXISTS (
        SELECT FROM grants_changedraft WHERE request_id = r.id AND written_by_id = NEW.recorded_by_id) THEN
        PERFORM grants_change_refuse('nobody brings into force what they asked for', 'effect_by_another');
    END IF;
    IF NEW.since < last.happened_on OR NEW.since < (
        SELECT max(grants_effect_since(id)) FROM grants_changeeffect WHERE grant_id = NEW.grant_id AND kind = NEW.kind) THEN
        PERFORM grants_change_refuse('an effect begins with its decision or later, after the one before it', 'effect_has_its_day');
    END IF;
    IF NEW.recorded_at < last.recorded_at OR NEW.recorded_at::date > guohe_on() + 1 THEN
        PERFORM grants_change_refuse('an effect is recorded after its decision', 'effect_recorded_in_turn');
    END IF;
    IF NEW.kind = 'extension' AND NEW.ends - 1 IS DISTINCT FROM grants_day(draft.asked->>'to') THEN
        PERFORM grants_change_refuse('the last day is the one that was granted', 'effect_as_granted');
    END IF;
    IF NEW.kind = 'extension' AND NEW.ends <= grants_ends_on(NEW.grant_id, 'infinity') THEN
        PERFORM grants_change_refuse('an extension moves the end on', 'effect_moves_the_end');
    END IF;
    IF NEW.since >= coalesce(NEW.ends, grants_ends_on(NEW.grant_id, 'infinity')) THEN
        PERFORM grants_change_refuse('an effect begins by the last day of the grant', 'effect_within_the_grant');
    END IF;
    IF NEW.kind = 'partner' AND NOT (
        grants_says(NEW.partner_en) AND grants_says(NEW.partner_zh_hant) AND grants_says(NEW.partner_zh_hans)
        AND coalesce(draft.asked->>'to' IN (NEW.partner_en, NEW.partner_zh_hant, NEW.partner_zh_hans), false)) THEN
        PERFORM grants_change_refuse('the partner is called as it was granted, in three languages', 'effect_as_granted');
    END IF;
    IF NEW.kind = 'investigator' AND NOT EXISTS (
        SELECT FROM identity_account AS a JOIN identity_capability AS c ON c.account_id = a.id
        WHERE a.id = NEW.investigator_id AND a.is_active AND c.host_id = NEW.host_id AND c.starts <= guohe_on()
          AND (c.ends IS NULL OR guohe_on() < c.ends)
          AND draft.asked->>'to' IN (a.name_en, a.name_zh_hant, a.name_zh_hans)) THEN
        PERFORM grants_change_refuse('the person is of the host and called as it was granted', 'effect_as_granted');
    END IF;
    IF NEW.investigator_id IN (NEW.recorded_by_id, last.recorded_by_id) THEN
        PERFORM grants_change_refuse('nobody puts a grant into their own hands', 'effect_for_another');
    END IF;
    IF EXISTS (SELECT FROM grants_changeeffect WHERE replaces_id = NEW.replaces_id OR equipment_id = NEW.equipment_id) THEN
        PERFORM grants_change_refuse('a line of the list is brought once and replaced once', 'effect_replaces_once');
    END IF;
    IF NEW.kind = 'equipment' AND NOT EXISTS (
        SELECT FROM grants_approvedequipment AS a
        WHERE a.id = NEW.equipment_id AND a.grant_id = NEW.grant_id AND a.model = draft.asked->>'to')
       OR NEW.replaces_id IS NOT NULL AND (NEW.replaces_id = NEW.equipment_id OR NOT EXISTS (
        SELECT FROM grants_approvedequipment AS a WHERE a.id = NEW.replaces_id AND a.grant_id = NEW.grant_id)) THEN
        PERFORM grants_change_refuse('the model is the one that was granted, on the list of its grant', 'effect_as_granted');
    END IF;
    IF grants_is_closed(NEW.grant_id) THEN
        PERFORM grants_change_refuse('a closed grant is not changed', 'effect_of_an_open_grant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_changeeffect_law BEFORE INSERT ON grants_changeeffect
    FOR EACH ROW EXECUTE FUNCTION grants_changeeffect_law();

-- What holds is also said by the request's own history, in the same transaction.
CREATE FUNCTION grants_changeeffect_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM grants_changestep WHERE request_id = NEW.request_id AND state = 'in_force'
                   AND recorded_by_id = NEW.recorded_by_id) THEN
        PERFORM grants_change_refuse('what takes effect is in force in its history', 'effect_told');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER grants_changeeffect_told AFTER INSERT ON grants_changeeffect DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION grants_changeeffect_told();

ALTER TABLE grants_changeeffect ADD CONSTRAINT effect_says_its_kind CHECK (
    kind IN ('extension', 'partner', 'investigator', 'equipment')
    AND (kind = 'extension') = (ends IS NOT NULL)
    AND (kind = 'investigator') = (investigator_id IS NOT NULL)
    AND (kind = 'partner') = (partner_en <> '' AND partner_zh_hant <> '' AND partner_zh_hans <> '')
    AND (kind = 'equipment') = (equipment_id IS NOT NULL)
    AND (kind = 'equipment' OR replaces_id IS NULL));
REVOKE ALL ON FUNCTION grants_changeeffect_law(), grants_changeeffect_told(), grants_ends_on(bigint, date),
    grants_effect_since(bigint) FROM PUBLIC;
