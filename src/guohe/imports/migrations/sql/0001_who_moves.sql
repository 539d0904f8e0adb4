-- Who moves what a file brought, and on whose word: the same laws as the operations have, for whoever writes SQL. Statements are
-- judged by all their rows at once, so that a long file costs one question; what a person said is judged when the transaction ends,
-- because a line, its question and its answer are written together in any order.

CREATE FUNCTION imports_refuse(reason text, named text) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'restrict_violation', CONSTRAINT = named;
END $$;

-- Whether the actor answered a question about this line: then they may have to be asked the next one.
CREATE FUNCTION imports_answered_by_actor(line bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM imports_question AS q JOIN imports_answer AS a ON a.question_id = q.id
                   WHERE q.line_id = $1 AND a.answered_by_id = guohe_actor() AND a.effect = 'ready')
$$;

-- Whether the actor has standing to answer one of the questions about this line.
CREATE FUNCTION imports_may_answer_line(line bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM imports_question AS q
                   WHERE q.line_id = $1 AND guohe_may(q.host_id, 'answer', nullif(q.grant_ref, '')))
$$;

-- The entry of the books that a line claims is its own: made under the line's key, in the book and for the fund of its grant, of its
-- document and its amount; a cost on its account, an order under its number.
CREATE FUNCTION imports_entry_is_of_line(line imports_line) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry funds_journal;
    pays funds_fund;
BEGIN
    SELECT * INTO entry FROM funds_journal AS j WHERE j.id = line.journal_id;
    SELECT * INTO pays FROM funds_fund AS f WHERE f.host_id = line.host_id AND f.ref = line.grant_ref;
    IF (entry.host_id, entry.key, entry.book_id) IS DISTINCT FROM (line.host_id, line.key, pays.book_id)
       OR pays.id IS NULL OR (line.doc_ref <> '' AND entry.source <> line.doc_ref) THEN
        RETURN false;
    END IF;
    IF line.kind = 'commitment' THEN
        RETURN EXISTS (SELECT FROM funds_commitment AS c
                       WHERE c.journal_id = entry.id AND c.fund_id = pays.id AND c.currency = line.currency
                         AND c.amount = line.amount_minor AND c.order_no = coalesce(nullif(line.order_no, ''), line.doc_ref));
    END IF;
    -- A cost that several lots pay has a line for each.
    RETURN (SELECT sum(p.amount) FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
            WHERE p.journal_id = entry.id AND p.fund_id = pays.id AND p.currency = line.currency
              -- An account has one currency; a cost in another one stands beside it.
              AND a.code IN (line.account_code, line.account_code || ' ' || line.currency)) IS NOT DISTINCT FROM line.amount_minor;
END $$;

-- The mappings that hold on the day, one for each pack of a host: the latest day, then the latest decision.
CREATE FUNCTION imports_mappings_in_force(hosts int[]) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT DISTINCT ON (host_id, pack) id FROM grants_mappingversion
        WHERE host_id = ANY ($1) AND in_force_from <= guohe_on()
        ORDER BY host_id, pack, in_force_from DESC, number DESC) AS held
$$;

-- Lines: whoever imports; whoever decides the mapping, for a category; whoever may answer, for what they answer. In the own name.
-- A line is in the books by the entry of its own, and by nothing else; what is there, or is gone, stays as it was.
CREATE FUNCTION imports_line_moved_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    importing int[];
    preparing int[];
    in_force bigint[];
