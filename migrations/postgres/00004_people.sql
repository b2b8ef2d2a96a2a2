-- +goose Up
-- Invitations and forgotten passwords, roles of the newsroom's own, and what a
-- second factor asks of people and sessions.

ALTER TABLE users ADD COLUMN locale TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN joined_at TIMESTAMPTZ;
ALTER TABLE users ADD COLUMN provider TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN has_factor BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN factor_from TIMESTAMPTZ;
UPDATE users SET joined_at = created_at;

ALTER TABLE sessions ADD COLUMN verified_at TIMESTAMPTZ NOT NULL DEFAULT '1970-01-01Z';
ALTER TABLE sessions ADD COLUMN strong BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE roles (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT COLLATE "C" NOT NULL,
    permissions TEXT COLLATE "C" NOT NULL,
    second_factor BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE slips (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id),
    made_by TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);

CREATE INDEX slips_user ON slips (user_id, purpose);
CREATE INDEX slips_expiry ON slips (expires_at);
