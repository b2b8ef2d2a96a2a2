-- +goose Up
-- The spine and its bodies, the journal, the jobs, and what the public reads.

CREATE TABLE sequences (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE entries (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    group_id TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C" NOT NULL,
    owner_name TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    updated_by TEXT COLLATE "C" NOT NULL,
    updated_as TEXT COLLATE "C" NOT NULL,
    live_version INTEGER NOT NULL,
    first_published_at TIMESTAMPTZ,
    live_at TIMESTAMPTZ,
    content_updated_at TIMESTAMPTZ,
    display_at TIMESTAMPTZ,
    publish_at TIMESTAMPTZ,
    unpublish_at TIMESTAMPTZ,
    embargo_until TIMESTAMPTZ,
    deleted_at TIMESTAMPTZ,
    deleted_by TEXT COLLATE "C" NOT NULL
);

CREATE TABLE revisions (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    version INTEGER NOT NULL,
    verb TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL,
    actor_name TEXT COLLATE "C" NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    live BOOLEAN NOT NULL,
    restored_from INTEGER NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, version)
);

CREATE TABLE slugs (
    kind TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id) DEFERRABLE INITIALLY DEFERRED,
    public_at TIMESTAMPTZ,
    PRIMARY KEY (kind, locale, slug)
);

CREATE TABLE refs (
    from_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    rel TEXT COLLATE "C" NOT NULL,
    to_id TEXT COLLATE "C" NOT NULL,
    to_kind TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (from_id, stage, rel, to_id)
);

CREATE TABLE journal (
    seq BIGINT NOT NULL PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL,
    verb TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    actor_kind TEXT COLLATE "C" NOT NULL,
    actor_id TEXT COLLATE "C" NOT NULL,
    session_id TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    note TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);

CREATE TABLE jobs (
    id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL UNIQUE,
    args TEXT COLLATE "C" NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    attempts INTEGER NOT NULL,
    error TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE stubs (
    entry_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT COLLATE "C" NOT NULL,
    visible_from TIMESTAMPTZ NOT NULL,
    visible_until TIMESTAMPTZ,
    body BYTEA NOT NULL
);

CREATE TABLE editions (
    entry_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    seq BIGINT NOT NULL UNIQUE,
    visible_from TIMESTAMPTZ NOT NULL,
    visible_until TIMESTAMPTZ,
    published_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    printed_at TIMESTAMPTZ NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    etag TEXT COLLATE "C" NOT NULL,
    card BYTEA NOT NULL,
    doc BYTEA NOT NULL
);

CREATE TABLE edition_terms (
    term_id TEXT COLLATE "C" NOT NULL,
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES editions(entry_id) ON DELETE CASCADE,
    kind TEXT COLLATE "C" NOT NULL,
    published_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (term_id, entry_id)
);

CREATE TABLE tombstones (
    entry_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES entries(id),
    kind TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    seq BIGINT NOT NULL UNIQUE
);

CREATE TABLE settings (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE articles (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    overline TEXT COLLATE "C" NOT NULL,
    standfirst TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    dateline TEXT COLLATE "C" NOT NULL,
    bylines TEXT COLLATE "C" NOT NULL,
    other_section_ids TEXT COLLATE "C" NOT NULL,
    tag_ids TEXT COLLATE "C" NOT NULL,
    hero TEXT COLLATE "C" NOT NULL,
    related_ids TEXT COLLATE "C" NOT NULL,
    event_ids TEXT COLLATE "C" NOT NULL,
    campaign_ids TEXT COLLATE "C" NOT NULL,
    source TEXT COLLATE "C" NOT NULL,
    genre TEXT COLLATE "C" NOT NULL,
    urgency INTEGER NOT NULL,
    seo TEXT COLLATE "C" NOT NULL,
    extra TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE pages (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE sections (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C" NOT NULL,
    position INTEGER NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE tags (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    synonyms TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE authors (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    bio TEXT COLLATE "C" NOT NULL,
    photo_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE organisations (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL,
    aliases TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (entry_id, stage)
);

CREATE TABLE images (
    entry_id TEXT COLLATE "C" NOT NULL REFERENCES entries(id),
    stage TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    slug TEXT COLLATE "C" NOT NULL,
    section_id TEXT COLLATE "C" NOT NULL,
    alt TEXT COLLATE "C" NOT NULL,
    alt_truncated BOOLEAN NOT NULL,
    decorative BOOLEAN NOT NULL,
    caption TEXT COLLATE "C" NOT NULL,
    credit TEXT COLLATE "C" NOT NULL,
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
