DROP FUNCTION identity_set_email(text);
