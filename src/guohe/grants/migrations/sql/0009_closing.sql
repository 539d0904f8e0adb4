-- A checklist with an open point is no closing; what is unknown is answered for, with what shows it.
CREATE FUNCTION grants_closing_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g grants_grant;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id;
    IF g.host_id IS DISTINCT FROM NEW.host_id THEN
        PERFORM grants_change_refuse('the grant is of another host', 'closing_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.prepared_by_id OR NOT guohe_may(NEW.host_id, 'prepare', g.ref) THEN
        PERFORM grants_change_refuse('a closing is prepared by the one who acts and may prepare', 'closing_by_the_actor');
    END IF;
    IF jsonb_array_length(NEW.items) = 0 OR NEW.items @> '[{"stand": "open"}]' THEN
        PERFORM grants_change_refuse('nothing of a grant that closes is open', 'closing_nothing_open');
    END IF;
    IF NEW.items @> '[{"stand": "unknown"}]' AND (NEW.note = '' OR NEW.evidence = '') THEN
        PERFORM grants_change_refuse('what no rule answers is answered for', 'closing_answered_for');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_closing_law BEFORE INSERT ON grants_closing
    FOR EACH ROW EXECUTE FUNCTION grants_closing_law();

CREATE FUNCTION grants_closingapproval_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE c grants_closing;
BEGIN
    SELECT * INTO c FROM grants_closing WHERE id = NEW.closing_id;
    IF (c.host_id, c.grant_id) IS DISTINCT FROM (NEW.host_id, NEW.grant_id) THEN
        PERFORM grants_change_refuse('the closing is of another grant', 'closing_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.approved_by_id
       OR NOT guohe_may(NEW.host_id, 'approve', (SELECT ref FROM grants_grant WHERE id = NEW.grant_id)) THEN
        PERFORM grants_change_refuse('a closing is approved by the one who acts and may approve', 'closing_by_the_actor');
    END IF;
    IF c.prepared_by_id = NEW.approved_by_id THEN
        PERFORM grants_change_refuse('nobody approves the closing they prepared', 'closing_by_another');
    END IF;
    IF c.digest <> NEW.digest THEN
        PERFORM grants_change_refuse('what is approved is the checklist that was prepared', 'closing_as_prepared');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_closingapproval_law BEFORE INSERT ON grants_closingapproval
    FOR EACH ROW EXECUTE FUNCTION grants_closingapproval_law();
REVOKE ALL ON FUNCTION grants_closing_law(), grants_closingapproval_law() FROM PUBLIC;
