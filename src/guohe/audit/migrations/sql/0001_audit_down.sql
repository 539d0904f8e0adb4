DROP FUNCTION audit_verify(), audit_seal();
DROP TABLE audit_unsealed, audit_link;
DROP TABLE audit_fact CASCADE;
DROP FUNCTION audit_queue_fact(), audit_complete_fact(), audit_link_digest(bytea, integer, bigint, bytea), audit_encoded(text[]);
