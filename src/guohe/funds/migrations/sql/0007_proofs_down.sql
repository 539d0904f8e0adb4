DO $$
DECLARE named text;
BEGIN
    FOR named IN SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'funds\_%'
                 AND pronamespace = 'public'::regnamespace LOOP
        EXECUTE 'DROP FUNCTION ' || named || ' CASCADE';
    END LOOP;
    FOR named IN SELECT typname FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid
                 WHERE c.relkind = 'c' AND typname LIKE 'funds\_%' LOOP
        EXECUTE 'DROP TYPE ' || named || ' CASCADE';
    END LOOP;
END $$;
