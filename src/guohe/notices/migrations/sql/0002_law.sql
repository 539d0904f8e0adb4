-- What somebody asked to be told is nobody else's business: an administrator of the host does not read it either.
DO $$
DECLARE
    named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['notices_choice', 'notices_step', 'notices_savedsearch', 'notices_searchwithdrawal']
    LOOP
        EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE TO guohe_app
                        USING (account_id = guohe_actor()) WITH CHECK (account_id = guohe_actor())',
                       named || '_own', named);
    END LOOP;
END $$;

ALTER TABLE notices_choice ADD CONSTRAINT notices_rhythm CHECK (rhythm IN ('off', 'daily', 'weekly'));
ALTER TABLE notices_savedsearch ADD CONSTRAINT notices_search_named CHECK (name <> '' AND words <> '');
ALTER TABLE notices_step ADD CONSTRAINT notices_step_told CHECK (
    state IN ('handed', 'sent', 'refused', 'unknown', 'empty')
    AND (text_digest ~ '^[0-9a-f]{64}$') AND code ~ '^[0-9A-Za-z]*$');

-- The mail of a day leaves at most once: it is handed over, and again only after a clear no. The day is the actor's.
CREATE FUNCTION notices_step_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE last notices_step;
BEGIN
    SELECT * INTO last FROM notices_step WHERE account_id = NEW.account_id AND day = NEW.day ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.day IS DISTINCT FROM guohe_on()
       OR NOT (CASE coalesce(last.state, 'none')
        WHEN 'none' THEN NEW.state IN ('handed', 'empty')
        WHEN 'refused' THEN NEW.state IN ('handed', 'empty')
        WHEN 'handed' THEN NEW.state IN ('sent', 'refused', 'unknown')
        WHEN 'empty' THEN NEW.state = 'handed'
        ELSE false END) THEN
        RAISE EXCEPTION 'this step does not follow' USING ERRCODE = 'check_violation', CONSTRAINT = 'notices_step_follows';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_step_law BEFORE INSERT ON notices_step FOR EACH ROW EXECUTE FUNCTION notices_step_law();

-- One name, one search, as long as it is kept. Two that come at once take turns.
CREATE FUNCTION notices_savedsearch_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('notices_savedsearch'), NEW.account_id);
    IF EXISTS (SELECT FROM notices_savedsearch AS kept WHERE kept.account_id = NEW.account_id AND kept.name = NEW.name
               AND NOT EXISTS (SELECT FROM notices_searchwithdrawal WHERE search_id = kept.id)) THEN
        RAISE EXCEPTION 'a search of this name is kept already'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'notices_search_name_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_savedsearch_law BEFORE INSERT ON notices_savedsearch
    FOR EACH ROW EXECUTE FUNCTION notices_savedsearch_law();

CREATE FUNCTION notices_searchwithdrawal_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM notices_savedsearch WHERE id = NEW.search_id AND account_id = NEW.account_id) THEN
        RAISE EXCEPTION 'a search is withdrawn by who kept it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'notices_search_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notices_searchwithdrawal_law BEFORE INSERT ON notices_searchwithdrawal
    FOR EACH ROW EXECUTE FUNCTION notices_searchwithdrawal_law();

-- For the worker, before anyone acts: who wants a digest, and when one was last settled. Whoever acts gets nothing.
CREATE FUNCTION notices_wishes(OUT account integer, OUT rhythm text, OUT chosen_at timestamptz, OUT settled_on date)
RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT chosen.account_id, chosen.rhythm, chosen.chosen_at,
           (SELECT max(latest.day) FROM (
               SELECT DISTINCT ON (day) day, state FROM notices_step AS step
               WHERE step.account_id = chosen.account_id ORDER BY day, number DESC) AS latest
            WHERE latest.state <> 'refused')
    FROM (SELECT DISTINCT ON (account_id) * FROM notices_choice ORDER BY account_id, id DESC) AS chosen
    JOIN identity_account ON identity_account.id = chosen.account_id
    WHERE guohe_actor() IS NULL AND is_active AND chosen.rhythm <> 'off'
    ORDER BY chosen.account_id
$$;

-- For Health: how many of the actor's hosts get a digest, when one last left, and how many of the last seven days wait.
CREATE FUNCTION notices_standing(OUT readers bigint, OUT last_sent timestamptz, OUT refused bigint, OUT unknown bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH seen AS (SELECT guohe_visible_hosts() AS hosts), latest AS (
        SELECT DISTINCT ON (account_id, day) state, at FROM notices_step, seen
        WHERE host_id = ANY (hosts) AND day > guohe_on() - 7 ORDER BY account_id, day, number DESC)
    SELECT (SELECT count(*) FROM (SELECT DISTINCT ON (account_id) rhythm FROM notices_choice, seen
                                  WHERE host_id = ANY (hosts) ORDER BY account_id, id DESC) AS chosen
            WHERE rhythm <> 'off'),
           (SELECT max(at) FROM notices_step, seen WHERE host_id = ANY (hosts) AND state = 'sent'),
           (SELECT count(*) FROM latest WHERE state = 'refused'),
           (SELECT count(*) FROM latest WHERE state IN ('unknown', 'handed'))
$$;

REVOKE ALL ON FUNCTION notices_step_law(), notices_savedsearch_law(), notices_searchwithdrawal_law(), notices_wishes(),
    notices_standing() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notices_wishes(), notices_standing() TO guohe_app;
