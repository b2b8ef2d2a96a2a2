-- +goose Up
-- Donation campaigns: what they are for, until when, and by which ways one gives.

CREATE TABLE campaigns (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    aliases TEXT NOT NULL,
    hero_id TEXT NOT NULL,
    tag_ids TEXT NOT NULL,
    purpose TEXT NOT NULL,
    organiser_id TEXT NOT NULL,
    operator_id TEXT NOT NULL,
    beneficiaries TEXT NOT NULL,
    custody TEXT NOT NULL,
    currency TEXT NOT NULL,
    goal TEXT NOT NULL,
    minimum INTEGER NOT NULL,
    case_code TEXT NOT NULL,
    opens_at TIMESTAMP,
    closes_at TIMESTAMP,
    conduct TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    distribution_due TEXT NOT NULL,
    commitment TEXT NOT NULL,
    longer_window TEXT NOT NULL,
    documents TEXT NOT NULL,
    channels TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);
