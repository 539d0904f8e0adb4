-- A checklist with an open point is no closing; what is unknown is answered for, with what shows it.
CREATE FUNCTION grants_closing_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM grants_paper('closing', NEW.host_id, NEW.grant_id, NEW.prepared_by_id, 'prepare');
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
    PERFORM grants_paper('closing', NEW.host_id, NEW.grant_id, NEW.approved_by_id, 'approve');
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
