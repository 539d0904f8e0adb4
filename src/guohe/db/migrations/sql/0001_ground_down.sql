DROP TABLE db_deployment;
DROP FUNCTION guohe_refuse_change();
REVOKE USAGE ON SCHEMA public FROM guohe_app;
