-- +goose Up
-- The journal says what was before and why, keeps personal data beside its
-- chain, and can only grow. Signed checkpoints show when its end is cut off.

ALTER TABLE journal ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
ALTER TABLE journal ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN cause TEXT NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN private TEXT NOT NULL DEFAULT '';

CREATE TABLE journal_private (
    seq INTEGER NOT NULL PRIMARY KEY REFERENCES journal(seq),
    salt TEXT NOT NULL,
    address TEXT NOT NULL,
    note TEXT NOT NULL
);

CREATE TABLE checkpoints (
    seq INTEGER NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    signature TEXT NOT NULL
);

CREATE INDEX journal_actor ON journal (actor_id, seq);
CREATE INDEX journal_verb ON journal (verb, seq);
CREATE INDEX journal_kind ON journal (kind, seq);
CREATE INDEX journal_session ON journal (session_id, seq);
CREATE INDEX journal_at ON journal (at, seq);

-- +goose StatementBegin
CREATE TRIGGER journal_never_changes BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_never_shrinks BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
-- +goose StatementEnd

-- INSERT OR REPLACE takes a row away without asking the triggers of DELETE.
-- +goose StatementBegin
CREATE TRIGGER journal_never_replaces BEFORE INSERT ON journal
WHEN EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_private_never_changes BEFORE UPDATE ON journal_private
BEGIN SELECT RAISE(ABORT, 'personal data of the journal is erased, never changed'); END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER journal_private_never_replaces BEFORE INSERT ON journal_private
WHEN EXISTS (SELECT 1 FROM journal_private WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'personal data of the journal is erased, never changed'); END;
-- +goose StatementEnd
