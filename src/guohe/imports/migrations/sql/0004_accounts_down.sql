DROP TABLE imports_account;
DROP FUNCTION imports_account_law();
