DROP TRIGGER imports_line_paid_as_named ON imports_line;
DROP FUNCTION imports_line_paid_as_named();
DROP TABLE imports_lot_choice;
DROP FUNCTION imports_lot_choice_law();
ALTER TABLE imports_line DROP COLUMN lot;
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
