-- One's own account only; whoever may set it sends nothing to anybody else by it.
CREATE FUNCTION identity_set_email(address text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE identity_account SET email = address WHERE id = guohe_actor() $$;
REVOKE ALL ON FUNCTION identity_set_email(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity_set_email(text) TO guohe_app;
