ALTER TABLE imports_account DROP CONSTRAINT imports_account_date_order_check;
ALTER TABLE imports_account ADD CONSTRAINT imports_account_date_order_check
    CHECK (date_order IN ('day first', 'month first')) NOT VALID;
ALTER TABLE imports_account DROP COLUMN profile;
DROP TABLE imports_bank_profile;
DROP FUNCTION imports_bank_profile_law();
