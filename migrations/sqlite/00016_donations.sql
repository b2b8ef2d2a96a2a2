-- +goose Up
-- Donations: what people announce, what providers say, and what the newsroom does
-- with the money. The money itself is in the ledger.

CREATE TABLE donate_donations (
    id TEXT NOT NULL PRIMARY KEY,
    ref TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    source TEXT NOT NULL,
    client TEXT NOT NULL,
    donor_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    intended INTEGER NOT NULL,
    paid INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    charged_back INTEGER NOT NULL,
    won_back INTEGER NOT NULL,
    disputed BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    display TEXT NOT NULL,
    shown_id TEXT NOT NULL,
    flags TEXT NOT NULL,
    moderation TEXT NOT NULL,
    locale TEXT NOT NULL,
    external_ref TEXT,
    recorded_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    note TEXT NOT NULL,
    paid_at TIMESTAMP,
    expires_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_keys (
    hash TEXT NOT NULL PRIMARY KEY,
    request TEXT NOT NULL,
    donation_id TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_attempts (
    ref TEXT NOT NULL PRIMARY KEY,
    donation_id TEXT NOT NULL REFERENCES donate_donations(id),
    number INTEGER NOT NULL,
    provider TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    client TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    next TEXT NOT NULL,
    ended_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_inbox (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    delivery_key TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    kind TEXT NOT NULL,
    payment TEXT NOT NULL,
    raw BLOB NOT NULL,
    received_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_early (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    payment TEXT NOT NULL,
    event TEXT NOT NULL
);

CREATE TABLE donate_payments (
    id TEXT NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    provider_payment TEXT NOT NULL,
    fingerprint TEXT,
    donation_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    origin TEXT NOT NULL,
    suspense TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL,
    charged_back INTEGER NOT NULL,
    won_back INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    memo BLOB,
    paid_at TIMESTAMP NOT NULL,
    booked_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_refunds (
    id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES donate_payments(id),
    donation_id TEXT NOT NULL,
    provider_refund TEXT,
    amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_disputes (
    id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL REFERENCES donate_payments(id),
    provider_dispute TEXT NOT NULL,
    amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_tallies (
    campaign_id TEXT NOT NULL,
    lane INTEGER NOT NULL,
    donations INTEGER NOT NULL,
    donors INTEGER NOT NULL,
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, lane)
);

CREATE TABLE donate_givers (
    campaign_id TEXT NOT NULL,
    donor_id TEXT NOT NULL,
    PRIMARY KEY (campaign_id, donor_id)
);

CREATE TABLE donate_snapshots (
    id TEXT NOT NULL PRIMARY KEY,
    campaign_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    as_of TIMESTAMP NOT NULL,
    cumulative INTEGER NOT NULL,
    units INTEGER,
    source TEXT NOT NULL,
    reason TEXT NOT NULL,
    corrects BOOLEAN NOT NULL,
    created_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_disbursements (
    id TEXT NOT NULL PRIMARY KEY,
    campaign_id TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    purpose TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    evidence TEXT NOT NULL,
    note TEXT NOT NULL,
    created_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    paid_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_goods (
    id TEXT NOT NULL PRIMARY KEY,
    campaign_id TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit TEXT NOT NULL,
    value INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    distributed INTEGER NOT NULL,
    distributed_on TEXT NOT NULL,
    beneficiary TEXT NOT NULL,
    recorded_by TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_statements (
    campaign_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    as_of TIMESTAMP NOT NULL,
    document BLOB NOT NULL,
    hash TEXT NOT NULL,
    ledger_head TEXT NOT NULL,
    published_by TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, number)
);

CREATE TABLE donate_receipts (
    id TEXT NOT NULL PRIMARY KEY,
    organiser_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    donation_id TEXT NOT NULL,
    campaign_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount INTEGER NOT NULL,
    voids TEXT,
    issued_at TIMESTAMP NOT NULL
);

CREATE TABLE donate_merchants (
    campaign_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    merchant TEXT NOT NULL,
    sealed BLOB NOT NULL,
    approved_by TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, channel_id)
);

CREATE TABLE donate_approvals (
    campaign_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    approved_at TIMESTAMP NOT NULL,
    PRIMARY KEY (campaign_id, fingerprint)
);

CREATE UNIQUE INDEX donate_donations_ref ON donate_donations (ref);
CREATE UNIQUE INDEX donate_donations_external ON donate_donations (campaign_id, external_ref) WHERE external_ref IS NOT NULL;
CREATE INDEX donate_donations_wall ON donate_donations (campaign_id, paid_at, id);
CREATE INDEX donate_donations_list ON donate_donations (campaign_id, id);
CREATE INDEX donate_donations_donor ON donate_donations (donor_id);
CREATE INDEX donate_donations_client ON donate_donations (client, created_at);
CREATE INDEX donate_keys_expiry ON donate_keys (expires_at);
CREATE INDEX donate_attempts_donation ON donate_attempts (donation_id);
CREATE INDEX donate_attempts_client ON donate_attempts (client, ended_at);
CREATE INDEX donate_attempts_campaign ON donate_attempts (campaign_id, ended_at);
CREATE UNIQUE INDEX donate_inbox_key ON donate_inbox (provider, delivery_key);
CREATE INDEX donate_inbox_campaign ON donate_inbox (campaign_id, id);
CREATE INDEX donate_inbox_age ON donate_inbox (verdict, received_at);
CREATE INDEX donate_early_payment ON donate_early (provider, payment);
CREATE UNIQUE INDEX donate_payments_provider ON donate_payments (provider, provider_payment);
CREATE UNIQUE INDEX donate_payments_fingerprint ON donate_payments (fingerprint) WHERE fingerprint IS NOT NULL;
CREATE INDEX donate_payments_donation ON donate_payments (donation_id);
CREATE INDEX donate_payments_campaign ON donate_payments (campaign_id, status, id);
CREATE UNIQUE INDEX donate_refunds_provider ON donate_refunds (payment_id, provider_refund) WHERE provider_refund IS NOT NULL;
CREATE INDEX donate_refunds_donation ON donate_refunds (donation_id);
CREATE UNIQUE INDEX donate_disputes_provider ON donate_disputes (payment_id, provider_dispute);
CREATE UNIQUE INDEX donate_snapshots_time ON donate_snapshots (campaign_id, channel_id, as_of);
CREATE INDEX donate_disbursements_campaign ON donate_disbursements (campaign_id, id);
CREATE INDEX donate_goods_campaign ON donate_goods (campaign_id, id);
CREATE UNIQUE INDEX donate_receipts_serial ON donate_receipts (organiser_id, year, number);
CREATE INDEX donate_receipts_donation ON donate_receipts (donation_id);
