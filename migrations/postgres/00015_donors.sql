-- +goose Up
-- People who give, what they agreed to, and what they asked of us. Whatever says
-- who they are is sealed with a key of each row's own, and goes with that key.

CREATE TABLE donor_vault (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key_name TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    contact TEXT COLLATE "C",
    email_index TEXT COLLATE "C",
    phone_index TEXT COLLATE "C",
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    erased_at TIMESTAMPTZ
);

CREATE TABLE donor_consents (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    donor_id TEXT COLLATE "C" NOT NULL REFERENCES donor_vault(id),
    purpose TEXT COLLATE "C" NOT NULL,
    text_version TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    given_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ
);

CREATE TABLE donor_requests (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    donor_id TEXT COLLATE "C" REFERENCES donor_vault(id),
    contact_index TEXT COLLATE "C",
    key_name TEXT COLLATE "C" NOT NULL,
    wrapped BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    processor BOOLEAN NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    answer_by TIMESTAMPTZ NOT NULL,
    done_by TIMESTAMPTZ NOT NULL,
    answered_at TIMESTAMPTZ,
    extended_at TIMESTAMPTZ,
    closed_at TIMESTAMPTZ
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
