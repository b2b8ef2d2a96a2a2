-- +goose Up
-- The second factors of people: authenticator apps, recovery codes and passkeys,
-- and the ceremonies in which passkeys are made and used.

CREATE TABLE totps (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users(id),
    sealed_secret BYTEA NOT NULL,
    last_step BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE totp_setups (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES users(id),
    sealed_secret BYTEA NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE recovery_codes (
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id),
    mac BYTEA NOT NULL,
    PRIMARY KEY (user_id, mac)
);

CREATE TABLE passkeys (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id),
    name TEXT COLLATE "C" NOT NULL,
    credential_id BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    sign_count BIGINT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    transports TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ
);

CREATE TABLE ceremonies (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    purpose TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    challenge TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX totp_setups_expiry ON totp_setups (expires_at);
CREATE INDEX passkeys_user ON passkeys (user_id);
CREATE INDEX ceremonies_user ON ceremonies (user_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);
