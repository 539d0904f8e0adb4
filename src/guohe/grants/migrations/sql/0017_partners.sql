-- What stands of a thing: withdrawn is withdrawn for good, and the last answer is the answer.
CREATE FUNCTION grants_partner_withdrawn(of_grant bigint, of_partner int, of_thing text, of_number int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM grants_partneract WHERE grant_id = of_grant AND partner = of_partner
                   AND thing = of_thing AND number = of_number AND deed = 'withdrawn')
$$;
CREATE FUNCTION grants_partner_answer(of_grant bigint, of_partner int, of_number int) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT note FROM grants_partneract WHERE grant_id = of_grant AND partner = of_partner AND thing = 'statement'
        AND number = of_number AND deed = 'answered' ORDER BY step DESC LIMIT 1
$$;
-- What the partner says that it received, of the transfers that stand: of each its last word.
CREATE FUNCTION grants_partner_received(of_grant bigint, of_partner int) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(amount_minor), 0)::bigint FROM (
        SELECT DISTINCT ON (number) number, amount_minor FROM grants_partneract
        WHERE grant_id = of_grant AND partner = of_partner AND thing = 'transfer' AND deed = 'received'
        ORDER BY number, step DESC) AS told
    WHERE NOT grants_partner_withdrawn(of_grant, of_partner, 'transfer', number)
$$;
CREATE FUNCTION grants_partner_counted(of_grant bigint, of_partner int) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(sum(amount_minor), 0)::bigint FROM grants_partneract AS a
    WHERE grant_id = of_grant AND partner = of_partner AND thing = 'statement' AND deed = 'confirmed'
        AND NOT grants_partner_withdrawn(of_grant, of_partner, 'statement', a.number)
$$;

