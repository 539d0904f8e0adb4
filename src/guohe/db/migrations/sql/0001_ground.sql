-- The application's role owns nothing. On a server of one's own it is made here, without a login of its own,
-- and the connecting role may become it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'guohe_app') THEN
        CREATE ROLE guohe_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXECUTE format('GRANT guohe_app TO %I', current_user);
    END IF;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO guohe_app;

CREATE FUNCTION guohe_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: rows are written once; a correction is one more entry', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
END $$;

-- One database holds one kind of books. The row is written once, by the set-up, and compared at every start.
CREATE TABLE db_deployment (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    mode text NOT NULL CHECK (mode IN ('demo', 'live', 'test')),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER db_deployment_append_only BEFORE UPDATE OR DELETE ON db_deployment
    FOR EACH ROW EXECUTE FUNCTION guohe_refuse_change();
CREATE TRIGGER db_deployment_no_truncate BEFORE TRUNCATE ON db_deployment
    FOR EACH STATEMENT EXECUTE FUNCTION guohe_refuse_change();
GRANT SELECT ON db_deployment TO guohe_app;
