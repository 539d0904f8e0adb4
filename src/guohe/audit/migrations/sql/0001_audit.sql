-- One fact: who did what, to what, when, for whom and through which door. Written once.
CREATE TABLE audit_fact (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    at timestamptz NOT NULL,
    actor integer NOT NULL,
    on_behalf_of integer,
    door text NOT NULL CHECK (door IN ('web', 'cli', 'job', 'api')),
    action text NOT NULL CHECK (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
    subject text NOT NULL CHECK (subject <> ''),
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    digest bytea NOT NULL
);
CREATE INDEX audit_fact_of_subject ON audit_fact (subject, id);
CREATE INDEX audit_fact_of_host ON audit_fact (host_id, id);

-- The chain of one host: each link holds the one before it. Links are added after the fact's transaction has
-- committed, so that writers never wait for one another.
CREATE TABLE audit_link (
    host_id integer NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    fact_id bigint NOT NULL UNIQUE REFERENCES audit_fact,
    previous bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (host_id, position)
);

-- Facts whose link is still to be made. A fact and its place here commit together, so a crash loses neither.
CREATE TABLE audit_unsealed (
    fact_id bigint PRIMARY KEY,
    host_id integer NOT NULL
);

-- Fields are length-delimited, so that no two lists of fields have the same bytes.
CREATE FUNCTION audit_encoded(VARIADIC fields text[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(
        CASE WHEN field IS NULL THEN 'n'::bytea ELSE convert_to('s' || octet_length(field) || ':' || field, 'UTF8') END,
        ''::bytea ORDER BY place)
    FROM unnest(fields) WITH ORDINALITY AS listed (field, place)
$$;

-- The first field is the version of this encoding.
CREATE FUNCTION audit_fact_digest(fact audit_fact) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(audit_encoded(
        '1', fact.id::text, fact.host_id::text, (extract(epoch FROM fact.at) * 1000000)::bigint::text, fact.actor::text,
        fact.on_behalf_of::text, fact.door, fact.action, fact.subject, fact.details::text))
$$;

CREATE FUNCTION audit_link_digest(previous bytea, host_id integer, place bigint, fact_digest bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(audit_encoded('1', encode($1, 'hex'), $2::text, $3::text, encode($4, 'hex')))
$$;

-- Actor and door come from the transaction, whatever the statement says; without an actor there is no entry.
CREATE FUNCTION audit_complete_fact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.actor := NULLIF(current_setting('guohe.actor', true), '')::integer;
    IF NEW.actor IS NULL THEN
        RAISE EXCEPTION 'an audit entry without an actor is refused'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'audit_fact_actor';
    END IF;
    NEW.door := NULLIF(current_setting('guohe.door', true), '');
    NEW.digest := audit_fact_digest(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER audit_fact_completed BEFORE INSERT ON audit_fact FOR EACH ROW EXECUTE FUNCTION audit_complete_fact();

CREATE FUNCTION audit_queue_fact() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO audit_unsealed SELECT id, host_id FROM written;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_fact_queued AFTER INSERT ON audit_fact REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION audit_queue_fact();

-- Links every committed fact that has no link yet. Two callers take turns per host, for as long as a link takes.
CREATE FUNCTION audit_seal() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    chain integer;
    fact audit_fact;
    place bigint;
    last bytea;
    sealed integer := 0;
BEGIN
    FOR chain IN SELECT DISTINCT host_id FROM audit_unsealed ORDER BY host_id LOOP
        PERFORM pg_advisory_xact_lock(hashtext('audit_link'), chain);
        SELECT position, digest INTO place, last FROM audit_link
            WHERE audit_link.host_id = chain ORDER BY position DESC LIMIT 1;
        place := coalesce(place, 0);
        last := coalesce(last, '');
        FOR fact IN SELECT audit_fact.* FROM audit_unsealed JOIN audit_fact ON audit_fact.id = audit_unsealed.fact_id
            WHERE audit_unsealed.host_id = chain ORDER BY audit_fact.id
        LOOP
            place := place + 1;
            INSERT INTO audit_link VALUES (chain, place, fact.id, last, audit_link_digest(last, chain, place, fact.digest))
                RETURNING digest INTO last;
            DELETE FROM audit_unsealed WHERE fact_id = fact.id;
            sealed := sealed + 1;
        END LOOP;
    END LOOP;
    RETURN sealed;
END $$;

-- Recomputes every fact and every link of every host: how many facts there are, and the first that is not as it was.
CREATE FUNCTION audit_verify(OUT facts bigint, OUT first_broken bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(*), min(judged.fact_id) FILTER (WHERE judged.broken) FROM (
        SELECT link.fact_id,
            fact.id IS NULL
            OR fact.host_id <> link.host_id
            OR fact.digest <> audit_fact_digest(fact)
            OR link.position <> row_number() OVER chain
            OR link.previous <> lag(link.digest, 1, ''::bytea) OVER chain
            OR link.digest <> audit_link_digest(link.previous, link.host_id, link.position, fact.digest) AS broken
        FROM audit_link AS link LEFT JOIN audit_fact AS fact ON fact.id = link.fact_id
        WINDOW chain AS (PARTITION BY link.host_id ORDER BY link.position)
        UNION ALL
        SELECT fact.id, fact.digest <> audit_fact_digest(fact) OR waiting.fact_id IS NULL
        FROM audit_fact AS fact LEFT JOIN audit_unsealed AS waiting ON waiting.fact_id = fact.id
        WHERE NOT EXISTS (SELECT FROM audit_link WHERE audit_link.fact_id = fact.id)
    ) AS judged
$$;

GRANT SELECT, INSERT ON audit_fact TO guohe_app;
GRANT SELECT ON audit_link TO guohe_app;
REVOKE ALL ON FUNCTION
    audit_encoded(text[]), audit_fact_digest(audit_fact), audit_link_digest(bytea, integer, bigint, bytea),
    audit_complete_fact(), audit_queue_fact(), audit_seal(), audit_verify()
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_seal(), audit_verify() TO guohe_app;
