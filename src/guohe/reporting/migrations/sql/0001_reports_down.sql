DROP TABLE reporting_remark;
DROP TABLE reporting_report;
DROP FUNCTION reporting_say();
DROP FUNCTION reporting_keep();
DROP FUNCTION reporting_prepare();
DROP FUNCTION reporting_row(integer, text, timestamptz);
