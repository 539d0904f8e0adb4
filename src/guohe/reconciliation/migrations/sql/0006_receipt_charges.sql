-- A charge beside a receipt is booked: the answer ("receipt-charge:G/T1") is of one line, which the books hold as that charge.
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_receipt_charge_alone
    CHECK (answer NOT IN ('is', 'undone') OR item_ref !~ '(^|[=+])receipt-charge:' OR item_ref ~ '^receipt-charge:[^+=]+$');

CREATE FUNCTION reconciliation_receipt_charge_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry; last reconciliation_decision;
BEGIN
    -- An older snapshot would not see what another has said since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'answers about charges beside receipts are written with isolation "read committed" only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_read_committed';
    END IF;
    PERFORM reconciliation_hold_line(NEW.entry_id);
    SELECT * INTO last FROM reconciliation_decision
    WHERE entry_id = NEW.entry_id AND answer IN ('is', 'undone') ORDER BY id DESC LIMIT 1;
    IF last.answer = 'is' THEN
        RAISE EXCEPTION 'the line is something already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_line_once';
    END IF;
    SELECT * INTO entry FROM imports_bank_entry
    WHERE id = NEW.entry_id AND withdrawn_at IS NULL AND used_as = 'charge' AND journal_id = NEW.journal_id
      AND 'receipt-charge:' || used_for = NEW.item_ref FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a charge beside a receipt is said of the line that the books hold as it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_receipt_charge_is_booked';
    END IF;
    -- No more than a bank takes, or what it took from this account before.
    IF -entry.amount_minor > reconciliation_largest_charge(entry.currency) AND NOT EXISTS (
           SELECT FROM imports_bank_entry b
           WHERE b.host_id = entry.host_id AND b.id <> entry.id AND b.used_as = 'charge' AND b.withdrawn_at IS NULL
             AND b.account_mask = entry.account_mask AND b.currency = entry.currency AND b.amount_minor = entry.amount_minor) THEN
        RAISE EXCEPTION 'a bank takes no more than a charge'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_receipt_charge_bound';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_receipt_charge BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    WHEN (NEW.answer = 'is' AND NEW.item_ref ~ '^receipt-charge:') EXECUTE FUNCTION reconciliation_receipt_charge_law();
REVOKE ALL ON FUNCTION reconciliation_receipt_charge_law() FROM PUBLIC;
