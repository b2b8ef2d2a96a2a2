-- +goose Up
-- Portals and apps, and the keys they come in with.

CREATE TABLE consumers (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL UNIQUE,
    contact TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE api_keys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    consumer_id TEXT COLLATE "C" NOT NULL REFERENCES consumers(id),
    name TEXT COLLATE "C" NOT NULL,
    secret_hash TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL,
    sections TEXT COLLATE "C" NOT NULL,
    networks TEXT COLLATE "C" NOT NULL,
    quota_requests INTEGER NOT NULL,
    quota_seconds INTEGER NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL REFERENCES users(id),
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    revoked_at TIMESTAMPTZ,
    replaces TEXT COLLATE "C" NOT NULL
);

CREATE INDEX api_keys_consumer ON api_keys (consumer_id, id);
