DROP FUNCTION identity_calendar_passwords(), identity_use_calendar_password(text, bytea, date),
    identity_withdraw_calendar_password(integer, timestamptz), identity_make_calendar_password(text, bytea, timestamptz);
DROP TABLE identity_calendar_use, identity_calendar_withdrawal, identity_calendar_password;