BEGIN
    SELECT array_agg(host) FILTER (WHERE guohe_may(host, 'import')), array_agg(host) FILTER (WHERE guohe_may(host, 'prepare'))
    INTO importing, preparing FROM (SELECT DISTINCT host_id AS host FROM now_so) AS hosts;
    IF EXISTS (
        SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
        WHERE (is_now.host_id = ANY (importing)) IS NOT TRUE AND was IS DISTINCT FROM is_now AND NOT (
            (is_now.journal_id IS NOT DISTINCT FROM was.journal_id) AND (
                (was.state = 'question' AND is_now.state IN ('staged', 'rejected') AND is_now.hold IS NOT DISTINCT FROM was.hold
                    AND imports_may_answer_line(is_now.id))
                OR (was.state = 'staged' AND is_now.state = 'question' AND is_now.grant_ref IS NOT DISTINCT FROM was.grant_ref
                    AND is_now.category IS NOT DISTINCT FROM was.category AND imports_answered_by_actor(is_now.id))
                OR (coalesce(is_now.host_id = ANY (preparing), false) AND was.state IN ('staged', 'tick', 'question', 'held')
                    AND (is_now.state = was.state OR (was.state = 'question' AND is_now.state = 'staged'))
                    AND is_now.grant_ref IS NOT DISTINCT FROM was.grant_ref AND is_now.hold IS NOT DISTINCT FROM was.hold)))) THEN
        PERFORM imports_refuse('a line is moved by whoever may import, decides its category, or answers about it',
                               'imports_line_moved_by_right');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE is_now.changed_by_id IS DISTINCT FROM was.changed_by_id AND is_now.changed_by_id IS DISTINCT FROM guohe_actor()) THEN
        PERFORM imports_refuse('a line is moved in the name of the one who acts', 'imports_line_signed_by_actor');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE (was.state IN ('posted', 'reversed', 'withdrawn')
                      AND (is_now.grant_ref, is_now.category, is_now.journal_id) IS DISTINCT FROM (was.grant_ref, was.category, was.journal_id))
                  OR (is_now.journal_id IS DISTINCT FROM was.journal_id AND is_now.state <> 'posted')) THEN
        PERFORM imports_refuse('what is in the books, or is gone, stays as it was', 'imports_line_keeps_its_entry');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE is_now.state = 'posted' AND was.state <> 'posted'
                 AND (was.state NOT IN ('staged', 'held') OR NOT imports_entry_is_of_line(is_now))) THEN
        PERFORM imports_refuse('a line is in the books by its own entry', 'imports_line_posted_by_its_entry');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE is_now.state = 'reversed' AND was.state = 'posted' AND is_now.kind = 'actual'
                 AND NOT imports_entry_is_gone(is_now.journal_id)) THEN
        PERFORM imports_refuse('a line leaves the books by the reversal of its entry', 'imports_line_reversed_in_the_books');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE (was.state = 'tick' AND is_now.state IN ('staged', 'held')
                      AND NOT EXISTS (SELECT FROM imports_tick AS t WHERE t.line_id = is_now.id))
                  OR (is_now.state = 'rejected' AND was.state NOT IN ('rejected', 'question'))) THEN
        PERFORM imports_refuse('a repair is ticked, and a line is left out by an answer', 'imports_line_moved_by_a_word');
    END IF;
    -- Whose cost it is, and what for, is said by an answer (asked when the transaction ends, imports_line_waits_for_a_word);
    -- what for, by the mapping in force too. A line that has no category any more is asked about.
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE is_now.grant_ref IS DISTINCT FROM was.grant_ref AND (was.state, is_now.state) <> ('question', 'staged')) THEN
        PERFORM imports_refuse('a line goes to another grant by an answer', 'imports_line_keeps_its_grant');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE is_now.category IS DISTINCT FROM was.category AND (was.state, is_now.state) <> ('question', 'staged')) THEN
        in_force := imports_mappings_in_force((SELECT array_agg(DISTINCT host_id) FROM now_so));
        IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
                   WHERE is_now.category IS DISTINCT FROM was.category AND (was.state, is_now.state) <> ('question', 'staged')
                     AND NOT (is_now.category IS NULL AND is_now.state = 'question')
                     AND NOT EXISTS (SELECT FROM grants_mappingrow AS r WHERE r.version_id = ANY (in_force)
                                     AND r.account = is_now.account_code AND r.category = is_now.category)) THEN
            PERFORM imports_refuse('a line changes its category by an answer or by the mapping in force', 'imports_line_keeps_its_category');
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_line_moved_by_right AFTER UPDATE ON imports_line
    REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_line_moved_by_right();

-- A line comes in as read: nothing is in the books, left out or gone before it was.
CREATE FUNCTION imports_line_comes_in() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM now_so WHERE state NOT IN ('staged', 'tick', 'question', 'held') OR journal_id IS NOT NULL) THEN
        PERFORM imports_refuse('a line comes in as it was read', 'imports_line_comes_in');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_line_comes_in AFTER INSERT ON imports_line
    REFERENCING NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_line_comes_in();

