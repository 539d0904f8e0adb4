-- A small ledger of SQL functions after the published description of pgledger: accounts hold a balance and a version;
-- a call locks the accounts of all its transfers in the order of their ids, then works transfer by transfer, and each
-- entry keeps the balance before and after it and the account's version. Text ids, three indexes on transfers, two on
-- entries, foreign keys, as described there. Written anew for this comparison.
CREATE TABLE peer_account (
    id text PRIMARY KEY,
    currency text NOT NULL,
    balance numeric NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    below_zero boolean NOT NULL DEFAULT true,
    above_zero boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE peer_transfer (
    id text PRIMARY KEY DEFAULT 'pglt_' || replace(gen_random_uuid()::text, '-', ''),
    from_id text NOT NULL REFERENCES peer_account,
    to_id text NOT NULL REFERENCES peer_account,
    amount numeric NOT NULL CHECK (amount > 0),
    created_at timestamptz NOT NULL,
    event_at timestamptz NOT NULL,
    CHECK (from_id <> to_id)
);
CREATE INDEX ON peer_transfer (from_id);
CREATE INDEX ON peer_transfer (to_id);
CREATE INDEX ON peer_transfer (event_at);
CREATE TABLE peer_entry (
    id text PRIMARY KEY DEFAULT 'pgle_' || replace(gen_random_uuid()::text, '-', ''),
    account_id text NOT NULL REFERENCES peer_account,
    transfer_id text NOT NULL REFERENCES peer_transfer,
    amount numeric NOT NULL,
    balance_before numeric NOT NULL,
    balance_after numeric NOT NULL,
    account_version bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX ON peer_entry (account_id);
CREATE INDEX ON peer_entry (transfer_id);
CREATE TYPE peer_wish AS (from_id text, to_id text, amount numeric);

CREATE FUNCTION peer_move(account text, change numeric) RETURNS peer_account LANGUAGE plpgsql AS $$
DECLARE moved peer_account;
BEGIN
    UPDATE peer_account SET balance = balance + change, version = version + 1, updated_at = now()
    WHERE id = account RETURNING * INTO moved;
    IF (moved.balance < 0 AND NOT moved.below_zero) OR (moved.balance > 0 AND NOT moved.above_zero) THEN
        RAISE EXCEPTION 'account % may not reach %', account, moved.balance;
    END IF;
    RETURN moved;
END $$;

CREATE FUNCTION peer_transfers(wishes peer_wish[]) RETURNS SETOF peer_transfer LANGUAGE plpgsql AS $$
DECLARE
    wish peer_wish;
    giver peer_account;
    taker peer_account;
    made text;
    done text[] := '{}';
    each_id text;
BEGIN
    FOR each_id IN SELECT DISTINCT named FROM unnest(wishes) AS w, unnest(ARRAY[w.from_id, w.to_id]) AS named ORDER BY 1 LOOP
        PERFORM FROM peer_account WHERE id = each_id FOR UPDATE;
    END LOOP;
    FOREACH wish IN ARRAY wishes LOOP
        giver := peer_move(wish.from_id, -wish.amount);
        taker := peer_move(wish.to_id, wish.amount);
        IF giver.currency <> taker.currency THEN
            RAISE EXCEPTION 'two currencies: % and %', giver.currency, taker.currency;
        END IF;
        INSERT INTO peer_transfer (from_id, to_id, amount, created_at, event_at)
        VALUES (wish.from_id, wish.to_id, wish.amount, now(), now()) RETURNING id INTO made;
        INSERT INTO peer_entry (account_id, transfer_id, amount, balance_before, balance_after, account_version, created_at)
        VALUES (giver.id, made, -wish.amount, giver.balance + wish.amount, giver.balance, giver.version, now()),
               (taker.id, made, wish.amount, taker.balance - wish.amount, taker.balance, taker.version, now());
        done := done || made;
    END LOOP;
    RETURN QUERY SELECT * FROM peer_transfer WHERE id = ANY (done) ORDER BY id;
END $$;

INSERT INTO peer_account (id, currency)
SELECT 'pgla_' || lpad(n::text, 26, '0'), 'HKD' FROM generate_series(0, 207) AS n;
