ALTER TABLE grants_changerequest DROP CONSTRAINT change_kind;
DROP TRIGGER grants_changestep_law ON grants_changestep;
DROP TRIGGER grants_changedraft_law ON grants_changedraft;
DROP TRIGGER grants_changerequest_law ON grants_changerequest;
DROP FUNCTION grants_changestep_law();
DROP FUNCTION grants_changedraft_law();
DROP FUNCTION grants_changerequest_law();
DROP FUNCTION grants_paper(text, int, bigint, bigint, text);
DROP FUNCTION grants_change_refuse(text, text);
