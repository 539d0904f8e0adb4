-- How the law stood when it was made: one hash over every guard of the books. It is computed last, after grants and
-- policies, and compared by the proof "guards"; a change of the law is a migration, which writes a new row.
CREATE TABLE funds_golden (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

-- Names instead of numbers, so that a restored copy says the same.
CREATE FUNCTION funds_guard_digest() RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH own AS (
        SELECT c.oid, c.relname::text AS named, c.relacl, c.relrowsecurity FROM pg_class AS c
        WHERE c.relname LIKE 'funds\_%' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    ), told AS (
        SELECT own.named || ' table ' || own.relrowsecurity || ' ' ||
               coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(own.relacl) AS each), '') AS fact
        FROM own
        UNION ALL SELECT own.named || ' column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
               || ' ' || coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(a.attacl) AS each), '')
        FROM own JOIN pg_attribute AS a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL SELECT own.named || ' trigger ' || t.tgname || ' ' || pg_get_triggerdef(t.oid)
        FROM own JOIN pg_trigger AS t ON t.tgrelid = own.oid AND NOT t.tgisinternal
        UNION ALL SELECT own.named || ' constraint ' || k.conname || ' ' || k.convalidated || ' ' || pg_get_constraintdef(k.oid)
        FROM own JOIN pg_constraint AS k ON k.conrelid = own.oid
        UNION ALL SELECT own.named || ' index ' || i.indisunique || ' ' || i.indisvalid || ' ' || pg_get_indexdef(i.indexrelid)
        FROM own JOIN pg_index AS i ON i.indrelid = own.oid WHERE i.indisunique
        UNION ALL SELECT own.named || ' policy ' || p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive || ' '
               || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
        FROM own JOIN pg_policy AS p ON p.polrelid = own.oid
        UNION ALL SELECT f.oid::regprocedure::text || ' function ' || f.prosecdef || ' ' || coalesce(f.proconfig::text, '') || ' '
               || coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(f.proacl) AS each), '') || ' ' || f.prosrc
        FROM pg_proc AS f WHERE f.pronamespace = 'public'::regnamespace
          AND (f.proname LIKE 'funds\_%' OR f.proname IN ('guohe_refuse_change', 'guohe_may', 'guohe_actor', 'guohe_on',
                                                         'guohe_visible_hosts'))
    )
    SELECT sha256(convert_to(string_agg(fact, E'\n' ORDER BY fact COLLATE "C"), 'UTF8')) FROM told
$$;
REVOKE EXECUTE ON FUNCTION funds_guard_digest() FROM PUBLIC;
CREATE TRIGGER funds_golden_append_only BEFORE UPDATE OR DELETE ON funds_golden FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change();
CREATE TRIGGER funds_golden_no_truncate BEFORE TRUNCATE ON funds_golden FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();
ALTER TABLE funds_golden ENABLE ALWAYS TRIGGER funds_golden_append_only;
ALTER TABLE funds_golden ENABLE ALWAYS TRIGGER funds_golden_no_truncate;
ALTER TABLE funds_golden ENABLE ROW LEVEL SECURITY;
CREATE POLICY funds_golden_of_everyone ON funds_golden USING (cardinality((SELECT guohe_visible_hosts())) > 0);
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
