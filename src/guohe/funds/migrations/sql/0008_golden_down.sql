DROP TABLE funds_golden;
DROP FUNCTION funds_guard_digest();
