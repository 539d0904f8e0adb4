-- Refusals, exact rounding, and the guards that keep rows as they were written, for the owner of the tables too.

-- A refusal has the code of its sentence as SQLSTATE (MON-321 is GM321) and its facts as JSON in the detail.
CREATE FUNCTION funds_refuse(code text, facts jsonb) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% %', code, facts
        USING ERRCODE = 'G' || left(code, 1) || right(code, 3), DETAIL = facts::text;
END $$;

CREATE FUNCTION funds_money(currency text, minor numeric) RETURNS jsonb LANGUAGE sql IMMUTABLE AS
$$ SELECT jsonb_build_object('currency', currency, 'minor', minor::bigint) $$;

-- part * whole / of, rounded half up, on integers. Above two thousand million the product leaves bigint.
CREATE FUNCTION funds_share(part bigint, whole bigint, of bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN part = 0 THEN 0
                WHEN whole = of THEN part
                WHEN whole <= 2000000000 AND of <= 2000000000 THEN (2 * part * whole + of) / (2 * of)
                ELSE div(2 * part::numeric * whole + of, 2 * of::numeric)::bigint END
$$;

-- A batch has plans made anew, with joins by hash alone: its numbers lie beyond what the planner knows of the tables; it
-- would take them for one row, and compare every line with every head or sort both. A few lines keep the plans of their session (funds_post).
CREATE FUNCTION funds_plan_for_batch() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_nestloop', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'on', true)
$$;
CREATE FUNCTION funds_plan_as_before() RETURNS void LANGUAGE sql AS $$
    SELECT set_config('plan_cache_mode', 'auto', true), set_config('enable_nestloop', 'on', true),
           set_config('enable_mergejoin', 'on', true)
$$;

-- Written once, by everyone.
DO $$
DECLARE named text;
BEGIN
    FOREACH named IN ARRAY ARRAY['funds_book', 'funds_period_event', 'funds_journal', 'funds_posting',
        'funds_allocation', 'funds_fx_deal', 'funds_commitment', 'funds_batch', 'funds_seal', 'funds_fund', 'funds_fund_event']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW
                        EXECUTE FUNCTION guohe_refuse_change()', named || '_append_only', named);
    END LOOP;
    FOREACH named IN ARRAY ARRAY['funds_period', 'funds_account', 'funds_budget_line', 'funds_balance', 'funds_lot']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE DELETE ON %I FOR EACH ROW
                        EXECUTE FUNCTION guohe_refuse_change()', named || '_no_delete', named);
    END LOOP;
    FOREACH named IN ARRAY ARRAY['funds_book', 'funds_period_event', 'funds_journal', 'funds_posting',
        'funds_allocation', 'funds_fx_deal', 'funds_commitment', 'funds_batch', 'funds_seal', 'funds_fund', 'funds_fund_event',
        'funds_period', 'funds_account', 'funds_budget_line', 'funds_balance', 'funds_lot']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT
                        EXECUTE FUNCTION guohe_refuse_change()', named || '_no_truncate', named);
    END LOOP;
    -- What follows from postings is written by the law of postings, never by hand.
    FOREACH named IN ARRAY ARRAY['funds_allocation', 'funds_lot', 'funds_balance']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
                        EXECUTE FUNCTION guohe_refuse_change()', named || '_by_law', named);
    END LOOP;
    FOREACH named IN ARRAY ARRAY['funds_budget_line', 'funds_lot', 'funds_balance']
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
                        EXECUTE FUNCTION guohe_refuse_change()', named || '_kept', named);
    END LOOP;
END $$;

-- An account keeps its code, currency and role; it may be named better, marked hot, and closed once nothing is later.
CREATE FUNCTION funds_keep_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF ROW (NEW.id, NEW.host_id, NEW.book_id, NEW.code, NEW.currency, NEW.role, NEW.purpose, NEW.opened_on)
       IS DISTINCT FROM
       ROW (OLD.id, OLD.host_id, OLD.book_id, OLD.code, OLD.currency, OLD.role, OLD.purpose, OLD.opened_on)
       OR (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on) THEN
        RAISE EXCEPTION 'an account keeps its code, currency, role and closing day'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_account_kept';
    END IF;
    IF NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL THEN
        PERFORM pg_advisory_xact_lock(7100, NEW.book_id);
        IF EXISTS (SELECT FROM funds_posting WHERE account_id = NEW.id AND effective_date >= NEW.closed_on) THEN
            PERFORM funds_refuse('MON-319', jsonb_build_object('account', NEW.code, 'day', NEW.closed_on));
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funds_account_kept BEFORE UPDATE ON funds_account FOR EACH ROW EXECUTE FUNCTION funds_keep_account();

-- A fund is open until it is shut: its last turn says which.
CREATE FUNCTION funds_is_shut(fund integer) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT coalesce((SELECT e.state = 'shut' FROM funds_fund_event AS e WHERE e.fund_id = $1 ORDER BY e.id DESC LIMIT 1), false)
$$;

-- A period keeps its days, and every turn of its state leaves a record written in the same transaction.
CREATE FUNCTION funds_keep_period() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF ROW (NEW.id, NEW.host_id, NEW.book_id, NEW.starts, NEW.ends)
       IS DISTINCT FROM ROW (OLD.id, OLD.host_id, OLD.book_id, OLD.starts, OLD.ends)
       OR ROW (OLD.state, NEW.state) NOT IN (ROW ('open', 'held'), ROW ('held', 'closed'), ROW ('held', 'open'),
                                             ROW ('closed', 'open'))
       OR NEW.turned_by IS NULL OR (OLD.state <> 'open' AND NEW.state <> 'open' AND NEW.turned_by = OLD.turned_by)
       OR (OLD.state = 'closed' AND NEW.turned_by = OLD.turned_by) THEN
        RAISE EXCEPTION 'a period goes from open to held to closed, by two people, and keeps its days'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_period_kept';
    END IF;
    PERFORM pg_advisory_xact_lock(7101, NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER funds_period_kept BEFORE UPDATE ON funds_period FOR EACH ROW EXECUTE FUNCTION funds_keep_period();

CREATE FUNCTION funds_period_told() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM funds_period_event WHERE period_id = NEW.id AND state = NEW.state
                   AND turned_by = NEW.turned_by AND xact = pg_current_xact_id()) THEN
        RAISE EXCEPTION 'a turn of a period leaves its record, with its reason'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'funds_period_told';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER funds_period_told AFTER UPDATE OF state ON funds_period DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION funds_period_told();
