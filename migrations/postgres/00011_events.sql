-- +goose Up
-- Events, and when what is public of them takes place.

CREATE TABLE events (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    summary TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    zone TEXT COLLATE "C" NOT NULL,
    start TEXT COLLATE "C" NOT NULL,
    "end" TEXT COLLATE "C" NOT NULL,
    recurrence TEXT COLLATE "C" NOT NULL,
    overrides TEXT COLLATE "C" NOT NULL,
    follows_id TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    sequence INTEGER NOT NULL,
    attendance TEXT COLLATE "C" NOT NULL,
    online_url TEXT COLLATE "C" NOT NULL,
    online_private BOOLEAN NOT NULL,
    venue TEXT COLLATE "C" NOT NULL,
    organisers TEXT COLLATE "C" NOT NULL,
    speakers TEXT COLLATE "C" NOT NULL,
    agenda TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    documents TEXT COLLATE "C" NOT NULL,
    hero_id TEXT COLLATE "C" NOT NULL,
    tag_ids TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C" NOT NULL,
    campaigns TEXT COLLATE "C" NOT NULL,
    registration TEXT COLLATE "C" NOT NULL,
    uid TEXT COLLATE "C" NOT NULL,
    starts_at TIMESTAMPTZ,
    ends_at TIMESTAMPTZ,
    wide BOOLEAN NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE edition_occasions (
    entry_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES editions(entry_id) ON DELETE CASCADE,
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ,
    wide BOOLEAN NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    timing TEXT COLLATE "C" NOT NULL
);

CREATE INDEX events_start ON events (stage, wide, starts_at);
CREATE INDEX events_uid ON events (stage, uid);
CREATE INDEX occasions_start ON edition_occasions (wide, starts_at, entry_id);
CREATE INDEX occasions_end ON edition_occasions (wide, ends_at);
CREATE INDEX occasions_place ON edition_occasions (latitude, longitude) WHERE latitude IS NOT NULL;