-- A paper of a partner is in the award's currency.
CREATE FUNCTION grants_partner_row(of_host int, of_grant bigint, said_currency text, by_account bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (grants_paper('partner', of_host, of_grant, by_account, 'prepare')).currency IS DISTINCT FROM said_currency THEN
        PERFORM grants_change_refuse('a partner is paid in the currency of the award', 'partner_currency');
    END IF;
END $$;

CREATE FUNCTION grants_partneragreement_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    planned bigint;
BEGIN
    PERFORM grants_partner_row(NEW.host_id, NEW.grant_id, NEW.currency, NEW.recorded_by_id);
    IF NEW.version <> 1 + coalesce((SELECT max(version) FROM grants_partneragreement
                                    WHERE grant_id = NEW.grant_id AND partner = NEW.partner), 0) THEN
        PERFORM grants_change_refuse('a change of an agreement is its next version', 'partner_agreed');
    END IF;
    IF NEW.reference = '' OR NEW.name_en = '' OR NEW.agreed_on > guohe_on() THEN
        PERFORM grants_change_refuse('an agreement has a name, a reference and a day that has come', 'partner_agreement_named');
    END IF;
    IF jsonb_array_length(NEW.tranches) = 0
       OR EXISTS (SELECT FROM jsonb_array_elements(NEW.tranches) AS t WHERE NOT (t->>'amount_minor')::bigint > 0) THEN
        PERFORM grants_change_refuse('a tranche is an amount above zero', 'partner_tranche_is_positive');
    END IF;
    SELECT sum((t->>'amount_minor')::bigint) INTO planned FROM jsonb_array_elements(NEW.tranches) AS t;
    IF planned > NEW.share_minor OR NEW.share_minor > (SELECT total_minor FROM grants_grant WHERE id = NEW.grant_id) THEN
        PERFORM grants_change_refuse('the tranches are within the share, and the share within the award', 'partner_share');
    END IF;
    IF jsonb_array_length(NEW.tranches) < coalesce((
           SELECT max(t.tranche) FROM grants_partnertransfer AS t WHERE t.grant_id = NEW.grant_id AND t.partner = NEW.partner
           AND NOT grants_partner_withdrawn(t.grant_id, t.partner, 'transfer', t.number)), 0) THEN
        PERFORM grants_change_refuse('a tranche that was sent stays in the agreement', 'partner_tranche_sent');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_partneragreement_law BEFORE INSERT ON grants_partneragreement
    FOR EACH ROW EXECUTE FUNCTION grants_partneragreement_law();

CREATE FUNCTION grants_partnertransfer_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a grants_partneragreement;
    sent bigint;
BEGIN
    PERFORM grants_partner_row(NEW.host_id, NEW.grant_id, NEW.currency, NEW.recorded_by_id);
    -- One after the other: two transfers at the same moment are both judged by the share.
    SELECT * INTO a FROM grants_partneragreement WHERE grant_id = NEW.grant_id AND partner = NEW.partner
        ORDER BY version DESC LIMIT 1 FOR UPDATE;
    IF a.id IS NULL OR NEW.tranche NOT BETWEEN 1 AND jsonb_array_length(a.tranches) THEN
        PERFORM grants_change_refuse('money is passed on under a tranche of an agreement', 'partner_transfer_agreed');
    END IF;
    SELECT coalesce(sum(t.amount_minor), 0) INTO sent FROM grants_partnertransfer AS t
        WHERE t.grant_id = NEW.grant_id AND t.partner = NEW.partner
        AND NOT grants_partner_withdrawn(t.grant_id, t.partner, 'transfer', t.number);
    IF sent + NEW.amount_minor > a.share_minor THEN
        PERFORM grants_change_refuse('no more is passed on than the share', 'partner_share');
    END IF;
    IF NEW.sent_on > guohe_on() THEN
        PERFORM grants_change_refuse('a transfer has a day that has come', 'partner_day');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_partnertransfer_law BEFORE INSERT ON grants_partnertransfer
    FOR EACH ROW EXECUTE FUNCTION grants_partnertransfer_law();

CREATE FUNCTION grants_partnerstatement_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE a grants_partneragreement;
BEGIN
    PERFORM grants_partner_row(NEW.host_id, NEW.grant_id, NEW.currency, NEW.recorded_by_id);
    SELECT * INTO a FROM grants_partneragreement WHERE grant_id = NEW.grant_id AND partner = NEW.partner
        ORDER BY version DESC LIMIT 1 FOR UPDATE;
    IF a.id IS NULL OR NOT EXISTS (SELECT FROM jsonb_array_elements(a.dues) AS d
            WHERE (d->>'first_day')::date = NEW.first_day AND (d->>'last_day')::date = NEW.last_day) THEN
        PERFORM grants_change_refuse('a statement is of days that the agreement asks for', 'partner_statement_asked');
    END IF;
    IF EXISTS (SELECT FROM grants_partnerstatement AS s WHERE s.grant_id = NEW.grant_id AND s.partner = NEW.partner
               AND s.first_day <= NEW.last_day AND s.last_day >= NEW.first_day
               AND NOT grants_partner_withdrawn(s.grant_id, s.partner, 'statement', s.number)
               AND grants_partner_answer(s.grant_id, s.partner, s.number) IS DISTINCT FROM 'error') THEN
        PERFORM grants_change_refuse('these days have a statement already', 'partner_statement_days_once');
    END IF;
    IF EXISTS (SELECT FROM jsonb_array_elements(NEW.rows) AS r
               WHERE coalesce(r->>'category', '') = '' OR NOT (r->>'amount_minor')::bigint > 0)
       OR NEW.used_minor <> coalesce((SELECT sum((r->>'amount_minor')::bigint) FROM jsonb_array_elements(NEW.rows) AS r), 0) THEN
        PERFORM grants_change_refuse('use is the sum of its rows, each above zero', 'partner_statement_adds');
    END IF;
    IF NEW.stated_on > guohe_on() OR NEW.stated_on < NEW.first_day THEN
        PERFORM grants_change_refuse('a statement has a day that has come', 'partner_day');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_partnerstatement_law BEFORE INSERT ON grants_partnerstatement
    FOR EACH ROW EXECUTE FUNCTION grants_partnerstatement_law();

-- A statement is confirmed once, by somebody who neither entered nor answered it; no more use is counted than was received.
CREATE FUNCTION grants_partneract_law() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    g grants_grant;
    a grants_partneragreement;
    t grants_partnertransfer;
    s grants_partnerstatement;
    writer bigint;
    less bigint;
    left_over bigint;
BEGIN
    g := grants_paper('partner', NEW.host_id, NEW.grant_id, NEW.recorded_by_id,
                      CASE WHEN NEW.deed IN ('confirmed', 'withdrawn') THEN 'approve' ELSE 'prepare' END);
    SELECT * INTO a FROM grants_partneragreement WHERE grant_id = NEW.grant_id AND partner = NEW.partner
        ORDER BY version DESC LIMIT 1 FOR UPDATE;
    SELECT * INTO t FROM grants_partnertransfer WHERE grant_id = NEW.grant_id AND partner = NEW.partner
        AND number = NEW.number AND NEW.thing = 'transfer';
    SELECT * INTO s FROM grants_partnerstatement WHERE grant_id = NEW.grant_id AND partner = NEW.partner
        AND number = NEW.number AND NEW.thing = 'statement';
    writer := coalesce(t.recorded_by_id, s.recorded_by_id);
    IF NEW.happened_on > guohe_on() OR (NEW.amount_minor IS NULL) <> (NEW.currency = '')
       OR (NEW.currency <> '' AND NEW.currency <> g.currency) THEN
        PERFORM grants_change_refuse('an act has a day that has come, and an amount the currency of the award', 'partner_day');
    END IF;
    IF (NEW.thing, NEW.deed) NOT IN (('tranche', 'met'), ('transfer', 'received'), ('transfer', 'withdrawn'),
                                     ('statement', 'answered'), ('statement', 'confirmed'), ('statement', 'withdrawn'))
       OR (NEW.thing = 'tranche' AND NEW.number NOT BETWEEN 1 AND coalesce(jsonb_array_length(a.tranches), 0))
       OR (NEW.thing <> 'tranche' AND writer IS NULL)
       OR grants_partner_withdrawn(NEW.grant_id, NEW.partner, NEW.thing, NEW.number) THEN
        PERFORM grants_change_refuse('this does not follow', 'partner_act_follows');
    END IF;
    IF (NEW.deed IN ('met', 'answered') AND NEW.evidence = '') OR (NEW.deed = 'withdrawn' AND NEW.note = '')
       OR (NEW.deed = 'answered' AND NEW.note NOT IN ('own', 'error', 'elsewhere')) THEN
        PERFORM grants_change_refuse('what is said has its evidence or its reason', 'partner_act_evidenced');
    END IF;
    IF NEW.deed = 'received' AND (coalesce(NEW.amount_minor, 0) NOT BETWEEN 1 AND t.amount_minor OR NEW.happened_on < t.sent_on) THEN
        PERFORM grants_change_refuse('what was received is an amount, at most what was sent and not before', 'partner_received');
    END IF;
    IF NEW.deed IN ('answered', 'confirmed') AND EXISTS (SELECT FROM grants_partneract WHERE grant_id = NEW.grant_id
        AND partner = NEW.partner AND thing = 'statement' AND number = NEW.number AND deed = 'confirmed') THEN
        PERFORM grants_change_refuse('a statement is confirmed once', 'partner_act_follows');
    END IF;
    IF NEW.deed IN ('confirmed', 'withdrawn') AND (writer = NEW.recorded_by_id OR (NEW.deed = 'confirmed' AND EXISTS (
        SELECT FROM grants_partneract WHERE grant_id = NEW.grant_id AND partner = NEW.partner AND thing = 'statement'
        AND number = NEW.number AND deed = 'answered' AND recorded_by_id = NEW.recorded_by_id)) OR (NEW.deed = 'confirmed' AND EXISTS (
        SELECT FROM grants_partneract WHERE grant_id = NEW.grant_id AND partner = NEW.partner AND thing = 'transfer'
        AND deed = 'received' AND recorded_by_id = NEW.recorded_by_id))) THEN
        PERFORM grants_change_refuse('nobody confirms or takes back what they entered', 'partner_by_another');
    END IF;
    -- Confirmed use is of money that was received: whoever takes that away takes the use back first, and that needs another person.
    IF NEW.thing = 'transfer' AND NEW.deed IN ('received', 'withdrawn') THEN
        less := coalesce((SELECT amount_minor FROM grants_partneract WHERE grant_id = NEW.grant_id
            AND partner = NEW.partner AND thing = 'transfer' AND number = NEW.number AND deed = 'received'
            ORDER BY step DESC LIMIT 1), 0) - CASE NEW.deed WHEN 'received' THEN NEW.amount_minor ELSE 0 END;
        IF less > 0 AND grants_partner_received(NEW.grant_id, NEW.partner) - less
                             < grants_partner_counted(NEW.grant_id, NEW.partner) THEN
            PERFORM grants_change_refuse('less received than is confirmed as used: take the use back first',
                                         'partner_counted_stands');
        END IF;
    END IF;
    IF NEW.deed = 'confirmed' THEN
        left_over := greatest(0, grants_partner_received(NEW.grant_id, NEW.partner)
                                 - grants_partner_counted(NEW.grant_id, NEW.partner));
        IF NEW.amount_minor IS DISTINCT FROM least(s.used_minor, left_over) THEN
            PERFORM grants_change_refuse('use is counted up to what was received', 'partner_counted');
        END IF;
        IF coalesce(grants_partner_answer(NEW.grant_id, NEW.partner, NEW.number), '') = 'error'
           OR (NEW.amount_minor < s.used_minor
               AND grants_partner_answer(NEW.grant_id, NEW.partner, NEW.number) IS NULL) THEN
            PERFORM grants_change_refuse('more use than was received has an answer, and an error counts for nothing',
                                         'partner_answered');
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grants_partneract_law BEFORE INSERT ON grants_partneract
    FOR EACH ROW EXECUTE FUNCTION grants_partneract_law();
REVOKE ALL ON FUNCTION grants_partner_withdrawn(bigint, int, text, int), grants_partner_answer(bigint, int, int),
    grants_partner_received(bigint, int), grants_partner_counted(bigint, int),
    grants_partner_row(int, bigint, text, bigint), grants_partneragreement_law(), grants_partnertransfer_law(),
    grants_partnerstatement_law(), grants_partneract_law() FROM PUBLIC;
ALTER TABLE grants_partneragreement ADD CONSTRAINT partner_spent_share_is_a_share CHECK (spent_percent BETWEEN 1 AND 100);
ALTER TABLE grants_partnertransfer ADD CONSTRAINT partner_transfer_is_positive CHECK (amount_minor > 0);
