CREATE OR REPLACE FUNCTION payments_ended(release bigint) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM payments_moved($1, 'return')) OR coalesce((
        SELECT a.state IN ('rejected', 'returned') FROM payments_answer a
        WHERE a.release_id = $1 AND a.state NOT IN ('partly', 'copy') ORDER BY a.said_at DESC, a.id DESC LIMIT 1), false)
$$;
DROP TRIGGER payments_not_withdrawn ON payments_paper;
DROP TRIGGER payments_not_withdrawn ON payments_filedrelease;
DROP TRIGGER payments_not_withdrawn ON payments_approval;
DROP FUNCTION payments_not_withdrawn();
DROP TRIGGER payments_withdrawal_law ON payments_withdrawal;
DROP FUNCTION payments_withdrawal_law();
ALTER TABLE payments_withdrawal DROP CONSTRAINT payments_withdrawal_says_why;
