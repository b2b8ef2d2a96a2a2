-- +goose Up
-- The ledger: double entry, which only grows. A transaction stands at a number
-- of a lane, and its postings stand there before it does.

CREATE TABLE ledger_lanes (
    lane INTEGER NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL
);

INSERT INTO ledger_lanes (lane, number, hash) VALUES (0, 0, zeroblob(32));

CREATE TABLE ledger_transactions (
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    id TEXT NOT NULL UNIQUE,
    ref TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    effective_at TIMESTAMP NOT NULL,
    booked_at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    reverses TEXT UNIQUE REFERENCES ledger_transactions(id),
    hash BLOB NOT NULL,
    PRIMARY KEY (lane, number)
) WITHOUT ROWID;

CREATE TABLE ledger_postings (
    lane INTEGER NOT NULL,
    number INTEGER NOT NULL,
    n INTEGER NOT NULL,
    account TEXT NOT NULL,
    minor INTEGER NOT NULL CHECK (minor <> 0),
    booked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (lane, number, n),
    FOREIGN KEY (lane, number) REFERENCES ledger_transactions(lane, number) DEFERRABLE INITIALLY DEFERRED
) WITHOUT ROWID;

CREATE TABLE ledger_sums (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    currency TEXT NOT NULL,
    lane INTEGER NOT NULL,
    minor INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (account, kind, currency, lane)
) WITHOUT ROWID;

CREATE TABLE ledger_currencies (
    account TEXT NOT NULL PRIMARY KEY,
    currency TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX ledger_postings_account ON ledger_postings (account, booked_at, lane, number);

-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_never_change BEFORE UPDATE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_never_shrink BEFORE DELETE ON ledger_transactions
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- INSERT OR REPLACE takes a row away without asking the triggers of DELETE. What
-- it takes away under another id, its postings miss at the commit.
-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_never_replace BEFORE INSERT ON ledger_transactions
WHEN EXISTS (SELECT 1 FROM ledger_transactions WHERE id = NEW.id OR (lane = NEW.lane AND number = NEW.number))
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
WHEN (SELECT count(*) >= 2 AND sum(minor) = 0 AND min(booked_at) = NEW.booked_at AND max(booked_at) = NEW.booked_at
    FROM ledger_postings WHERE lane = NEW.lane AND number = NEW.number) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'the ledger balances'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_transactions_currency AFTER INSERT ON ledger_transactions
WHEN EXISTS (SELECT 1 FROM ledger_postings p LEFT JOIN ledger_currencies c ON c.account = p.account
    WHERE p.lane = NEW.lane AND p.number = NEW.number
    AND (substr(p.account, 1, 5) = 'fund:' OR substr(p.account, 1, 10) = 'memo_fund:')
    AND c.currency IS NOT NEW.currency)
BEGIN SELECT RAISE(ABORT, 'a fund of the ledger has one currency'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_postings_never_change BEFORE UPDATE ON ledger_postings
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- Postings that no transaction has taken can be taken back: they never lasted.
-- +goose StatementBegin
CREATE TRIGGER ledger_postings_never_shrink BEFORE DELETE ON ledger_postings
WHEN EXISTS (SELECT 1 FROM ledger_transactions WHERE lane = OLD.lane AND number = OLD.number)
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_postings_come_first BEFORE INSERT ON ledger_postings
WHEN EXISTS (SELECT 1 FROM ledger_transactions WHERE lane = NEW.lane AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a transaction of the ledger takes no more postings'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_lanes_only_grow BEFORE UPDATE ON ledger_lanes
WHEN NEW.lane <> OLD.lane OR NEW.number <> OLD.number + 1
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_lanes_never_shrink BEFORE DELETE ON ledger_lanes
BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_currencies_never_change BEFORE UPDATE ON ledger_currencies
BEGIN SELECT RAISE(ABORT, 'a fund of the ledger has one currency'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_currencies_never_shrink BEFORE DELETE ON ledger_currencies
WHEN EXISTS (SELECT 1 FROM ledger_sums WHERE account = OLD.account)
BEGIN SELECT RAISE(ABORT, 'a fund of the ledger has one currency'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER ledger_currencies_never_replace BEFORE INSERT ON ledger_currencies
WHEN EXISTS (SELECT 1 FROM ledger_currencies WHERE account = NEW.account AND currency <> NEW.currency)
BEGIN SELECT RAISE(IGNORE); END;
-- +goose StatementEnd
