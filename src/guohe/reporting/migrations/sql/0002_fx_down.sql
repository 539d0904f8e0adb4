DROP TABLE reporting_fxapproval, reporting_fxchoice, reporting_rate;
DROP FUNCTION reporting_note_rate(), reporting_confirm_rate(), reporting_signed_rates(integer, bytea),
    reporting_pack_of(integer, text), reporting_choose_fx(), reporting_approve_fx();
