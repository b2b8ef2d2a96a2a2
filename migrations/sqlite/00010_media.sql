-- +goose Up
-- The files of images, and those that are on their way.

CREATE TABLE files (
    sha256 TEXT NOT NULL PRIMARY KEY,
    format TEXT NOT NULL,
    size INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    placeholder TEXT NOT NULL,
    colour TEXT NOT NULL,
    likeness TEXT NOT NULL,
    words TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    touched_at TIMESTAMP NOT NULL,
    checked_at TIMESTAMP,
    going_at TIMESTAMP
);

CREATE TABLE file_uses (
    sha256 TEXT NOT NULL REFERENCES files(sha256),
    entry_id TEXT NOT NULL REFERENCES entries(id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (sha256, entry_id)
);

CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    owner_id TEXT NOT NULL,
    direct BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    received INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    metadata TEXT NOT NULL,
    image_id TEXT NOT NULL,
    state TEXT NOT NULL,
    problem TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    busy_until TIMESTAMP,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE upload_pieces (
    upload_id TEXT NOT NULL REFERENCES uploads(id),
    at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (upload_id, at)
);

CREATE INDEX files_going ON files (going_at);
CREATE INDEX file_uses_entry ON file_uses (entry_id);
CREATE INDEX uploads_expiry ON uploads (expires_at);
