-- +goose Up
-- People who give, what they agreed to, and what they asked of us. Whatever says
-- who they are is sealed with a key of each row's own, and goes with that key.

CREATE TABLE donor_vault (
    id TEXT NOT NULL PRIMARY KEY,
    key_name TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    sealed BLOB NOT NULL,
    contact TEXT,
    email_index TEXT,
    phone_index TEXT,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    erased_at TIMESTAMP
);

CREATE TABLE donor_consents (
    id TEXT NOT NULL PRIMARY KEY,
    donor_id TEXT NOT NULL REFERENCES donor_vault(id),
    purpose TEXT NOT NULL,
    text_version TEXT NOT NULL,
    channel TEXT NOT NULL,
    evidence TEXT NOT NULL,
    given_at TIMESTAMP NOT NULL,
    withdrawn_at TIMESTAMP
);

CREATE TABLE donor_requests (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    donor_id TEXT REFERENCES donor_vault(id),
    contact_index TEXT,
    key_name TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    sealed BLOB NOT NULL,
    processor BOOLEAN NOT NULL,
    outcome TEXT NOT NULL,
    opened_at TIMESTAMP NOT NULL,
    answer_by TIMESTAMP NOT NULL,
    done_by TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    extended_at TIMESTAMP,
    closed_at TIMESTAMP
);

CREATE UNIQUE INDEX donor_vault_contact ON donor_vault (contact);
CREATE INDEX donor_vault_email ON donor_vault (email_index);
CREATE INDEX donor_vault_phone ON donor_vault (phone_index);
CREATE INDEX donor_vault_key ON donor_vault (key_name, id);
CREATE UNIQUE INDEX donor_consents_standing ON donor_consents (donor_id, purpose, text_version)
    WHERE withdrawn_at IS NULL;
CREATE INDEX donor_consents_donor ON donor_consents (donor_id, given_at);
CREATE INDEX donor_requests_donor ON donor_requests (donor_id);
CREATE INDEX donor_requests_contact ON donor_requests (contact_index);
CREATE INDEX donor_requests_key ON donor_requests (key_name, id);
