DROP TRIGGER grants_ruleswitchapproval_law ON grants_ruleswitchapproval;
DROP TRIGGER grants_ruleswitch_law ON grants_ruleswitch;
DROP FUNCTION grants_ruleswitchapproval_law();
DROP FUNCTION grants_ruleswitch_law();
