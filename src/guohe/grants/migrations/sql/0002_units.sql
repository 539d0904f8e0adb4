-- A capability on a unit is one on each of its grants: identity asks which those are, and this is what the agreements say. It is
-- read with the rights of whoever asks, so that it tells of no grant that they do not see.
CREATE OR REPLACE FUNCTION guohe_grants_of_unit(host integer, unit text) RETURNS SETOF text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT g.ref FROM grants_grant AS g WHERE g.host_id = $1 AND g.unit_code = $2
$$;
