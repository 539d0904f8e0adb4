-- A file is its content. Two names of the same bytes are one row in a host; the digest is recomputed here.
CREATE TABLE documents_file (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    name text NOT NULL CHECK (name <> '' AND name !~ '[/\\[:cntrl:]]'),
    media_type text NOT NULL CHECK (media_type ~ '^[a-z]+/[a-z0-9.+-]+$'),
    size bigint NOT NULL CHECK (size > 0),
    content bytea NOT NULL,
    stored_by_id integer NOT NULL REFERENCES identity_account,
    stored_at timestamptz NOT NULL,
    CONSTRAINT documents_file_same_content UNIQUE (host_id, sha256),
    CONSTRAINT documents_file_size CHECK (size = octet_length(content)),
    CONSTRAINT documents_file_digest CHECK (sha256 = sha256(content)),
    CONSTRAINT documents_file_of_host UNIQUE (host_id, id)
);
-- Scans and spreadsheets are compressed already.
ALTER TABLE documents_file ALTER COLUMN content SET STORAGE EXTERNAL;

-- A paper on a line. The line is a reference text, because documents stand below the books.
CREATE TABLE documents_attachment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    subject text NOT NULL CHECK (subject ~ '^[a-z][a-z0-9_-]*(/[A-Za-z0-9._-]+)+$'),
    label text NOT NULL DEFAULT '',
    grant_ref text NOT NULL DEFAULT '',
    slot text NOT NULL CHECK (slot IN ('invoice', 'payment', 'delivery', 'quotation', 'trip-report', 'payslip',
        'contract', 'approval', 'other')),
    file_id bigint NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    fapiao_code text NOT NULL DEFAULT '' CHECK (fapiao_code ~ '^[0-9A-Z]*$'),
    fapiao_number text NOT NULL DEFAULT '' CHECK (fapiao_number ~ '^[0-9A-Z]*$'),
    currency char(3),
    amount_minor bigint,
    original_location text NOT NULL DEFAULT '',
    attached_by_id integer NOT NULL REFERENCES identity_account,
    attached_at timestamptz NOT NULL,
    CONSTRAINT documents_attachment_amount CHECK ((currency IS NULL) = (amount_minor IS NULL)),
    CONSTRAINT documents_attachment_file FOREIGN KEY (host_id, file_id) REFERENCES documents_file (host_id, id),
    CONSTRAINT documents_attachment_of_host UNIQUE (host_id, id)
);
CREATE INDEX documents_attachment_of_subject ON documents_attachment (host_id, subject, id);
CREATE INDEX documents_attachment_of_content ON documents_attachment (host_id, sha256);
CREATE INDEX documents_attachment_of_number ON documents_attachment (host_id, fapiao_number) WHERE fapiao_number <> '';

-- Taking a paper back is one more row with its reason; the paper and the file stay.
CREATE TABLE documents_withdrawal (
    host_id integer NOT NULL REFERENCES identity_host,
    attachment_id bigint PRIMARY KEY,
    why text NOT NULL CHECK (why <> ''),
    withdrawn_by_id integer NOT NULL REFERENCES identity_account,
    withdrawn_at timestamptz NOT NULL,
    CONSTRAINT documents_withdrawal_attachment FOREIGN KEY (host_id, attachment_id)
        REFERENCES documents_attachment (host_id, id)
);

-- The same paper cannot support two costs: one number, or one content among invoices, stands on one line of a host.
-- Who stores or attaches is the actor of the transaction, and may prepare there.
CREATE FUNCTION documents_check_attachment() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.attached_by_id IS DISTINCT FROM guohe_actor() OR NOT guohe_may(NEW.host_id, 'prepare', NULLIF(NEW.grant_ref, '')) THEN
        RAISE EXCEPTION 'an attachment is made by its actor, who may prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'documents_attachment_actor';
    END IF;
    SELECT sha256 INTO NEW.sha256 FROM documents_file WHERE host_id = NEW.host_id AND id = NEW.file_id;
    PERFORM pg_advisory_xact_lock(hashtext('documents_attachment'), NEW.host_id);
    IF EXISTS (
        SELECT FROM documents_attachment AS other
        WHERE other.host_id = NEW.host_id AND other.subject <> NEW.subject
          AND ((NEW.fapiao_number <> '' AND other.fapiao_number = NEW.fapiao_number AND other.fapiao_code = NEW.fapiao_code)
               OR (NEW.slot = 'invoice' AND other.slot = 'invoice' AND other.sha256 = NEW.sha256))
          AND NOT EXISTS (SELECT FROM documents_withdrawal AS gone WHERE gone.attachment_id = other.id)
    ) THEN
        RAISE EXCEPTION 'the same paper supports another line already'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'documents_attachment_one_cost';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_attachment_checked BEFORE INSERT ON documents_attachment
    FOR EACH ROW EXECUTE FUNCTION documents_check_attachment();

CREATE FUNCTION documents_check_withdrawal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    of_grant text;
BEGIN
    SELECT grant_ref INTO of_grant FROM documents_attachment WHERE host_id = NEW.host_id AND id = NEW.attachment_id;
    IF NEW.withdrawn_by_id IS DISTINCT FROM guohe_actor() OR NOT guohe_may(NEW.host_id, 'prepare', NULLIF(of_grant, '')) THEN
        RAISE EXCEPTION 'a withdrawal is made by its actor, who may prepare'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'documents_withdrawal_actor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_withdrawal_checked BEFORE INSERT ON documents_withdrawal
    FOR EACH ROW EXECUTE FUNCTION documents_check_withdrawal();

CREATE FUNCTION documents_check_file() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.stored_by_id IS DISTINCT FROM guohe_actor() THEN
        RAISE EXCEPTION 'a file names the actor of its transaction'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'documents_file_actor';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER documents_file_checked BEFORE INSERT ON documents_file
    FOR EACH ROW EXECUTE FUNCTION documents_check_file();

GRANT SELECT, INSERT ON documents_file, documents_attachment, documents_withdrawal TO guohe_app;
