ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone')) = (journal_id IS NOT NULL)) NOT VALID;
