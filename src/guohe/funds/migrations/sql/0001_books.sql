-- The books. Every table belongs to one host. Nothing here is written by the application's role: it reads what its
-- actor may see, and posts through the functions of 0005_doors.sql and 0006_bulk_and_seals.sql. The law over the rows is 0003 and 0004.
CREATE TABLE funds_book (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL REFERENCES identity_host,
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    basis text NOT NULL DEFAULT 'cash' CHECK (basis IN ('cash', 'accrual')),
    opened_on date NOT NULL,
    UNIQUE (host_id, code)
);

-- A period begins on its first day and ends before the day it names. Two periods of a book never share a day.
CREATE TABLE funds_period (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    book_id integer NOT NULL REFERENCES funds_book,
    starts date NOT NULL,
    ends date NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'held', 'closed')),
    turned_by integer REFERENCES identity_account,
    digest bytea,
    CONSTRAINT funds_period_days CHECK (starts < ends),
    CONSTRAINT funds_period_digest CHECK ((state = 'closed') = (digest IS NOT NULL)),
    CONSTRAINT funds_period_apart EXCLUDE USING gist
        (int4range(book_id, book_id, '[]') WITH &&, daterange(starts, ends) WITH &&)
);

-- Who held, closed or opened a period again, and why.
CREATE TABLE funds_period_event (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    host_id integer NOT NULL,
    period_id integer NOT NULL REFERENCES funds_period,
    state text NOT NULL,
    reason text NOT NULL CHECK (trim(reason) <> ''),
    turned_by integer NOT NULL REFERENCES identity_account,
    turned_at timestamptz NOT NULL DEFAULT now()
);

-- An account has one currency. ``purpose`` marks the one account of a currency that a step of the work looks for.
CREATE TABLE funds_account (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    book_id integer NOT NULL REFERENCES funds_book,
    code text NOT NULL CHECK (code <> ''),
    name text NOT NULL CHECK (name <> ''),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    role text NOT NULL CHECK (role IN ('bank', 'income', 'expense', 'exchange', 'clearing', 'memo')),
    purpose text CHECK (purpose IN
        ('bank', 'income', 'exchange', 'bank_charge', 'clearing', 'commitments', 'commitments_control')),
    opened_on date NOT NULL,
    closed_on date CHECK (closed_on >= opened_on),
    hot boolean NOT NULL DEFAULT false,
    CONSTRAINT funds_account_serves CHECK (role = CASE purpose WHEN 'bank_charge' THEN 'expense'
        WHEN 'commitments' THEN 'memo' WHEN 'commitments_control' THEN 'memo' ELSE coalesce(purpose, role) END),
    CONSTRAINT funds_account_purpose UNIQUE (book_id, currency, purpose),
    UNIQUE (book_id, code)
);

-- The restricted money of one grant, in one book of its host. ``currency`` is the award's: every cost is carried back to it.
CREATE TABLE funds_fund (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    book_id integer NOT NULL REFERENCES funds_book,
    ref text NOT NULL CHECK (ref <> ''),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    lot_policy text NOT NULL CHECK (lot_policy IN ('fifo', 'specified', 'pooled')),
    CONSTRAINT funds_fund_ref UNIQUE (host_id, ref),
    UNIQUE (book_id, ref)
) WITH (fillfactor = 50);

