-- The policies of payments_release decide: the question is asked as the one who reads.
CREATE POLICY payments_withdrawal_in_scope ON payments_withdrawal AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (EXISTS (SELECT FROM payments_release r WHERE r.id = payments_withdrawal.release_id));
CREATE POLICY payments_clarification_in_scope ON payments_clarification AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (EXISTS (SELECT FROM payments_release r WHERE r.id = payments_clarification.release_id));
CREATE POLICY payments_clarificationanswer_in_scope ON payments_clarificationanswer AS RESTRICTIVE FOR SELECT TO guohe_app
    USING (EXISTS (SELECT FROM payments_clarification c WHERE c.id = payments_clarificationanswer.clarification_id));
