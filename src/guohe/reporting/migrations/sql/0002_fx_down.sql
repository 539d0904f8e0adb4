DROP TABLE reporting_fxapproval, reporting_fxchoice, reporting_rate;
DROP FUNCTION reporting_note_rate(), reporting_choose_fx(), reporting_approve_fx();
