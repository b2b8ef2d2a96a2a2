-- +goose Up
-- Single sign-on: who people are at their providers, and the sign-ins that have
-- begun there and not come back.

CREATE TABLE sso_identities (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    issuer TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id),
    provider TEXT COLLATE "C" NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE sso_flows (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider TEXT COLLATE "C" NOT NULL,
    browser_hash TEXT COLLATE "C" NOT NULL,
    nonce_hash TEXT COLLATE "C" NOT NULL,
    sealed_verifier BYTEA NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    transport TEXT COLLATE "C" NOT NULL,
    return_to TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE UNIQUE INDEX sso_identities_subject ON sso_identities (issuer, subject);
CREATE UNIQUE INDEX sso_identities_user ON sso_identities (user_id, provider);
CREATE INDEX sso_flows_expiry ON sso_flows (expires_at);
