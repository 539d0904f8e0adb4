-- A switch is prepared by one person for a day that has not passed, and follows the version that the last one left. Without
-- the version before it, it settles which one held where no source tells it: that has a reason, and may be of a day that passed.
CREATE FUNCTION grants_ruleswitch_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM grants_paper('switch', NEW.host_id, NEW.grant_id, NEW.prepared_by_id, 'prepare');
    IF NEW.from_version = '' AND NOT grants_says(NEW.clause) THEN
        PERFORM grants_change_refuse('what is settled has its reason', 'switch_says_why');
    END IF;
    IF NEW.from_version <> '' AND NEW.in_force_from < guohe_on() THEN
        PERFORM grants_change_refuse('a switch holds from a day that has not passed', 'switch_not_backwards');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_ruleswitch_law BEFORE INSERT ON grants_ruleswitch
    FOR EACH ROW EXECUTE FUNCTION grants_ruleswitch_law();

-- Approved by somebody else, before its day has passed, onto the version that then holds; the grant is locked so that two
-- approvals at one moment are judged one after the other.
CREATE FUNCTION grants_ruleswitchapproval_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s grants_ruleswitch;
    last grants_ruleswitch;
BEGIN
    PERFORM FROM grants_grant WHERE id = NEW.grant_id FOR UPDATE;
    SELECT * INTO s FROM grants_ruleswitch WHERE id = NEW.switch_id;
    SELECT before.* INTO last FROM grants_ruleswitch AS before
        JOIN grants_ruleswitchapproval AS approval ON approval.switch_id = before.id
        WHERE before.grant_id = s.grant_id AND before.book = s.book AND before.from_version <> '' ORDER BY before.in_force_from DESC LIMIT 1;
    IF (s.host_id, s.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the switch is of another grant', 'switch_of_one_host');
    END IF;
    PERFORM grants_paper('switch', NEW.host_id, NEW.grant_id, NEW.approved_by_id, 'approve');
    IF s.prepared_by_id = NEW.approved_by_id THEN
        PERFORM grants_change_refuse('nobody approves the switch they prepared', 'switch_by_another');
    END IF;
    IF s.from_version = '' THEN
        IF EXISTS (SELECT FROM grants_ruleswitch AS other
                   JOIN grants_ruleswitchapproval AS approval ON approval.switch_id = other.id
                   WHERE other.grant_id = s.grant_id AND other.book = s.book AND other.from_version = ''
                     AND other.in_force_from = s.in_force_from) THEN
            PERFORM grants_change_refuse('which version held is settled already', 'switch_settles_once');
        END IF;
        RETURN NEW;
    END IF;
    IF s.in_force_from < guohe_on() THEN
        PERFORM grants_change_refuse('a switch holds from a day that has not passed', 'switch_not_backwards');
    END IF;
    IF last.id IS NOT NULL AND (last.in_force_from >= s.in_force_from OR last.to_version <> s.from_version) THEN
        PERFORM grants_change_refuse('a switch follows the version that the last one left', 'switch_follows');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_ruleswitchapproval_law BEFORE INSERT ON grants_ruleswitchapproval
    FOR EACH ROW EXECUTE FUNCTION grants_ruleswitchapproval_law();
REVOKE ALL ON FUNCTION grants_ruleswitch_law(), grants_ruleswitchapproval_law() FROM PUBLIC;
