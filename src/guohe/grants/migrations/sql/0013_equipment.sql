-- What the agreement approved is added by who may prepare, and never for a grant of another host.
CREATE FUNCTION grants_approvedequipment_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE g grants_grant;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id;
    IF g.host_id IS DISTINCT FROM NEW.host_id THEN
        PERFORM grants_change_refuse('the grant is of another host', 'approved_of_one_host');
    END IF;
    IF NOT guohe_may(NEW.host_id, 'prepare', g.ref) AND NOT guohe_may(NEW.host_id, 'approve', g.ref) THEN
        PERFORM grants_change_refuse('the list is written by who may prepare, or brings a change into force', 'approved_by_the_actor');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_approvedequipment_law BEFORE INSERT ON grants_approvedequipment
    FOR EACH ROW EXECUTE FUNCTION grants_approvedequipment_law();
REVOKE ALL ON FUNCTION grants_approvedequipment_law() FROM PUBLIC;
