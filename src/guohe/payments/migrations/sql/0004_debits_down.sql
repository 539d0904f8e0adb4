DROP TRIGGER payments_debit_law ON payments_debit;
DROP FUNCTION payments_debit_law();
DROP INDEX payments_debit_taken_back_once, payments_debit_of_line;
ALTER TABLE payments_debit DROP CONSTRAINT payments_debit_is_told;
ALTER TABLE payments_debit DROP CONSTRAINT payments_debit_charge;
ALTER TABLE payments_release DROP CONSTRAINT payments_release_uetr_is_v4;
