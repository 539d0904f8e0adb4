DROP TABLE identity_sign_in_attempt;
DROP FUNCTION
    identity_found(text, text, text, text, boolean, text, text, text, text, text, text, date),
    identity_add_host(text, text, text, text, boolean),
    identity_add_account(text, text, text, text, text, text, text, boolean),
    identity_set_password(integer, text), identity_set_active(integer, boolean), identity_set_language(text),
    identity_grant_capability(integer, integer, text, text, text, date, date), identity_end_capability(integer, date),
    identity_ask_any_administrator(), identity_ask_keeper(integer), identity_refuse(text, text),
    identity_account_named(text), identity_account_numbered(integer), identity_password_of(text);
DROP FUNCTION
    identity_visible_accounts(), guohe_may(integer, text, text, text), guohe_visible_hosts(), guohe_whole_hosts(boolean),
    guohe_single_grants(boolean), guohe_grants_of_unit(integer, text), guohe_held();
DROP TABLE identity_capability;
DROP TABLE identity_password;
DROP TABLE identity_account CASCADE;
DROP TABLE identity_host CASCADE;
DROP FUNCTION guohe_on(), guohe_actor(), identity_keep_capability(), identity_keep_mode();
