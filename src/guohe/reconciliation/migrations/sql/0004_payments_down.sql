DROP TRIGGER reconciliation_decision_shown ON reconciliation_decision;
DROP TRIGGER payments_debit_said ON payments_debit;
DROP TRIGGER reconciliation_decision_payments ON reconciliation_decision;
DROP TRIGGER imports_bank_entry_is_a_payment ON imports_bank_entry;
DROP TRIGGER payments_debit_shown ON payments_debit;
DROP FUNCTION reconciliation_said_and_shown(), reconciliation_payment_law(), reconciliation_line_kept(), reconciliation_debit_law();
DROP FUNCTION reconciliation_names_line(text, imports_bank_entry), reconciliation_of_account(text, text),
    reconciliation_free_line(bigint, int), reconciliation_hold_line(bigint);
DROP FUNCTION reconciliation_largest_charge(text), reconciliation_debited_by(bigint), reconciliation_payments_in(text);
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_payments_alone;
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=') = (journal_id IS NOT NULL)) NOT VALID;
