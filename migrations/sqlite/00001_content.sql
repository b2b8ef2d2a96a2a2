-- +goose Up
-- The spine and its bodies, the journal, the jobs, and what the public reads.

CREATE TABLE sequences (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
);

CREATE TABLE entries (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    group_id TEXT NOT NULL,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    section_id TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    updated_as TEXT NOT NULL,
    live_version INTEGER NOT NULL,
    first_published_at TIMESTAMP,
    live_at TIMESTAMP,
    content_updated_at TIMESTAMP,
    display_at TIMESTAMP,
    publish_at TIMESTAMP,
    unpublish_at TIMESTAMP,
    embargo_until TIMESTAMP,
    deleted_at TIMESTAMP,
    deleted_by TEXT NOT NULL
);

CREATE TABLE revisions (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    version INTEGER NOT NULL,
    verb TEXT NOT NULL,
    note TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    live BOOLEAN NOT NULL,
    restored_from INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (entry_id, version)
);

CREATE TABLE slugs (
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES entries(id) DEFERRABLE INITIALLY DEFERRED,
    public_at TIMESTAMP,
    PRIMARY KEY (kind, locale, slug)
);

CREATE TABLE refs (
    from_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    rel TEXT NOT NULL,
    to_id TEXT NOT NULL,
    to_kind TEXT NOT NULL,
    PRIMARY KEY (from_id, stage, rel, to_id)
);

CREATE TABLE journal (
    seq INTEGER NOT NULL PRIMARY KEY,
    at TIMESTAMP NOT NULL,
    verb TEXT NOT NULL,
    kind TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    note TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    args TEXT NOT NULL,
    run_at TIMESTAMP NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE stubs (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT NOT NULL,
    visible_from TIMESTAMP NOT NULL,
    visible_until TIMESTAMP,
    body BLOB NOT NULL
);

CREATE TABLE editions (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    seq INTEGER NOT NULL UNIQUE,
    visible_from TIMESTAMP NOT NULL,
    visible_until TIMESTAMP,
    published_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    printed_at TIMESTAMP NOT NULL,
    label TEXT NOT NULL,
    etag TEXT NOT NULL,
    card BLOB NOT NULL,
    doc BLOB NOT NULL
);

CREATE TABLE edition_terms (
    term_id TEXT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES editions(entry_id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (term_id, entry_id)
);

CREATE TABLE tombstones (
    entry_id TEXT NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    seq INTEGER NOT NULL UNIQUE
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE articles (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    overline TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    body TEXT NOT NULL,
    dateline TEXT NOT NULL,
    bylines TEXT NOT NULL,
    other_section_ids TEXT NOT NULL,
    tag_ids TEXT NOT NULL,
    hero TEXT NOT NULL,
    related_ids TEXT NOT NULL,
    event_ids TEXT NOT NULL,
    campaign_ids TEXT NOT NULL,
    source TEXT NOT NULL,
    genre TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    seo TEXT NOT NULL,
    extra TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE pages (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE sections (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE tags (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    synonyms TEXT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE authors (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    bio TEXT NOT NULL,
    photo_id TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE organisations (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    category TEXT NOT NULL,
    aliases TEXT NOT NULL,
    description TEXT NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE images (
    entry_id TEXT NOT NULL REFERENCES entries(id),
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    slug TEXT NOT NULL,
    section_id TEXT NOT NULL,
    alt TEXT NOT NULL,
    alt_truncated BOOLEAN NOT NULL,
    decorative BOOLEAN NOT NULL,
    caption TEXT NOT NULL,
    credit TEXT NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE INDEX entries_updated ON entries (kind, updated_at, id);
CREATE INDEX entries_created ON entries (kind, created_at, id);
CREATE INDEX entries_state ON entries (kind, state, updated_at, id);
CREATE INDEX entries_owner ON entries (kind, owner_id, updated_at, id);
CREATE INDEX entries_section ON entries (kind, section_id, updated_at, id);
CREATE UNIQUE INDEX entries_group ON entries (group_id, locale);
CREATE INDEX slugs_entry ON slugs (entry_id);
CREATE INDEX refs_to ON refs (to_id, stage);
CREATE INDEX journal_entry ON journal (entry_id, seq);
CREATE INDEX jobs_due ON jobs (run_at, id);
CREATE INDEX stubs_until ON stubs (visible_until);
CREATE INDEX editions_slug ON editions (kind, slug, locale);
CREATE INDEX editions_published ON editions (kind, published_at, entry_id);
CREATE INDEX editions_updated ON editions (kind, updated_at, entry_id);
CREATE INDEX editions_label ON editions (kind, label, entry_id);
CREATE INDEX editions_locale_label ON editions (kind, locale, label, entry_id);
CREATE INDEX editions_locale_published ON editions (kind, locale, published_at, entry_id);
CREATE INDEX editions_locale_updated ON editions (kind, locale, updated_at, entry_id);
CREATE INDEX editions_from ON editions (visible_from);
CREATE INDEX editions_until ON editions (visible_until);
CREATE INDEX terms_published ON edition_terms (term_id, kind, published_at, entry_id);
CREATE INDEX terms_updated ON edition_terms (term_id, kind, updated_at, entry_id);
CREATE INDEX terms_entry ON edition_terms (entry_id);

INSERT INTO sequences (name, value) VALUES ('journal', 0), ('edition', 0);