-- What waited for a word goes on by that word alone: an answer of whoever moved it, at that moment, or a decided mapping.
CREATE FUNCTION imports_line_waits_for_a_word() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    wanted text := CASE NEW.state WHEN 'staged' THEN 'ready' WHEN 'rejected' THEN 'left_out' END;
BEGIN
    IF EXISTS (SELECT FROM imports_question AS q JOIN imports_answer AS a ON a.question_id = q.id
               WHERE q.line_id = NEW.id AND q.state = 'answered' AND a.effect = wanted
                 AND a.answered_by_id = NEW.changed_by_id AND a.answered_at = NEW.changed_at
                 AND (NEW.grant_ref IS NOT DISTINCT FROM OLD.grant_ref OR (a.answer = 'move' AND a.chosen = NEW.grant_ref))
                 AND (NEW.category IS NOT DISTINCT FROM OLD.category OR a.answer = 'move'
                      OR (a.answer = 'category' AND a.chosen = NEW.category)))
       -- The mapping has given it its category before: that is asked of the statement (imports_line_keeps_its_category).
       OR (NEW.state = 'staged' AND NEW.grant_ref IS NOT DISTINCT FROM OLD.grant_ref AND NEW.category = OLD.category
           AND EXISTS (SELECT FROM imports_question AS q
                       WHERE q.line_id = NEW.id AND q.state = 'withdrawn' AND q.kind = 'no_category')) THEN
        IF NOT EXISTS (SELECT FROM imports_line AS l JOIN imports_question AS q ON q.line_id = l.id AND q.state = 'open'
                       WHERE l.id = NEW.id AND l.state <> 'question') THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM imports_refuse('a line that waits for a word goes on by that word', 'imports_line_waits_for_a_word');
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER imports_line_waits_for_a_word AFTER UPDATE ON imports_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'question' AND NEW.state NOT IN ('question', 'withdrawn')) EXECUTE FUNCTION imports_line_waits_for_a_word();

-- Whoever imports asks, in the own name; so does, in the name of whoever asked before, the one whose answer leads to the next question.
CREATE FUNCTION imports_question_asked() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM now_so AS is_now LEFT JOIN imports_line AS l ON l.id = is_now.line_id
        LEFT JOIN (SELECT DISTINCT host_id, guohe_may(host_id, 'import') AS may FROM now_so) AS h ON h.host_id = is_now.host_id
        WHERE is_now.state <> 'open' OR l.host_id IS DISTINCT FROM is_now.host_id OR l.job_id IS DISTINCT FROM is_now.job_id
           OR NOT ((h.may AND is_now.asked_by_id = guohe_actor())
                   OR (imports_answered_by_actor(is_now.line_id) AND EXISTS (SELECT FROM imports_question AS before
                       WHERE before.line_id = is_now.line_id AND before.id < is_now.id AND before.asked_by_id = is_now.asked_by_id)))) THEN
        PERFORM imports_refuse('a question is asked by the one who acts, who may import', 'imports_question_asked_by_actor');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_question_asked AFTER INSERT ON imports_question
    REFERENCING NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_question_asked();

-- A question closes once: answered by an answer, or withdrawn with its line, or because a mapping says the category that lacked.
CREATE FUNCTION imports_question_stays_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.state IS DISTINCT FROM OLD.state AND OLD.state <> 'open' THEN
        PERFORM imports_refuse('a question closes once', 'imports_question_stays_closed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_question_stays_closed BEFORE UPDATE ON imports_question FOR EACH ROW
    EXECUTE FUNCTION imports_question_stays_closed();

CREATE FUNCTION imports_question_moved_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
        LEFT JOIN (SELECT DISTINCT host_id, guohe_may(host_id, 'import') AS imports, guohe_may(host_id, 'prepare') AS prepares
                   FROM now_so) AS h ON h.host_id = is_now.host_id
        WHERE is_now.state <> was.state AND NOT CASE is_now.state
            WHEN 'withdrawn' THEN h.imports OR (h.prepares AND is_now.kind = 'no_category')
            ELSE guohe_may(is_now.host_id, 'answer', nullif(is_now.grant_ref, '')) END) THEN
        PERFORM imports_refuse('a question is closed by whoever may answer it, or whoever imports or decides the category',
                               'imports_question_moved_by_right');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_question_moved_by_right AFTER UPDATE ON imports_question
    REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_question_moved_by_right();

