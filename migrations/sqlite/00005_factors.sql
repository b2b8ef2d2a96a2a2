-- +goose Up
-- The second factors of people: authenticator apps, recovery codes and passkeys,
-- and the ceremonies in which passkeys are made and used.

CREATE TABLE totps (
    id TEXT NOT NULL PRIMARY KEY REFERENCES users(id),
    sealed_secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE totp_setups (
    id TEXT NOT NULL PRIMARY KEY REFERENCES users(id),
    sealed_secret BLOB NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL REFERENCES users(id),
    mac BLOB NOT NULL,
    PRIMARY KEY (user_id, mac)
);

CREATE TABLE passkeys (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id),
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    transports TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP
);

CREATE TABLE ceremonies (
    id TEXT NOT NULL PRIMARY KEY,
    purpose TEXT NOT NULL,
    user_id TEXT NOT NULL,
    challenge TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE INDEX totp_setups_expiry ON totp_setups (expires_at);
CREATE INDEX passkeys_user ON passkeys (user_id);
CREATE INDEX ceremonies_user ON ceremonies (user_id);
CREATE INDEX ceremonies_expiry ON ceremonies (expires_at);
