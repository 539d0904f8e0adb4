DROP TABLE reporting_remark;
DROP FUNCTION reporting_told_once(reporting_report);
DROP TABLE reporting_report;
DROP FUNCTION reporting_told(text, text);
DROP FUNCTION reporting_say();
DROP FUNCTION reporting_keep();
DROP FUNCTION reporting_prepare();
DROP FUNCTION reporting_row(integer, text, timestamptz);
