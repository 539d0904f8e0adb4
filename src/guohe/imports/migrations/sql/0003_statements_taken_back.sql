-- An entry of an undone statement stays as it was read, with the time when it was withdrawn; it is then nobody's receipt.
ALTER TABLE imports_bank_entry ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE imports_bank_entry ADD CONSTRAINT imports_bank_entry_withdrawn_is_free CHECK (withdrawn_at IS NULL OR used_as IS NULL);
ALTER TABLE imports_bank_entry DROP CONSTRAINT imports_bank_entry_host_id_fingerprint_key;
CREATE UNIQUE INDEX imports_bank_entry_same_entry ON imports_bank_entry (host_id, fingerprint) WHERE withdrawn_at IS NULL;
-- What came to an account is looked for by its amount, beside what went out of it.
CREATE INDEX imports_bank_entry_of_account ON imports_bank_entry (host_id, account_mask, currency, amount_minor) WHERE withdrawn_at IS NULL;
CREATE INDEX imports_bank_entry_of_journal ON imports_bank_entry (journal_id) WHERE journal_id IS NOT NULL;

-- The bank's own reference and the name of the statement, by which a line of another file is known or told apart.
ALTER TABLE imports_bank_entry ADD COLUMN bank_reference text NOT NULL DEFAULT '';
ALTER TABLE imports_bank_entry ADD COLUMN bank_statement text NOT NULL DEFAULT '';
CREATE INDEX imports_bank_entry_of_day ON imports_bank_entry (host_id, account_mask, currency, posted_date) WHERE withdrawn_at IS NULL;

DROP TRIGGER imports_bank_entry_written_once ON imports_bank_entry;
CREATE TRIGGER imports_bank_entry_written_once BEFORE UPDATE OR DELETE ON imports_bank_entry FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('used_as', 'used_for', 'journal_id', 'used_by_id', 'used_at', 'withdrawn_at');

-- What was withdrawn stays withdrawn.
CREATE FUNCTION imports_stays_withdrawn() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'an entry of an undone statement does not come back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'imports_bank_entry_stays_withdrawn';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_bank_entry_stays_withdrawn BEFORE UPDATE ON imports_bank_entry FOR EACH ROW
    EXECUTE FUNCTION imports_stays_withdrawn();
GRANT UPDATE (withdrawn_at) ON imports_bank_entry TO guohe_app;
