DROP POLICY funds_fund_event_in_scope ON funds_fund_event;
DROP POLICY grants_reopeningapproval_in_scope ON grants_reopeningapproval;
DROP POLICY grants_reopening_in_scope ON grants_reopening;
DROP POLICY grants_effectcorrectionapproval_in_scope ON grants_effectcorrectionapproval;
DROP POLICY grants_effectcorrection_in_scope ON grants_effectcorrection;
DROP POLICY grants_changeeffect_in_scope ON grants_changeeffect;
INSERT INTO funds_golden (digest) VALUES (funds_guard_digest());
