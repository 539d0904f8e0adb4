DROP TABLE reconciliation_choice, reconciliation_decision;
DROP FUNCTION reconciliation_same_host();
DROP FUNCTION reconciliation_decide();
