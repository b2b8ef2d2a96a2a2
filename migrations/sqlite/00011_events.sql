-- +goose Up
-- Events, and when what is public of them takes place.

CREATE TABLE events (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    zone TEXT NOT NULL,
    start TEXT NOT NULL,
    "end" TEXT NOT NULL,
    recurrence TEXT NOT NULL,
    overrides TEXT NOT NULL,
    follows_id TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    previous TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    attendance TEXT NOT NULL,
    online_url TEXT NOT NULL,
    online_private BOOLEAN NOT NULL,
    venue TEXT NOT NULL,
    organisers TEXT NOT NULL,
    speakers TEXT NOT NULL,
    agenda TEXT NOT NULL,
    contact TEXT NOT NULL,
    documents TEXT NOT NULL,
    hero_id TEXT NOT NULL,
    tag_ids TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    campaigns TEXT NOT NULL,
    registration TEXT NOT NULL,
    uid TEXT NOT NULL,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    wide BOOLEAN NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE edition_occasions (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES editions(entry_id) ON DELETE CASCADE,
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP,
    wide BOOLEAN NOT NULL,
    status TEXT NOT NULL,
    latitude REAL,
    longitude REAL,
    timing TEXT NOT NULL
);

CREATE INDEX events_start ON events (stage, wide, starts_at);
CREATE INDEX events_uid ON events (stage, uid);
CREATE INDEX occasions_start ON edition_occasions (wide, starts_at, entry_id);
CREATE INDEX occasions_end ON edition_occasions (wide, ends_at);
CREATE INDEX occasions_place ON edition_occasions (latitude, longitude) WHERE latitude IS NOT NULL;