-- Whether entries may name a fund: shut, or open again, and why. Without a row it is open.
CREATE TABLE funds_fund_event (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    fund_id integer NOT NULL REFERENCES funds_fund,
    state text NOT NULL CHECK (state IN ('shut', 'open')),
    reason text NOT NULL CHECK (trim(reason) <> ''),
    turned_by integer NOT NULL REFERENCES identity_account,
    turned_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX funds_fund_event_of ON funds_fund_event (fund_id, id);

-- The approved limit of one category in one version of the budget. Only the current version carries figures.
CREATE TABLE funds_budget_line (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    fund_id integer NOT NULL REFERENCES funds_fund,
    version integer NOT NULL CHECK (version > 0),
    code text NOT NULL CHECK (code <> ''),
    limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
    actual_minor bigint NOT NULL DEFAULT 0,
    committed_minor bigint NOT NULL DEFAULT 0 CHECK (committed_minor >= 0),
    enforced boolean NOT NULL,
    current boolean NOT NULL,
    loaded_by integer NOT NULL REFERENCES identity_account,
    approved_by integer REFERENCES identity_account,
    -- The first version is the agreement's; who changes it is not who approves the change.
    CONSTRAINT funds_budget_line_four_eyes CHECK (approved_by <> loaded_by AND (version = 1 OR approved_by IS NOT NULL)),
    CONSTRAINT funds_budget_line_limit CHECK (NOT enforced OR actual_minor + committed_minor <= limit_minor),
    CONSTRAINT funds_budget_line_past CHECK (current OR (actual_minor = 0 AND committed_minor = 0)),
    UNIQUE (fund_id, version, code)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX funds_budget_line_current ON funds_budget_line (fund_id, code) WHERE current;

-- The head of an entry. ``key`` is made by the client before it sends; ``xact`` is the transaction that wrote it,
-- so that no later one can add lines. ``instalment`` names the instalment that a receipt brings.
CREATE TABLE funds_journal (
    id bigint PRIMARY KEY,
    reverses bigint,
    xact xid8 NOT NULL,
    posted_at timestamptz NOT NULL,
    book_id integer NOT NULL,
    host_id integer NOT NULL,
    period_id integer NOT NULL,
    effective_date date NOT NULL,
    posted_by integer NOT NULL,
    approved_by integer,
    line_count smallint NOT NULL,
    key uuid NOT NULL,
    digest bytea NOT NULL,
    kind text NOT NULL CHECK (kind <> ''),
    source text NOT NULL CHECK (source <> ''),
    memo text NOT NULL,
    instalment text CHECK (instalment <> ''),
    reason text,
    CONSTRAINT funds_journal_lines CHECK (line_count >= 2),
    CONSTRAINT funds_journal_four_eyes CHECK (approved_by <> posted_by),
    CONSTRAINT funds_journal_reason CHECK (reverses IS NULL OR (reason IS NOT NULL AND trim(reason) <> '')),
    CONSTRAINT funds_journal_key UNIQUE (book_id, key)
);
CREATE SEQUENCE funds_journal_id AS bigint CACHE 1 OWNED BY funds_journal.id;
CREATE UNIQUE INDEX funds_journal_reversed_once ON funds_journal (reverses) WHERE reverses IS NOT NULL;
-- Compared byte by byte: a reference is looked up, never sorted by a language's order.
CREATE INDEX funds_journal_source ON funds_journal (source text_pattern_ops);

-- One line: a signed amount in minor units, debit positive. No running balance: balances are period sums.
CREATE TABLE funds_posting (
    journal_id bigint NOT NULL,
    amount bigint NOT NULL,
    lot_id bigint,
    account_id integer NOT NULL,
    fund_id integer,
    budget_line_id integer,
    period_id integer NOT NULL,
    host_id integer NOT NULL,
    effective_date date NOT NULL,
    line smallint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT funds_posting_amount CHECK (amount <> 0),
    PRIMARY KEY (journal_id, line)
);
CREATE INDEX funds_posting_of_account ON funds_posting (account_id, effective_date);
CREATE INDEX funds_posting_days ON funds_posting USING brin (effective_date) WITH (pages_per_range = 32);

CREATE TABLE funds_balance (
    account_id integer NOT NULL,
    period_id integer NOT NULL,
    shard smallint NOT NULL,
    host_id integer NOT NULL,
    debit bigint NOT NULL,
    credit bigint NOT NULL,
    lines bigint NOT NULL,
    PRIMARY KEY (account_id, period_id, shard)
) WITH (fillfactor = 40);

-- Money of one instalment in one currency, with what it cost in the award's currency. ``line`` of ``journal_id``
-- brought it. A lot that is used up has carried its whole cost. ``spent`` is the part of ``used`` that paid costs, less
-- what came back of them. ``closed_by`` is the reversal that took the lot away; nothing of it is left then.
CREATE TABLE funds_lot (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES funds_lot,
    journal_id bigint NOT NULL,
    closed_by bigint,
    amount bigint NOT NULL,
    source_amount bigint NOT NULL,
    used bigint NOT NULL DEFAULT 0,
    used_source bigint NOT NULL DEFAULT 0,
    spent bigint NOT NULL DEFAULT 0,
    host_id integer NOT NULL,
    fund_id integer NOT NULL,
    opened_on date NOT NULL,
    line smallint NOT NULL,
    currency text NOT NULL,
    source_currency text NOT NULL,
    source_ref text NOT NULL,
    CONSTRAINT funds_lot_amount CHECK (amount > 0 AND source_amount >= 0),
    CONSTRAINT funds_lot_used CHECK (used BETWEEN 0 AND amount),
    CONSTRAINT funds_lot_carried CHECK (used_source BETWEEN 0 AND source_amount),
    CONSTRAINT funds_lot_whole CHECK (used < amount OR used_source = source_amount),
    CONSTRAINT funds_lot_spent CHECK (spent BETWEEN 0 AND used),
    CONSTRAINT funds_lot_closed CHECK (closed_by IS NULL OR (used = amount AND spent = 0))
) WITH (fillfactor = 50);
CREATE INDEX funds_lot_queue ON funds_lot (fund_id, currency, opened_on, id);
CREATE INDEX funds_lot_source ON funds_lot (source_ref);
-- An instalment arrives once, for one fund; what a reversal took away may arrive again.
CREATE UNIQUE INDEX funds_lot_instalment ON funds_lot (host_id, source_ref) WHERE parent_id IS NULL AND closed_by IS NULL;
CREATE INDEX funds_lot_journal ON funds_lot (journal_id);
CREATE INDEX funds_lot_parent ON funds_lot (parent_id) WHERE parent_id IS NOT NULL;

-- Which lot a line used, how much of it, and the cost that went along. Returns and reversals are negative.
CREATE TABLE funds_allocation (
    journal_id bigint NOT NULL,
    lot_id bigint NOT NULL,
    amount bigint NOT NULL,
    source_amount bigint NOT NULL,
    host_id integer NOT NULL,
    line smallint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('spend', 'conversion', 'refund', 'reversal')),
    CONSTRAINT funds_allocation_amount CHECK (amount <> 0),
    PRIMARY KEY (journal_id, line, lot_id)
);
CREATE INDEX funds_allocation_of_lot ON funds_allocation (lot_id, journal_id);

-- The two amounts of an exchange as they stand on the bank's slip, and the rate as printed. Neither is computed.
CREATE TABLE funds_fx_deal (
    journal_id bigint PRIMARY KEY,
    host_id integer NOT NULL,
    sold_currency text NOT NULL,
    sold_minor bigint NOT NULL CHECK (sold_minor > 0),
    bought_currency text NOT NULL,
    bought_minor bigint NOT NULL CHECK (bought_minor > 0),
    rate text NOT NULL CHECK (rate ~ '^\d+(\.\d+)?$'),
    deal_no text NOT NULL CHECK (deal_no <> ''),
    dealt_at timestamptz NOT NULL,
    source text NOT NULL CHECK (source <> ''),
    CONSTRAINT funds_fx_deal_two CHECK (sold_currency <> bought_currency)
);

-- An open order is promised money, not spent money. Each event is signed and has a memorandum entry; that of an invoice is
-- part of the invoice's own entry ('liquidate'), and the reversal of the invoice brings it back.
CREATE TABLE funds_commitment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    host_id integer NOT NULL,
    fund_id integer NOT NULL REFERENCES funds_fund,
    budget_line_id integer REFERENCES funds_budget_line,
    journal_id bigint NOT NULL UNIQUE,
    order_no text NOT NULL CHECK (order_no <> ''),
    event text NOT NULL CHECK (event IN ('commit', 'release', 'liquidate')),
    currency text NOT NULL,
    amount bigint NOT NULL,
    award_minor bigint NOT NULL,
    CONSTRAINT funds_commitment_sign CHECK
        (CASE WHEN event = 'commit' THEN amount > 0 AND award_minor > 0
              WHEN event = 'liquidate' AND amount > 0 THEN award_minor >= 0 ELSE amount < 0 AND award_minor <= 0 END)
);
CREATE INDEX funds_commitment_of_order ON funds_commitment (fund_id, order_no);

-- One file posted in bulk: sent twice, it is answered from here and adds nothing.
CREATE TABLE funds_batch (
    book_id integer NOT NULL REFERENCES funds_book,
    key uuid NOT NULL,
    digest bytea NOT NULL,
    host_id integer NOT NULL,
    journals bigint NOT NULL,
    lines bigint NOT NULL,
    were_there bigint NOT NULL,
    posted_by integer NOT NULL,
    posted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (book_id, key)
);

-- A block of entries and the hash of every column of them, chained to the block before.
CREATE TABLE funds_seal (
    book_id integer NOT NULL REFERENCES funds_book,
    block integer NOT NULL CHECK (block > 0),
    host_id integer NOT NULL,
    first_journal bigint NOT NULL,
    last_journal bigint NOT NULL,
    journals bigint NOT NULL,
    content bytea NOT NULL,
    previous bytea NOT NULL,
    root bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT funds_seal_range CHECK (first_journal <= last_journal AND journals > 0),
    PRIMARY KEY (book_id, block)
);
CREATE UNIQUE INDEX funds_seal_last ON funds_seal (book_id, last_journal);
