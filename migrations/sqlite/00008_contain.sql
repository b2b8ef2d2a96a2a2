-- +goose Up
-- Publication can be held: what waits for its time is taken off the shelf, and
-- the entry remembers that it was.

ALTER TABLE entries ADD COLUMN held_at TIMESTAMP;
CREATE INDEX entries_held ON entries (held_at) WHERE held_at IS NOT NULL;
INSERT INTO settings (name, value) VALUES ('publication', 'open');
