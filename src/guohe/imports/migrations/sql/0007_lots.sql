-- Under the policy "specified" a cost says which lots of its grant pay it: its file does in a column, or a person does, once or
-- again until the line is in the books. The last word of a person for the line's grant holds.
ALTER TABLE imports_line ADD COLUMN lot text NOT NULL DEFAULT '';
CREATE TABLE imports_lot_choice (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id int NOT NULL REFERENCES identity_host,
    line_id bigint NOT NULL REFERENCES imports_line,
    grant_ref text NOT NULL,
    -- [{"lot": 7, "minor": 12400}], by the number of the lot.
    lots jsonb NOT NULL CHECK (jsonb_typeof(lots) = 'array' AND jsonb_array_length(lots) > 0),
    named_by_id int NOT NULL REFERENCES identity_account,
    named_at timestamptz NOT NULL
);
CREATE INDEX imports_lot_choice_of_line ON imports_lot_choice (line_id, id DESC);

-- The lots are of the line's own fund and currency, were there on its day, and have as much; they add to the line.
CREATE FUNCTION imports_lot_choice_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    line imports_line;
    pays funds_fund;
    part record;
BEGIN
    IF guohe_actor() IS DISTINCT FROM NEW.named_by_id OR NOT guohe_may(NEW.host_id, 'import') THEN
        PERFORM imports_refuse('lots are named by the one who acts, who may import', 'imports_lot_choice_by_actor');
    END IF;
    IF NOT isfinite(NEW.named_at) OR (NEW.named_at AT TIME ZONE 'Asia/Hong_Kong')::date IS DISTINCT FROM guohe_on() THEN
        PERFORM imports_refuse('lots are named on the day on which it is said', 'imports_lot_choice_said_today');
    END IF;
    SELECT * INTO line FROM imports_line WHERE id = NEW.line_id FOR UPDATE;
    SELECT * INTO pays FROM funds_fund WHERE host_id = line.host_id AND ref = line.grant_ref;
    IF (line.host_id, line.grant_ref) IS DISTINCT FROM (NEW.host_id, NEW.grant_ref) OR pays.lot_policy IS DISTINCT FROM 'specified'
       OR line.kind <> 'actual' OR line.state NOT IN ('staged', 'tick', 'question', 'held') THEN
        PERFORM imports_refuse('lots are named for a cost that waits, of a grant whose policy asks for them', 'imports_lot_choice_waits');
    END IF;
    IF (SELECT coalesce(sum(l.minor), 0) <> line.amount_minor OR count(DISTINCT l.lot) <> count(*)
               OR bool_or(l.lot IS NULL OR coalesce(l.minor, 0) = 0 OR sign(l.minor) <> sign(line.amount_minor))
               OR jsonb_agg(jsonb_build_object('lot', l.lot, 'minor', l.minor) ORDER BY l.lot) IS DISTINCT FROM NEW.lots
        FROM jsonb_to_recordset(NEW.lots) AS l (lot bigint, minor bigint)) THEN
        PERFORM imports_refuse('the lots of a line add to it, each once', 'imports_lot_choice_adds_up');
    END IF;
    FOR part IN SELECT l.lot, l.minor FROM jsonb_to_recordset(NEW.lots) AS l (lot bigint, minor bigint) ORDER BY l.lot LOOP
        PERFORM funds_named_lot(ROW (0, 0, line.host_id, pays.id, line.currency, part.minor, part.lot, 'expense', pays.lot_policy,
                                     line.doc_ref, NULL, line.posted_date, NULL, pays.currency)::funds_line);
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_lot_choice_law BEFORE INSERT ON imports_lot_choice FOR EACH ROW EXECUTE FUNCTION imports_lot_choice_law();

-- Whoever named the lots of a line is followed: its entry takes from these, and as much.
CREATE FUNCTION imports_line_paid_as_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
        JOIN LATERAL (SELECT c.lots FROM imports_lot_choice AS c WHERE c.line_id = is_now.id AND c.grant_ref = is_now.grant_ref
                      ORDER BY c.id DESC LIMIT 1) AS said ON true
        WHERE is_now.state = 'posted' AND was.state <> 'posted' AND is_now.kind = 'actual'
          AND said.lots IS DISTINCT FROM (
              SELECT jsonb_agg(jsonb_build_object('lot', p.lot_id, 'minor', p.amount) ORDER BY p.lot_id)
              FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
              WHERE p.journal_id = is_now.journal_id AND a.role = 'expense')) THEN
        PERFORM imports_refuse('a cost is paid by the lots that a person named for it', 'imports_line_paid_as_named');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_line_paid_as_named AFTER UPDATE ON imports_line
    REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_line_paid_as_named();
ALTER TABLE imports_line ENABLE ALWAYS TRIGGER imports_line_paid_as_named;
-- Seen with the line that it is about.
CREATE POLICY imports_lot_choice_in_scope ON imports_lot_choice AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (EXISTS (SELECT FROM imports_line AS line WHERE line.id = imports_lot_choice.line_id));
REVOKE ALL ON FUNCTION imports_lot_choice_law(), imports_line_paid_as_named() FROM PUBLIC;

-- The law of the books as it stands from here on.
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
