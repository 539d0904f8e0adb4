DROP TRIGGER grants_effectcorrectionapproval_law ON grants_effectcorrectionapproval;
DROP TRIGGER grants_effectcorrection_law ON grants_effectcorrection;
DROP FUNCTION grants_effectcorrectionapproval_law();
DROP FUNCTION grants_effectcorrection_law();
DROP FUNCTION grants_effect_may_begin(grants_changeeffect, date, date);
CREATE OR REPLACE FUNCTION grants_effect_since(of_effect bigint) RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT e.since FROM grants_changeeffect AS e WHERE e.id = $1
$$;