CREATE FUNCTION imports_question_closes_by_a_word() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT (CASE NEW.state
        WHEN 'answered' THEN EXISTS (SELECT FROM imports_answer AS a
                                     WHERE a.question_id = NEW.id AND a.effect IN ('ready', 'left_out'))
        ELSE EXISTS (SELECT FROM imports_line AS l WHERE l.id = NEW.line_id AND (l.state = 'withdrawn' OR (
                         NEW.kind = 'no_category' AND EXISTS (
                             SELECT FROM grants_mappingrow AS r WHERE r.host_id = l.host_id AND r.account = l.account_code
                               AND r.category <> '')))) END) THEN
        PERFORM imports_refuse('a question is closed by an answer, or goes with its line', 'imports_question_closes_by_a_word');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER imports_question_closes_by_a_word AFTER UPDATE ON imports_question DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.state = 'open' AND NEW.state <> 'open') EXECUTE FUNCTION imports_question_closes_by_a_word();

-- An answer decides when its giver has standing, once; who asked does not count the cost in. Anyone else's words are a note.
CREATE UNIQUE INDEX imports_answer_decides_once ON imports_answer (question_id) WHERE effect IN ('ready', 'left_out');
CREATE FUNCTION imports_answer_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked imports_question;
BEGIN
    SELECT * INTO asked FROM imports_question WHERE id = NEW.question_id;
    IF asked.host_id IS DISTINCT FROM NEW.host_id OR NEW.answered_by_id IS DISTINCT FROM guohe_actor()
       OR NEW.effect IS DISTINCT FROM (CASE
              WHEN NEW.answer IN ('count', 'category', 'move') THEN 'ready'
              WHEN NEW.answer IN ('duplicate', 'not_ours') THEN 'left_out'
              WHEN NEW.answer = 'wait' THEN 'waiting'
              WHEN NEW.answer = 'note' THEN 'noted' END) THEN
        PERFORM imports_refuse('an answer is given by the one who acts and does what it says', 'imports_answer_does_what_it_says');
    END IF;
    IF NEW.answer <> 'note' THEN
        IF NOT guohe_may(NEW.host_id, 'answer', nullif(asked.grant_ref, '')) THEN
            PERFORM imports_refuse('an answer decides when its giver may answer there', 'imports_answer_with_standing');
        END IF;
        IF asked.state = 'withdrawn' OR NOT asked.ready ? NEW.answer THEN
            PERFORM imports_refuse('an answer is one of those that the question has ready', 'imports_answer_is_ready');
        END IF;
    END IF;
    IF NEW.answer = 'move' AND NOT guohe_may(NEW.host_id, 'answer', NEW.chosen) THEN
        PERFORM imports_refuse('a line is moved to a grant by who may answer there too', 'imports_answer_with_standing');
    END IF;
    IF NEW.answer IN ('count', 'category', 'move') AND asked.asked_by_id = NEW.answered_by_id THEN
        PERFORM imports_refuse('whoever asked does not count the cost in', 'imports_answer_by_two');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_answer_law BEFORE INSERT ON imports_answer FOR EACH ROW EXECUTE FUNCTION imports_answer_law();

-- A file is moved by whoever may import, in the own name; undone, nothing of it is in the books or waits, and so it stays.
CREATE FUNCTION imports_job_moved_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    later CONSTANT text[] := ARRAY['waiting', 'added', 'already', 'already_waits', 'looked_again'];
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT host_id FROM now_so) AS hosts WHERE NOT guohe_may(host_id, 'import'))
       OR EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
                  WHERE (is_now.confirmed_by_id IS DISTINCT FROM was.confirmed_by_id AND is_now.confirmed_by_id IS DISTINCT FROM guohe_actor())
                     OR (is_now.reversed_by_id IS DISTINCT FROM was.reversed_by_id AND is_now.reversed_by_id IS DISTINCT FROM guohe_actor())) THEN
        PERFORM imports_refuse('a file is moved by the one who acts, who may import', 'imports_job_moved_by_right');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id WHERE was.state = 'reversed' AND was IS DISTINCT FROM is_now)
       OR EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
                  WHERE was.state <> 'reversed' AND is_now.state = 'reversed'
                    AND (EXISTS (SELECT FROM imports_line AS l WHERE l.job_id = is_now.id AND l.state NOT IN ('reversed', 'withdrawn'))
                         OR EXISTS (SELECT FROM imports_bank_entry AS e WHERE e.job_id = is_now.id AND e.withdrawn_at IS NULL))) THEN
        PERFORM imports_refuse('a file is undone with all that it brought', 'imports_job_undone_whole');
    END IF;
    -- Against what the file stated its lines are held when they are confirmed, and ever after. What is said of its lines later, and
    -- what another file held and holds no more, is added to how it was read.
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE was.state <> 'read' AND (was.currency, was.file_total_minor, was.rows_read, was.reading - later)
                     IS DISTINCT FROM (is_now.currency, is_now.file_total_minor, is_now.rows_read, is_now.reading - later)) THEN
        PERFORM imports_refuse('what a checked file stated stays as it was read', 'imports_job_read_once');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_job_moved_by_right AFTER UPDATE ON imports_job
    REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_job_moved_by_right();

