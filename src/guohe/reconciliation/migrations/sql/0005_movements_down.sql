DROP TRIGGER reconciliation_decision_moved ON reconciliation_decision;
DROP TRIGGER payments_movement_said ON payments_movement;
DROP TRIGGER reconciliation_decision_movement ON reconciliation_decision;
DROP TRIGGER imports_bank_entry_is_a_movement ON imports_bank_entry;
DROP TRIGGER payments_debit_of_no_movement ON payments_debit;
DROP TRIGGER payments_movement_shown ON payments_movement;
DROP FUNCTION reconciliation_said_and_moved(), reconciliation_movement_said(), reconciliation_line_moved(), reconciliation_movement_law();
DROP FUNCTION reconciliation_moved_by(bigint);
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_movement_alone;
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=' AND item_ref !~ '^([0-9]+=)?payment:[^+=]+(\+payment:[^+=]+)*$')
           = (journal_id IS NOT NULL)) NOT VALID;
