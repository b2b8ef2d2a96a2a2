-- +goose Up
-- Donation campaigns: what they are for, until when, and by which ways one gives.

CREATE TABLE campaigns (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    summary TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    aliases TEXT COLLATE "C" NOT NULL,
    hero_id TEXT COLLATE "C" NOT NULL,
    tag_ids TEXT COLLATE "C" NOT NULL,
    purpose TEXT COLLATE "C" NOT NULL,
    organiser_id TEXT COLLATE "C" NOT NULL,
    operator_id TEXT COLLATE "C" NOT NULL,
    beneficiaries TEXT COLLATE "C" NOT NULL,
    custody TEXT COLLATE "C" NOT NULL,
    currency TEXT COLLATE "C" NOT NULL,
    goal TEXT COLLATE "C" NOT NULL,
    minimum BIGINT NOT NULL,
    case_code TEXT COLLATE "C" NOT NULL,
    opens_at TIMESTAMPTZ,
    closes_at TIMESTAMPTZ,
    conduct TEXT COLLATE "C" NOT NULL,
    policy_id TEXT COLLATE "C" NOT NULL,
    distribution_due TEXT COLLATE "C" NOT NULL,
    commitment TEXT COLLATE "C" NOT NULL,
    longer_window TEXT COLLATE "C" NOT NULL,
    documents TEXT COLLATE "C" NOT NULL,
    channels TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);
