CREATE OR REPLACE FUNCTION payments_ended(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_moved($1, 'return')) OR EXISTS (SELECT FROM payments_withdrawal w WHERE w.release_id = $1)
       OR coalesce((
        SELECT a.state IN ('rejected', 'returned') FROM payments_answer a
        WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy') ORDER BY a.said_at DESC, a.id DESC LIMIT 1), false)
$$;
DROP TRIGGER payments_clarificationanswer_law ON payments_clarificationanswer;
DROP FUNCTION payments_clarificationanswer_law();
DROP TRIGGER payments_clarification_law ON payments_clarification;
DROP FUNCTION payments_clarification_law();
DROP FUNCTION payments_is_unclear(bigint);
DROP INDEX payments_clarification_of_release;
ALTER TABLE payments_clarificationanswer DROP CONSTRAINT payments_clarification_dismissed_with_reason;
ALTER TABLE payments_clarification DROP CONSTRAINT payments_clarification_is_told;
ALTER TABLE payments_clarification DROP CONSTRAINT payments_clarification_became;
