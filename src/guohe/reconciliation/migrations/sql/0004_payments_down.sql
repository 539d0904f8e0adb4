DROP TRIGGER reconciliation_decision_payments ON reconciliation_decision;
DROP FUNCTION reconciliation_payment_law();
DROP FUNCTION reconciliation_payments_in(text);
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=') = (journal_id IS NOT NULL)) NOT VALID;
