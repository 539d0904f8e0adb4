DROP TRIGGER imports_charge_by_two ON funds_lot;
DROP TABLE imports_charge_answer, imports_charge;
DROP FUNCTION imports_charge_by_two(), imports_charge_answer_law(), imports_charge_law(), imports_largest_charge(text, bigint);
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
