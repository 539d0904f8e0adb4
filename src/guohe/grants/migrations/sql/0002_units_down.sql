CREATE OR REPLACE FUNCTION guohe_grants_of_unit(host integer, unit text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT NULL::text WHERE false $$;
