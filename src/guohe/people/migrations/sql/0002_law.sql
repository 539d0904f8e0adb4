-- Where the actor holds a word: hosts as a whole, single grants, and the people who are paid from those.
CREATE FUNCTION people_hosts(word text) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT host_id), '{}') FROM guohe_held() WHERE scope_kind = 'host' AND capability = $1
$$;

CREATE FUNCTION people_grants(word text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(g.id), '{}') FROM grants_grant AS g JOIN guohe_held() AS held
        ON held.host_id = g.host_id
           AND held.scope_ref = CASE held.scope_kind WHEN 'grant' THEN g.ref WHEN 'unit' THEN g.unit_code END
    WHERE held.capability = $1
$$;

CREATE FUNCTION people_reached(word text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    -- A later share of 0 took a person off that month: who is on no month of a grant is not reached by it.
    SELECT coalesce(array_agg(DISTINCT person_id), '{}') FROM (
        SELECT DISTINCT ON (person_id, grant_id, month) person_id, basis_points FROM people_share
        WHERE grant_id = ANY ((SELECT people_grants($1))::bigint[])
        ORDER BY person_id, grant_id, month, number DESC) AS latest
    WHERE basis_points > 0
$$;

-- Every share that holds, of the people whom the actor sees (of one grant, if it is named); shares of grants that the actor
-- does not see are one sum a month, without a name. ``before`` counts all shares before this one, seen or not.
CREATE FUNCTION people_shares_in_view(of_grant text DEFAULT NULL)
RETURNS TABLE (person_id bigint, month date, ref text, basis_points integer, before integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH latest AS (
        SELECT DISTINCT ON (s.person_id, s.grant_id, s.month) s.* FROM people_share AS s
        WHERE s.host_id = ANY ((SELECT guohe_visible_hosts())::int[])
        ORDER BY s.person_id, s.grant_id, s.month, s.number DESC
    ), sums AS (
        SELECT l.person_id, l.month, g.ref, l.basis_points::integer AS points,
               l.host_id = ANY ((SELECT people_hosts('view_people'))::int[])
                   OR l.grant_id = ANY ((SELECT people_grants('view_people'))::bigint[]) AS seen,
               (sum(l.basis_points) OVER (PARTITION BY l.person_id, l.month ORDER BY l.grant_id) - l.basis_points)::integer AS before
        FROM latest AS l JOIN grants_grant AS g ON g.id = l.grant_id
    ), reached AS (
        SELECT DISTINCT sums.person_id FROM sums WHERE seen AND sums.points > 0 AND ($1 IS NULL OR sums.ref = $1)
    )
    SELECT sums.person_id, sums.month, sums.ref, sums.points, sums.before
    FROM sums JOIN reached USING (person_id) WHERE seen AND sums.points > 0
    UNION ALL
    SELECT sums.person_id, sums.month, '', sum(sums.points)::integer, 0
    FROM sums JOIN reached USING (person_id) WHERE NOT seen AND sums.points > 0 GROUP BY 1, 2
$$;

-- What stands against closing a grant on a day: months above 100 % that it pays a part of, and pay after its end. Numbers
-- alone, so that whoever prepares a closing and whoever approves it sign the same list, whatever they see of people.
CREATE FUNCTION people_to_settle(of_grant text, day date)
RETURNS TABLE (person integer, month date, above boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH own AS (
        SELECT g.id, g.host_id, grants_ends_on(g.id, $2) AS ends FROM grants_grant AS g
        WHERE g.ref = $1 AND (guohe_may(g.host_id, 'view_money') OR guohe_may(g.host_id, 'view_money', g.ref))
    ), latest AS (
        SELECT DISTINCT ON (s.person_id, s.grant_id, s.month) s.person_id, s.grant_id, s.month, s.basis_points
        FROM people_share AS s JOIN own ON own.host_id = s.host_id
        ORDER BY s.person_id, s.grant_id, s.month, s.number DESC
    ), sums AS (
        SELECT l.*, sum(l.basis_points) OVER (PARTITION BY l.person_id, l.month) AS whole FROM latest AS l
    ), found AS (
        SELECT s.person_id, s.month, true AS above FROM sums AS s JOIN own ON own.id = s.grant_id
        WHERE s.basis_points > 0 AND s.whole > 10000
        UNION
        SELECT r.person_id, r.month, false FROM people_payrollrow AS r JOIN own ON own.id = r.grant_id WHERE r.month >= own.ends
    )
    SELECT p.number::integer, f.month, f.above FROM found AS f JOIN people_person AS p ON p.id = f.person_id ORDER BY 1, 2, 3
$$;

CREATE FUNCTION people_refuse(said text, law text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = law;
END $$;

-- Who is paid is recorded by the host's own people who may prepare and see people; what they cost, who may see money too.
CREATE FUNCTION people_row_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told jsonb := to_jsonb(NEW);
    newest integer;
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.recorded_by_id OR NOT guohe_may(NEW.host_id, TG_ARGV[0])
       OR NOT guohe_may(NEW.host_id, 'view_people')
       OR (TG_ARGV[1] = 'money' AND NOT guohe_may(NEW.host_id, 'view_money')) THEN
        PERFORM people_refuse('a person is recorded by the one who acts and may', 'person_by_the_actor');
    END IF;
    IF told ? 'person_id' THEN
        IF NOT EXISTS (SELECT FROM people_person WHERE id = (told->>'person_id')::bigint AND host_id = NEW.host_id) THEN
            PERFORM people_refuse('the person is of another host', 'person_of_one_host');
        END IF;
        EXECUTE format('SELECT max(number) FROM %I WHERE person_id = $1', TG_TABLE_NAME) INTO newest USING (told->>'person_id')::bigint;
        IF (told->>'number')::integer <> coalesce(newest, 0) + 1 THEN
            PERFORM people_refuse('this row does not follow', 'person_row_follows');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_person_law BEFORE INSERT ON people_person FOR EACH ROW EXECUTE FUNCTION people_row_law('prepare');
CREATE TRIGGER people_named_law BEFORE INSERT ON people_named FOR EACH ROW EXECUTE FUNCTION people_row_law('prepare');
CREATE TRIGGER people_contract_law BEFORE INSERT ON people_contract FOR EACH ROW EXECUTE FUNCTION people_row_law('prepare');
CREATE TRIGGER people_monthlycost_law BEFORE INSERT ON people_monthlycost
    FOR EACH ROW EXECUTE FUNCTION people_row_law('prepare', 'money');
CREATE TRIGGER people_payroll_law BEFORE INSERT ON people_payroll
    FOR EACH ROW EXECUTE FUNCTION people_row_law('import', 'money');

-- A share is of a month of its grant, by who may prepare for that grant; a month above 100 % is written, and found.
CREATE FUNCTION people_share_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    newest integer;
BEGIN
    SELECT * INTO g FROM grants_grant WHERE id = NEW.grant_id FOR KEY SHARE;
    IF g.host_id IS DISTINCT FROM NEW.host_id
       OR NOT EXISTS (SELECT FROM people_person WHERE id = NEW.person_id AND host_id = NEW.host_id) THEN
        PERFORM people_refuse('the person or the grant is of another host', 'person_of_one_host');
    END IF;
    IF guohe_actor() IS DISTINCT FROM NEW.recorded_by_id OR NOT guohe_may(NEW.host_id, 'prepare', g.ref)
       OR NOT guohe_may(NEW.host_id, 'view_people', g.ref) THEN
        PERFORM people_refuse('a share is recorded by the one who acts and may prepare', 'person_by_the_actor');
    END IF;
    -- A share opens its person to whoever sees the grant: it is no way to somebody whom the actor does not see.
    IF NOT (guohe_may(NEW.host_id, 'view_people') OR NEW.person_id = ANY (people_reached('view_people'))) THEN
        PERFORM people_refuse('the person is not one whom the actor sees', 'person_in_sight');
    END IF;
    IF grants_is_closed(g.id) THEN
        PERFORM people_refuse('nobody is planned for a closed grant', 'share_of_an_open_grant');
    END IF;
    IF NEW.month < date_trunc('month', g.starts)::date OR NEW.month >= grants_ends_on(g.id, guohe_on()) THEN
        PERFORM people_refuse('a share lies in the project period', 'share_in_the_period');
    END IF;
    SELECT max(number) INTO newest FROM people_share
    WHERE person_id = NEW.person_id AND grant_id = NEW.grant_id AND month = NEW.month;
    IF NEW.number <> coalesce(newest, 0) + 1 THEN
        PERFORM people_refuse('this row does not follow', 'person_row_follows');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_share_law BEFORE INSERT ON people_share FOR EACH ROW EXECUTE FUNCTION people_share_law();

CREATE FUNCTION people_payrollrow_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM people_payroll AS p WHERE p.id = NEW.payroll_id AND p.host_id = NEW.host_id
                   AND p.recorded_by_id = guohe_actor())
       OR NOT EXISTS (SELECT FROM people_person WHERE id = NEW.person_id AND host_id = NEW.host_id)
       OR NOT EXISTS (SELECT FROM grants_grant WHERE id = NEW.grant_id AND host_id = NEW.host_id) THEN
        PERFORM people_refuse('a row is of the payroll, the person and the grant of one host', 'person_of_one_host');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_payrollrow_law BEFORE INSERT ON people_payrollrow
    FOR EACH ROW EXECUTE FUNCTION people_payrollrow_law();

REVOKE ALL ON FUNCTION people_hosts(text), people_grants(text), people_reached(text), people_shares_in_view(text),
    people_to_settle(text, date), people_refuse(text, text), people_row_law(), people_share_law(), people_payrollrow_law() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_hosts(text), people_grants(text), people_reached(text), people_shares_in_view(text),
    people_to_settle(text, date) TO guohe_app;

-- Narrower than the host: names, contracts and shares for holders of view_people, costs and payrolls for holders of
-- view_money as well, each for the host or for the grants that they hold it for.
DO $$
DECLARE
    rule record;
    condition text;
    word text;
BEGIN
    FOR rule IN SELECT * FROM (VALUES
        ('people_person', 'id = ANY ((SELECT people_reached(%1$L))::bigint[])', ARRAY['view_people']),
        ('people_named', 'person_id = ANY ((SELECT people_reached(%1$L))::bigint[])', ARRAY['view_people']),
        ('people_contract', 'person_id = ANY ((SELECT people_reached(%1$L))::bigint[])', ARRAY['view_people']),
        ('people_monthlycost', 'person_id = ANY ((SELECT people_reached(%1$L))::bigint[])', ARRAY['view_people', 'view_money']),
        ('people_share', 'grant_id = ANY ((SELECT people_grants(%1$L))::bigint[])', ARRAY['view_people']),
        ('people_payroll', 'false', ARRAY['view_people', 'view_money']),
        ('people_payrollrow', 'grant_id = ANY ((SELECT people_grants(%1$L))::bigint[])', ARRAY['view_people', 'view_money'])
    ) AS each (named, single, words)
    LOOP
        FOREACH word IN ARRAY rule.words
        LOOP
            condition := format('host_id = ANY ((SELECT people_hosts(%1$L))::int[]) OR ' || rule.single, word);
            EXECUTE format('CREATE POLICY %I ON %I AS RESTRICTIVE FOR SELECT TO guohe_app USING (%s)',
                           rule.named || '_' || word, rule.named, condition);
        END LOOP;
    END LOOP;
END $$;
