-- How the law stood when it was made: one hash over every guard of the product. It is computed after the last migration of an
-- update (project/management/commands/migrate.py) and compared by the proof "guards"; a change of the law is a migration, which writes a new row.
CREATE TABLE funds_golden (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

-- Every table with its rights, columns, triggers (and whether each is on), constraints, rules and policies, every function and
-- sequence: the books' own guards ask functions and rows of other contexts, and a report that can be rewritten is no record.
-- Names instead of numbers, so that a restored copy says the same. What an extension brought is the extension's.
CREATE FUNCTION funds_guard_digest() RETURNS bytea LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    WITH own AS (
        SELECT c.oid, c.relname::text AS named, c.relkind, c.relacl, c.relrowsecurity, c.relforcerowsecurity FROM pg_class AS c
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relnamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend AS d
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ), told AS (
        SELECT own.named || ' ' || own.relkind::text || ' ' || own.relrowsecurity || ' ' || own.relforcerowsecurity || ' ' ||
               coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(own.relacl) AS each), '') AS fact
        FROM own
        UNION ALL SELECT own.named || ' view ' || pg_get_viewdef(own.oid) FROM own WHERE own.relkind IN ('v', 'm')
        UNION ALL SELECT own.named || ' column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
               || ' ' || coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(a.attacl) AS each), '')
        FROM own JOIN pg_attribute AS a ON a.attrelid = own.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE own.relkind <> 'S'
        UNION ALL SELECT own.named || ' trigger ' || t.tgname || ' ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
        FROM own JOIN pg_trigger AS t ON t.tgrelid = own.oid AND NOT t.tgisinternal
        -- The server names the triggers of a foreign key by numbers.
        UNION ALL SELECT own.named || ' key ' || k.conname || ' ' || t.tgtype || ' ' || t.tgenabled::text
        FROM own JOIN pg_trigger AS t ON t.tgrelid = own.oid AND t.tgisinternal JOIN pg_constraint AS k ON k.oid = t.tgconstraint
        UNION ALL SELECT own.named || ' constraint ' || k.conname || ' ' || k.convalidated || ' ' || pg_get_constraintdef(k.oid)
        FROM own JOIN pg_constraint AS k ON k.conrelid = own.oid
        UNION ALL SELECT own.named || ' index ' || i.indisunique || ' ' || i.indisvalid || ' ' || pg_get_indexdef(i.indexrelid)
        FROM own JOIN pg_index AS i ON i.indrelid = own.oid WHERE i.indisunique
        UNION ALL SELECT own.named || ' rule ' || r.rulename || ' ' || r.ev_enabled::text || ' ' || pg_get_ruledef(r.oid)
        FROM own JOIN pg_rewrite AS r ON r.ev_class = own.oid WHERE own.relkind IN ('r', 'p')
        UNION ALL SELECT own.named || ' policy ' || p.polname || ' ' || p.polcmd::text || ' ' || p.polpermissive || ' '
               || coalesce((SELECT string_agg(each.name, ',' ORDER BY each.name) FROM unnest(p.polroles) AS role,
                            LATERAL (SELECT CASE role WHEN 0 THEN 'public' ELSE pg_get_userbyid(role)::text END AS name) AS each), '')
               || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
        FROM own JOIN pg_policy AS p ON p.polrelid = own.oid
        UNION ALL SELECT f.oid::regprocedure::text || ' function ' || f.prosecdef || ' ' || f.provolatile::text || ' '
               || coalesce(f.proconfig::text, '') || ' '
               || coalesce((SELECT string_agg(each::text, ',' ORDER BY each::text) FROM unnest(f.proacl) AS each), '') || ' ' || f.prosrc
        FROM pg_proc AS f WHERE f.pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend AS d
                          WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
        UNION ALL SELECT 'role ' || r.rolname || ' ' || r.rolsuper || ' ' || r.rolbypassrls
        FROM pg_roles AS r WHERE r.rolname = 'guohe_app'
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
