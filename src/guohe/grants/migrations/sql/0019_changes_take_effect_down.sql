ALTER TABLE grants_changeeffect DROP CONSTRAINT effect_says_its_kind;
DROP TRIGGER grants_changeeffect_told ON grants_changeeffect;
DROP TRIGGER grants_changeeffect_law ON grants_changeeffect;
DROP FUNCTION grants_changeeffect_told();
DROP FUNCTION grants_changeeffect_law();
DROP FUNCTION grants_ends_on(bigint, date);
DROP FUNCTION grants_effect_since(bigint);
