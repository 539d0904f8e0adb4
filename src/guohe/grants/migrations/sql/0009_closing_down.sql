DROP TRIGGER grants_closingapproval_law ON grants_closingapproval;
DROP TRIGGER grants_closing_law ON grants_closing;
DROP FUNCTION grants_closingapproval_law();
DROP FUNCTION grants_closing_law();
