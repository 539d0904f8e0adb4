-- A grant is closed by an approved closing that no approved reopening has undone.
CREATE FUNCTION grants_is_closed(of_grant bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM grants_closingapproval AS a WHERE a.grant_id = $1 AND NOT EXISTS (
        SELECT FROM grants_reopening AS r JOIN grants_reopeningapproval AS o ON o.reopening_id = r.id
        WHERE r.closing_id = a.closing_id))
$$;

-- Closed once at a time; from then on its fund takes no entry, whoever writes it.
CREATE FUNCTION grants_closingapproval_once() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    IF grants_is_closed(NEW.grant_id) THEN
        PERFORM grants_change_refuse('the grant is closed already', 'closed_once');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_closingapproval_once BEFORE INSERT ON grants_closingapproval
    FOR EACH ROW EXECUTE FUNCTION grants_closingapproval_once();

CREATE FUNCTION grants_closing_turns_the_fund() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own integer;
BEGIN
    SELECT fund INTO own FROM grants_grant WHERE id = NEW.grant_id;
    IF TG_TABLE_NAME = 'grants_closingapproval' THEN
        PERFORM funds_turn_fund(own, 'shut', 'closing ' || (SELECT number FROM grants_closing WHERE id = NEW.closing_id));
    ELSE
        PERFORM funds_turn_fund(own, 'open', 'reopening ' || (SELECT number FROM grants_reopening WHERE id = NEW.reopening_id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER grants_closingapproval_shuts AFTER INSERT ON grants_closingapproval
    FOR EACH ROW EXECUTE FUNCTION grants_closing_turns_the_fund();
CREATE TRIGGER grants_reopeningapproval_opens AFTER INSERT ON grants_reopeningapproval
    FOR EACH ROW EXECUTE FUNCTION grants_closing_turns_the_fund();

-- A closed grant is opened again as it was closed: prepared with a reason and what shows it, approved by another.
CREATE FUNCTION grants_reopening_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g grants_grant;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    IF g.host_id IS DISTINCT FROM NEW.host_id OR NOT EXISTS (
        SELECT FROM grants_closing WHERE id = NEW.closing_id AND grant_id = NEW.grant_id) THEN
        PERFORM grants_change_refuse('the closing is of another grant', 'closing_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.prepared_by_id OR NOT guohe_may(NEW.host_id, 'prepare', g.ref) THEN
        PERFORM grants_change_refuse('a reopening is prepared by the one who acts and may prepare', 'closing_by_the_actor');
    END IF;
    IF NOT (grants_says(NEW.reason) AND grants_says(NEW.evidence)) THEN
        PERFORM grants_change_refuse('a reopening has its reason and what shows it', 'reopening_says_why');
    END IF;
    IF NEW.prepared_at::date > guohe_on() + 1 OR NEW.prepared_at < (
        SELECT approved_at FROM grants_closingapproval WHERE closing_id = NEW.closing_id) THEN
        PERFORM grants_change_refuse('a reopening is recorded after its closing', 'reopening_recorded_in_turn');
    END IF;
    IF NOT grants_is_closed(NEW.grant_id) OR NEW.closing_id IS DISTINCT FROM (
        SELECT closing_id FROM grants_closingapproval WHERE grant_id = NEW.grant_id ORDER BY id DESC LIMIT 1) THEN
        PERFORM grants_change_refuse('only a grant that is closed is opened again', 'reopening_of_a_closed_grant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_reopening_law BEFORE INSERT ON grants_reopening
    FOR EACH ROW EXECUTE FUNCTION grants_reopening_law();

CREATE FUNCTION grants_reopeningapproval_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    r grants_reopening;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    SELECT * INTO r FROM grants_reopening WHERE id = NEW.reopening_id;
    IF (r.host_id, r.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the reopening is of another grant', 'closing_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.approved_by_id OR NOT guohe_may(NEW.host_id, 'approve', g.ref) THEN
        PERFORM grants_change_refuse('a reopening is approved by the one who acts and may approve', 'closing_by_the_actor');
    END IF;
    IF r.prepared_by_id = NEW.approved_by_id THEN
        PERFORM grants_change_refuse('nobody approves the reopening they prepared', 'closing_by_another');
    END IF;
    IF NEW.approved_at < r.prepared_at OR NEW.approved_at::date > guohe_on() + 1 THEN
        PERFORM grants_change_refuse('a reopening is approved after it was prepared', 'reopening_recorded_in_turn');
    END IF;
    IF NOT grants_is_closed(NEW.grant_id) OR EXISTS (
        SELECT FROM grants_reopening AS other JOIN grants_reopeningapproval AS o ON o.reopening_id = other.id
        WHERE other.closing_id = r.closing_id) THEN
        PERFORM grants_change_refuse('the grant is open again already', 'reopening_of_a_closed_grant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_reopeningapproval_law BEFORE INSERT ON grants_reopeningapproval
    FOR EACH ROW EXECUTE FUNCTION grants_reopeningapproval_law();

-- The limits of a closed grant stay as they are.
CREATE FUNCTION grants_budgetversion_of_an_open_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- A closing that is being approved is waited for.
    PERFORM FROM grants_grant WHERE id = NEW.grant_id FOR SHARE;
    IF grants_is_closed(NEW.grant_id) THEN
        PERFORM grants_change_refuse('a closed grant takes no further budget', 'budget_of_an_open_grant');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_budgetversion_of_an_open_grant BEFORE INSERT ON grants_budgetversion
    FOR EACH ROW EXECUTE FUNCTION grants_budgetversion_of_an_open_grant();
REVOKE ALL ON FUNCTION grants_budgetversion_of_an_open_grant(), grants_is_closed(bigint), grants_closingapproval_once(), grants_closing_turns_the_fund(),
    grants_reopening_law(), grants_reopeningapproval_law() FROM PUBLIC;
