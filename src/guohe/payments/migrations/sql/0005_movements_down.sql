DROP TRIGGER payments_debit_came_back ON payments_debit;
DROP FUNCTION payments_debit_came_back();
DROP TRIGGER payments_movement_law ON payments_movement;
DROP FUNCTION payments_movement_law();
DROP FUNCTION payments_moved(bigint, text);
DROP INDEX payments_movement_taken_back_once, payments_movement_of_line;
ALTER TABLE payments_movement DROP CONSTRAINT payments_movement_is_told;
ALTER TABLE payments_movement DROP CONSTRAINT payments_movement_amount;
ALTER TABLE payments_movement DROP CONSTRAINT payments_movement_kind;
