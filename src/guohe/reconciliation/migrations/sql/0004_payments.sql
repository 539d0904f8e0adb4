-- A debit that is a payment of ours is booked nowhere: such an answer (its items begin with 'payment:') has no journal.
ALTER TABLE reconciliation_decision DROP CONSTRAINT reconciliation_decision_has_its_journal;
ALTER TABLE reconciliation_decision ADD CONSTRAINT reconciliation_decision_has_its_journal
    CHECK ((answer IN ('is', 'undone') AND item_ref NOT LIKE '%=' AND item_ref !~ '(^|[=+])payment:') = (journal_id IS NOT NULL));

-- The payments that an answer names; of "12=payment:A+payment:B", A and B.
CREATE FUNCTION reconciliation_payments_in(item_ref text) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(substr(part, 9)), '{}')
    FROM unnest(string_to_array(regexp_replace(item_ref, '^[^=]*=', ''), '+')) AS part WHERE part LIKE 'payment:%'
$$;

-- "It is this payment" is said of one debit in the payment's currency, no smaller than what it is said to be, and only while
-- the payments know of it: the answer and the payment's own debit are written together.
CREATE FUNCTION reconciliation_payment_law() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE entry imports_bank_entry; named text[];
BEGIN
    named := reconciliation_payments_in(NEW.item_ref);
    IF NEW.answer <> 'is' OR cardinality(named) = 0 THEN
        RETURN NEW;
    END IF;
    SELECT * INTO entry FROM imports_bank_entry WHERE id = NEW.entry_id;
    IF NEW.item_ref LIKE '%=%' AND split_part(NEW.item_ref, '=', 1) <> NEW.entry_id::text THEN
        RAISE EXCEPTION 'payments are said of one debit'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_of_one_debit';
    END IF;
    IF (SELECT count(*) FROM payments_release r JOIN payments_debit d ON d.release_id = r.id AND d.takes_back_id IS NULL
        WHERE r.host_id = NEW.host_id AND r.end_to_end_id = ANY (named) AND r.currency = entry.currency
          AND d.booked_on = entry.posted_date
          AND NOT EXISTS (SELECT FROM payments_debit b WHERE b.takes_back_id = d.id)) <> cardinality(named) THEN
        RAISE EXCEPTION 'a payment is debited in its currency, on the day of the line, or it is not this line'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_is_debited';
    END IF;
    IF entry.amount_minor > -(SELECT sum(r.amount_minor) FROM payments_release r
                              WHERE r.host_id = NEW.host_id AND r.end_to_end_id = ANY (named)) THEN
        RAISE EXCEPTION 'a payment leaves whole'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reconciliation_payment_leaves_whole';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reconciliation_decision_payments BEFORE INSERT ON reconciliation_decision FOR EACH ROW
    EXECUTE FUNCTION reconciliation_payment_law();
