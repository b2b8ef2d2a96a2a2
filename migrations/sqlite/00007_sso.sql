-- +goose Up
-- Single sign-on: who people are at their providers, and the sign-ins that have
-- begun there and not come back.

CREATE TABLE sso_identities (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users(id),
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    last_used_at TIMESTAMP NOT NULL
);

CREATE TABLE sso_flows (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    nonce_hash TEXT NOT NULL,
    sealed_verifier BLOB NOT NULL,
    purpose TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    transport TEXT NOT NULL,
    return_to TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE UNIQUE INDEX sso_identities_subject ON sso_identities (issuer, subject);
CREATE UNIQUE INDEX sso_identities_user ON sso_identities (user_id, provider);
CREATE INDEX sso_flows_expiry ON sso_flows (expires_at);
