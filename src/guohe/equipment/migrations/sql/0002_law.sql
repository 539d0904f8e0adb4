-- The law reads what the actor may not see, so that a row is judged by all that stands before it.
CREATE FUNCTION equipment_refuse(said text, law text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = law;
END $$;

-- The last act of a piece that nobody has taken back; the one before it where a number is given.
CREATE FUNCTION equipment_last_act(of_grant bigint, of_item integer) RETURNS equipment_event
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e FROM equipment_event AS e
    WHERE e.grant_id = $1 AND e.item = $2 AND e.act <> 'taken_back'
      AND NOT EXISTS (SELECT FROM equipment_event AS back
                      WHERE back.grant_id = $1 AND back.item = $2 AND back.takes_back = e.number)
    ORDER BY e.number DESC LIMIT 1
$$;

-- A piece begins with its order or delivery, its acts follow each other, and after it is gone nothing happens to it but
-- that its going is taken back; what was told of an act is never told otherwise.
CREATE FUNCTION equipment_event_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    last equipment_event;
    newest integer;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR KEY SHARE;
    IF g.host_id IS DISTINCT FROM NEW.host_id OR (NEW.approved_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM grants_approvedequipment WHERE id = NEW.approved_id AND grant_id = NEW.grant_id)) THEN
        PERFORM equipment_refuse('the grant or the line of its list is of another', 'equipment_of_one_grant');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.recorded_by_id OR NOT guohe_may(NEW.host_id, 'prepare', g.ref) THEN
        PERFORM equipment_refuse('an act is recorded by the one who acts and may prepare', 'equipment_by_the_actor');
    END IF;
    SELECT max(number) INTO newest FROM equipment_event WHERE grant_id = NEW.grant_id AND item = NEW.item;
    last := equipment_last_act(NEW.grant_id, NEW.item);
    IF NEW.number <> coalesce(newest, 0) + 1 OR NOT (CASE
        WHEN last.id IS NULL THEN NEW.act IN ('ordered', 'delivered')
        WHEN NEW.act = 'taken_back' THEN NEW.takes_back = last.number
        WHEN last.act IN ('disposed', 'transferred') THEN false
        WHEN NEW.act = 'ordered' THEN false
        WHEN NEW.act = 'delivered' THEN last.act IN ('ordered', 'notified')
        ELSE NEW.act IN ('tagged', 'moved', 'counted', 'lent', 'returned', 'notified', 'disposed', 'transferred') END)
       OR (NEW.act = 'taken_back') IS DISTINCT FROM (NEW.takes_back IS NOT NULL) THEN
        PERFORM equipment_refuse('this act does not follow', 'equipment_act_follows');
    END IF;
    IF NEW.happened_on > guohe_on() OR NEW.happened_on < last.happened_on THEN
        PERFORM equipment_refuse('an act has a day that has come', 'equipment_day_has_come');
    END IF;
    IF (NEW.act IN ('ordered', 'delivered') AND NEW.model = '')
       OR (NEW.act IN ('delivered', 'notified', 'disposed', 'transferred') AND NEW.evidence = '')
       OR (NEW.act IN ('disposed', 'transferred', 'taken_back') AND NEW.note = '')
       OR (NEW.act = 'lent' AND NEW.across AND NEW.customs = '')
       OR (NEW.act = 'tagged' AND NEW.tag = '') THEN
        PERFORM equipment_refuse('an act says what shows it', 'equipment_act_evidenced');
    END IF;
    IF NEW.tag <> '' THEN
        -- One tag at a time: two people who tag at the same moment wait for each other.
        PERFORM pg_advisory_xact_lock(hashtextextended('equipment tag ' || NEW.host_id || ' ' || NEW.tag, 0));
        IF EXISTS (
            SELECT FROM equipment_event AS e WHERE e.host_id = NEW.host_id AND e.tag = NEW.tag
              AND (e.grant_id, e.item) <> (NEW.grant_id, NEW.item)
              AND NOT EXISTS (SELECT FROM equipment_event AS back WHERE back.grant_id = e.grant_id
                              AND back.item = e.item AND back.takes_back = e.number)) THEN
            PERFORM equipment_refuse('one tag is on one piece of the host', 'equipment_tag_once');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER equipment_event_law BEFORE INSERT ON equipment_event
    FOR EACH ROW EXECUTE FUNCTION equipment_event_law();
REVOKE ALL ON FUNCTION equipment_refuse(text, text), equipment_last_act(bigint, integer), equipment_event_law() FROM PUBLIC;
