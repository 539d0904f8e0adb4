-- What an agreement, a mapping and a claim say is written by who may, of the own grants and in the own name: a row that any account of
-- the host could write would move limits, instalments and categories of grants that it does not see.
CREATE FUNCTION grants_written_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    said CONSTANT jsonb := to_jsonb(NEW);
    words CONSTANT text[] := TG_ARGV[0]::text[];
    signed CONSTANT text := TG_ARGV[1];
    of_host integer;
    of_ref text;
BEGIN
    CASE TG_ARGV[2]
        WHEN 'host' THEN of_host := (said->>'host_id')::integer;
        WHEN 'grant' THEN
            SELECT g.host_id, g.ref INTO of_host, of_ref FROM grants_grant AS g WHERE g.id = (said->>'grant_id')::bigint;
        WHEN 'instalment' THEN
            SELECT g.host_id, g.ref INTO of_host, of_ref FROM grants_instalment AS i JOIN grants_grant AS g ON g.id = i.grant_id
            WHERE i.id = (said->>'instalment_id')::bigint;
        WHEN 'budget' THEN
            SELECT g.host_id, g.ref INTO of_host, of_ref FROM grants_budgetversion AS v JOIN grants_grant AS g ON g.id = v.grant_id
            WHERE v.id = (said->>'version_id')::bigint AND v.loaded_by_id = guohe_actor();
        WHEN 'mapping' THEN
            SELECT v.host_id INTO of_host FROM grants_mappingversion AS v
            WHERE v.id = (said->>'version_id')::bigint AND v.decided_by_id = guohe_actor();
    END CASE;
    IF of_host IS DISTINCT FROM (said->>'host_id')::integer THEN
        PERFORM grants_change_refuse('it belongs to what the actor writes, in one host', 'grants_set_up_of_one_host');
    END IF;
    IF NOT EXISTS (SELECT FROM unnest(words) AS word WHERE guohe_may(of_host, word, of_ref))
       OR (signed <> '' AND (said->>signed)::integer IS DISTINCT FROM guohe_actor()) THEN
        PERFORM grants_change_refuse(format('it is written by the one who acts and may %s', array_to_string(words, ' or ')),
                                     'grants_set_up_by_right');
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION grants_written_by_right() FROM PUBLIC;

CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_grant
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', 'set_up_by_id', 'host');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_instalment
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'grant');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_projectcode
    FOR EACH ROW WHEN (NEW.grant_id IS NOT NULL) EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'grant');
CREATE TRIGGER grants_written_by_right_of_none BEFORE INSERT ON grants_projectcode
    FOR EACH ROW WHEN (NEW.grant_id IS NULL) EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'host');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'host');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_budgetversion
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', 'loaded_by_id', 'grant');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_budgetrow
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'budget');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_mappingversion
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', 'decided_by_id', 'host');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_mappingrow
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', '', 'mapping');
-- A claim is stated by who prepares, brought by who imports a bank's word, and booked by who approves what another prepared.
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_claim
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare,import,approve}', 'stated_by_id', 'instalment');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_transfer
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{prepare}', 'noted_by_id', 'host');
CREATE TRIGGER grants_written_by_right BEFORE INSERT ON grants_stationsharing
    FOR EACH ROW EXECUTE FUNCTION grants_written_by_right('{approve}', 'decided_by_id', 'grant');
