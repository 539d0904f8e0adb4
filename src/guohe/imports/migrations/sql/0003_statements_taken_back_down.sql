DROP TRIGGER imports_bank_entry_stays_withdrawn ON imports_bank_entry;
DROP FUNCTION imports_stays_withdrawn();
DROP TRIGGER imports_bank_entry_written_once ON imports_bank_entry;
CREATE TRIGGER imports_bank_entry_written_once BEFORE UPDATE OR DELETE ON imports_bank_entry FOR EACH ROW
    EXECUTE FUNCTION imports_refuse_rewriting('used_as', 'used_for', 'journal_id', 'used_by_id', 'used_at');
DROP INDEX imports_bank_entry_same_entry;
ALTER TABLE imports_bank_entry ADD CONSTRAINT imports_bank_entry_host_id_fingerprint_key UNIQUE (host_id, fingerprint);
DROP INDEX imports_bank_entry_of_day;
ALTER TABLE imports_bank_entry DROP COLUMN bank_statement, DROP COLUMN bank_reference;
ALTER TABLE imports_bank_entry DROP COLUMN withdrawn_at;
