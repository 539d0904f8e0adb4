DROP TABLE reconciliation_check;
DROP FUNCTION reconciliation_sign();
