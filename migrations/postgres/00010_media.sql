-- +goose Up
-- The files of images, and those that are on their way.

CREATE TABLE files (
    sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    format TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    placeholder TEXT COLLATE "C" NOT NULL,
    colour TEXT COLLATE "C" NOT NULL,
    likeness TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    touched_at TIMESTAMPTZ NOT NULL,
    checked_at TIMESTAMPTZ,
    going_at TIMESTAMPTZ
);

CREATE TABLE file_uses (
    sha256 TEXT COLLATE "C" NOT NULL REFERENCES files(sha256),
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (sha256, entry_id)
);

CREATE TABLE uploads (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner_id TEXT COLLATE "C" NOT NULL,
    direct BOOLEAN NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    metadata TEXT COLLATE "C" NOT NULL,
    image_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    problem TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    busy_until TIMESTAMPTZ,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE upload_pieces (
    upload_id TEXT COLLATE "C" NOT NULL REFERENCES uploads(id),
    at BIGINT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (upload_id, at)
);

CREATE INDEX files_going ON files (going_at);
CREATE INDEX file_uses_entry ON file_uses (entry_id);
CREATE INDEX uploads_expiry ON uploads (expires_at);