-- Whether the books no longer hold an entry: reversed, and not by a reversal that was itself reversed.
CREATE FUNCTION imports_entry_is_gone(entry bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE chain AS (
        SELECT entry AS id, 0 AS steps
        UNION ALL
        SELECT back.id, chain.steps + 1 FROM chain JOIN funds_journal AS back ON back.reverses = chain.id
    )
    SELECT mod(max(steps), 2) = 1 FROM chain
$$;

-- What an entry of a statement was used for is said by whoever may import, or by the second person who may approve it, in the own
-- name and of an entry of the host's books; it is free again when the books hold that entry no longer.
CREATE FUNCTION imports_bank_entry_moved_by_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM (SELECT DISTINCT host_id FROM now_so) AS hosts
               WHERE NOT (guohe_may(host_id, 'import') OR guohe_may(host_id, 'approve'))) THEN
        PERFORM imports_refuse('an entry of a statement is used by whoever may import or approve', 'imports_bank_entry_moved_by_right');
    END IF;
    IF EXISTS (SELECT FROM was_so AS was JOIN now_so AS is_now ON is_now.id = was.id
               WHERE (was.used_as, was.used_for, was.journal_id, was.used_by_id, was.used_at)
                     IS DISTINCT FROM (is_now.used_as, is_now.used_for, is_now.journal_id, is_now.used_by_id, is_now.used_at)
                 AND (CASE WHEN is_now.used_as IS NULL
                           THEN (is_now.used_for, is_now.journal_id, is_now.used_by_id, is_now.used_at) IS DISTINCT FROM (NULL, NULL, NULL, NULL)
                           ELSE is_now.used_by_id IS DISTINCT FROM guohe_actor() OR NOT EXISTS (
                               SELECT FROM funds_journal AS j WHERE j.id = is_now.journal_id AND j.host_id = is_now.host_id) END
                      OR (was.journal_id IS NOT NULL AND NOT imports_entry_is_gone(was.journal_id)))) THEN
        PERFORM imports_refuse('an entry of a statement is what the books hold of it', 'imports_bank_entry_as_booked');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER imports_bank_entry_moved_by_right AFTER UPDATE ON imports_bank_entry
    REFERENCING OLD TABLE AS was_so NEW TABLE AS now_so FOR EACH STATEMENT EXECUTE FUNCTION imports_bank_entry_moved_by_right();

DO $$
DECLARE
    t record;
BEGIN
    FOR t IN SELECT tgrelid::regclass AS of_table, tgname FROM pg_trigger
             WHERE tgrelid::regclass::text IN ('imports_line', 'imports_question', 'imports_answer', 'imports_job', 'imports_bank_entry')
               AND NOT tgisinternal LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', t.of_table, t.tgname);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION imports_refuse(text, text), imports_answered_by_actor(bigint), imports_may_answer_line(bigint),
    imports_entry_is_of_line(imports_line), imports_mappings_in_force(int[]), imports_line_moved_by_right(), imports_line_comes_in(), imports_line_waits_for_a_word(),
    imports_question_asked(), imports_question_stays_closed(), imports_question_moved_by_right(),
    imports_question_closes_by_a_word(), imports_answer_law(), imports_job_moved_by_right(), imports_bank_entry_moved_by_right(),
    imports_entry_is_gone(bigint) FROM PUBLIC;
