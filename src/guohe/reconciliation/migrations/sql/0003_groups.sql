-- A credit and its return are booked nowhere: they undo each other, and such an answer (its item ends in '=') has no journal.
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=') = (journal_id IS NOT NULL));
