-- +goose Up
-- Donations: what people announce, what providers say, and what the newsroom does
-- with the money. The money itself is in the ledger.

CREATE TABLE donate_donations (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    ref TEXT COLLATE "C" NOT NULL,
    campaign_id TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    client TEXT COLLATE "C" NOT NULL,
    donor_id TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    intended BIGINT NOT NULL,
    paid BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    charged_back BIGINT NOT NULL,
    won_back BIGINT NOT NULL,
    disputed BOOLEAN NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    display TEXT COLLATE "C" NOT NULL,
    shown_id TEXT COLLATE "C" NOT NULL,
    flags TEXT COLLATE "C" NOT NULL,
    moderation TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    external_ref TEXT COLLATE "C",
    recorded_by TEXT COLLATE "C" NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    paid_at TIMESTAMPTZ,
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_keys (
    hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    request TEXT COLLATE "C" NOT NULL,
    donation_id TEXT COLLATE "C" NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_attempts (
    ref TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    donation_id TEXT COLLATE "C" NOT NULL REFERENCES donate_donations(id),
    number INTEGER NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    campaign_id TEXT COLLATE "C" NOT NULL,
    client TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    next TEXT COLLATE "C" NOT NULL,
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_inbox (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider TEXT COLLATE "C" NOT NULL,
    delivery_key TEXT COLLATE "C" NOT NULL,
    campaign_id TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    payment TEXT COLLATE "C" NOT NULL,
    raw BYTEA NOT NULL,
    received_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_early (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider TEXT COLLATE "C" NOT NULL,
    payment TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL
);

CREATE TABLE donate_payments (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    provider TEXT COLLATE "C" NOT NULL,
    provider_payment TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C",
    donation_id TEXT COLLATE "C" NOT NULL,
    campaign_id TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    origin TEXT COLLATE "C" NOT NULL,
    suspense TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    refunded BIGINT NOT NULL,
    charged_back BIGINT NOT NULL,
    won_back BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    memo BYTEA,
    paid_at TIMESTAMPTZ NOT NULL,
    booked_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_refunds (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payment_id TEXT COLLATE "C" NOT NULL REFERENCES donate_payments(id),
    donation_id TEXT COLLATE "C" NOT NULL,
    provider_refund TEXT COLLATE "C",
    amount BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    requested_by TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_disputes (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payment_id TEXT COLLATE "C" NOT NULL REFERENCES donate_payments(id),
    provider_dispute TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_tallies (
    campaign_id TEXT COLLATE "C" NOT NULL,
    lane INTEGER NOT NULL,
    donations BIGINT NOT NULL,
    donors BIGINT NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (campaign_id, lane)
);

CREATE TABLE donate_givers (
    campaign_id TEXT COLLATE "C" NOT NULL,
    donor_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (campaign_id, donor_id)
);

CREATE TABLE donate_snapshots (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    campaign_id TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    as_of TIMESTAMPTZ NOT NULL,
    cumulative BIGINT NOT NULL,
    units BIGINT,
    source TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    corrects BOOLEAN NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_disbursements (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    campaign_id TEXT COLLATE "C" NOT NULL,
    beneficiary TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    evidence TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    created_by TEXT COLLATE "C" NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL,
    paid_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_goods (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    campaign_id TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    quantity BIGINT NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    received_on TEXT COLLATE "C" NOT NULL,
    distributed BIGINT NOT NULL,
    distributed_on TEXT COLLATE "C" NOT NULL,
    beneficiary TEXT COLLATE "C" NOT NULL,
    recorded_by TEXT COLLATE "C" NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_statements (
    campaign_id TEXT COLLATE "C" NOT NULL,
    number INTEGER NOT NULL,
    as_of TIMESTAMPTZ NOT NULL,
    document BYTEA NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    ledger_head TEXT COLLATE "C" NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (campaign_id, number)
);

CREATE TABLE donate_receipts (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    organiser_id TEXT COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    number INTEGER NOT NULL,
    donation_id TEXT COLLATE "C" NOT NULL,
    campaign_id TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    amount BIGINT NOT NULL,
    voids TEXT COLLATE "C",
    issued_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE donate_merchants (
    campaign_id TEXT COLLATE "C" NOT NULL,
    channel_id TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    live BOOLEAN NOT NULL,
    merchant TEXT COLLATE "C" NOT NULL,
    sealed BYTEA NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL,
    updated_by TEXT COLLATE "C" NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (campaign_id, channel_id)
);

CREATE TABLE donate_approvals (
    campaign_id TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    approved_by TEXT COLLATE "C" NOT NULL,
    approved_at TIMESTAMPTZ NOT NULL,
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
