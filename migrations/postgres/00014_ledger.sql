-- +goose Up
-- The ledger: double entry, which only grows. A transaction stands at a number
-- of a lane, and its postings stand there before it does.

CREATE TABLE ledger_lanes (
    lane INTEGER NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

INSERT INTO ledger_lanes (lane, number, hash)
    SELECT lane, 0, decode(repeat('00', 32), 'hex') FROM generate_series(0, 15) AS lane;

CREATE TABLE ledger_transactions (
    lane INTEGER NOT NULL,
    number BIGINT NOT NULL CHECK (number > 0),
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    ref TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    effective_at TIMESTAMPTZ NOT NULL,
    booked_at TIMESTAMPTZ NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    reverses TEXT COLLATE "C" UNIQUE REFERENCES ledger_transactions(id),
    hash BYTEA NOT NULL,
    PRIMARY KEY (lane, number)
);

CREATE TABLE ledger_postings (
    lane INTEGER NOT NULL,
    number BIGINT NOT NULL,
    n INTEGER NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    minor BIGINT NOT NULL CHECK (minor <> 0),
    booked_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (lane, number, n),
    FOREIGN KEY (lane, number) REFERENCES ledger_transactions(lane, number) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE ledger_sums (
    account TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    lane INTEGER NOT NULL,
    minor BIGINT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (account, kind, currency, lane)
) WITH (fillfactor = 70);

CREATE TABLE ledger_currencies (
    account TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    currency TEXT COLLATE "C" NOT NULL
);

CREATE INDEX ledger_postings_account ON ledger_postings (account, booked_at, lane, number);

-- +goose StatementBegin
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
-- +goose StatementEnd

CREATE TRIGGER ledger_transactions_never_change BEFORE UPDATE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_transactions_never_shrink BEFORE DELETE ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_transactions_never_empty BEFORE TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_postings_never_change BEFORE UPDATE ON ledger_postings
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_postings_never_empty BEFORE TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_lanes_only_grow BEFORE UPDATE ON ledger_lanes
    FOR EACH ROW WHEN (NEW.lane <> OLD.lane OR NEW.number <> OLD.number + 1)
    EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_lanes_never_shrink BEFORE DELETE ON ledger_lanes
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_lanes_never_empty BEFORE TRUNCATE ON ledger_lanes
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('the ledger only grows');
CREATE TRIGGER ledger_currencies_never_change BEFORE UPDATE ON ledger_currencies
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse('a fund of the ledger has one currency');

-- +goose StatementBegin
CREATE FUNCTION ledger_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) < 2 OR sum(minor) <> 0 OR min(booked_at) <> NEW.booked_at OR max(booked_at) <> NEW.booked_at
        FROM ledger_postings WHERE lane = NEW.lane AND number = NEW.number) THEN
        RAISE EXCEPTION 'the ledger balances';
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_postings p LEFT JOIN ledger_currencies c ON c.account = p.account
        WHERE p.lane = NEW.lane AND p.number = NEW.number
        AND (substr(p.account, 1, 5) = 'fund:' OR substr(p.account, 1, 10) = 'memo_fund:')
        AND c.currency IS DISTINCT FROM NEW.currency) THEN
        RAISE EXCEPTION 'a fund of the ledger has one currency';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER ledger_transactions_balance AFTER INSERT ON ledger_transactions
    FOR EACH ROW EXECUTE FUNCTION ledger_balance();

-- Postings that no transaction has taken can be taken back: they never lasted.
-- +goose StatementBegin
CREATE FUNCTION ledger_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM ledger_transactions WHERE lane = OLD.lane AND number = OLD.number) THEN
            RAISE EXCEPTION 'the ledger only grows';
        END IF;
        RETURN OLD;
    END IF;
    IF EXISTS (SELECT 1 FROM ledger_transactions WHERE lane = NEW.lane AND number = NEW.number) THEN
        RAISE EXCEPTION 'a transaction of the ledger takes no more postings';
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER ledger_postings_never_shrink BEFORE DELETE ON ledger_postings
    FOR EACH ROW EXECUTE FUNCTION ledger_taken();
CREATE TRIGGER ledger_postings_come_first BEFORE INSERT ON ledger_postings
    FOR EACH ROW EXECUTE FUNCTION ledger_taken();

-- +goose StatementBegin
CREATE FUNCTION ledger_currency_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_sums WHERE account = OLD.account) THEN
        RAISE EXCEPTION 'a fund of the ledger has one currency';
    END IF;
    RETURN OLD;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER ledger_currencies_never_shrink BEFORE DELETE ON ledger_currencies
    FOR EACH ROW EXECUTE FUNCTION ledger_currency_kept();
