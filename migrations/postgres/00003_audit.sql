-- +goose Up
-- The journal says what was before and why, keeps personal data beside its
-- chain, and can only grow. Signed checkpoints show when its end is cut off.

ALTER TABLE journal ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
ALTER TABLE journal ADD COLUMN before TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN cause TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN private TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE journal_private (
    seq BIGINT NOT NULL PRIMARY KEY REFERENCES journal(seq),
    salt TEXT COLLATE "C" NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL
);

CREATE TABLE checkpoints (
    seq BIGINT NOT NULL PRIMARY KEY,
    hash TEXT COLLATE "C" NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    signature TEXT COLLATE "C" NOT NULL
);

CREATE INDEX journal_actor ON journal (actor_id, seq);
CREATE INDEX journal_verb ON journal (verb, seq);
CREATE INDEX journal_kind ON journal (kind, seq);
CREATE INDEX journal_session ON journal (session_id, seq);
CREATE INDEX journal_at ON journal (at, seq);

-- +goose StatementBegin
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;
-- +goose StatementEnd

CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse('the journal only grows');
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse('the journal only grows');
CREATE TRIGGER journal_never_empties BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse('the journal only grows');
CREATE TRIGGER journal_private_never_changes BEFORE UPDATE ON journal_private
    FOR EACH ROW EXECUTE FUNCTION journal_refuse('personal data of the journal is erased, never changed');
