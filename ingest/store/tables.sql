-- The tables. Times are ISO 8601 UTC text with a Z; flags are 0 or 1; what nobody stated is NULL. Views for people stand in views.sql.

CREATE TABLE source (
    source         TEXT PRIMARY KEY,            -- its id in sources.toml
    kind           TEXT,
    name           TEXT,
    url            TEXT,
    enabled        INTEGER NOT NULL DEFAULT 1,
    state          TEXT NOT NULL DEFAULT 'never',
    etag           TEXT,                        -- the validators, saved only with the items they stand for
    last_modified  TEXT,
    body           TEXT,
    next_due       TEXT,
    last_fetch     TEXT,
    last_success   TEXT,
    last_status    INTEGER,
    last_outcome   TEXT,
    last_error     TEXT,
    failures       INTEGER NOT NULL DEFAULT 0,
    hold_until     TEXT
) STRICT;

CREATE TABLE fetch (                            -- one row a poll, also one that was skipped
    fetch_id   INTEGER PRIMARY KEY,
    source     TEXT NOT NULL REFERENCES source,
    at         TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    status     INTEGER,
    reason     TEXT,
    items      INTEGER NOT NULL,
    new        INTEGER NOT NULL,
    seconds    REAL NOT NULL
) STRICT;
CREATE INDEX fetch_source ON fetch (source, fetch_id);

CREATE TABLE raw (                              -- the vault: bytes as they arrived, compressed, found by their SHA-256
    digest      TEXT PRIMARY KEY,
    source      TEXT NOT NULL,
    received    TEXT NOT NULL,
    name        TEXT NOT NULL,
    url         TEXT,
    media_type  TEXT,
    charset     TEXT,
    key         TEXT,
    modified    TEXT,
    size        INTEGER NOT NULL,               -- of the bytes before compression
    data        BLOB NOT NULL
) STRICT;
CREATE INDEX raw_received ON raw (received);

CREATE TABLE taken (                            -- files of folders that were taken in
    source  TEXT NOT NULL,
    key     TEXT NOT NULL,
    digest  TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE lead (                             -- feed entries whose page is, or was, to be fetched
    source    TEXT NOT NULL,
    uri       TEXT NOT NULL,
    url       TEXT NOT NULL,
    digest    TEXT NOT NULL,                    -- of the entry's own words
    story     BLOB NOT NULL,                    -- the entry as it was read, compressed: its words are hints when the page is read again
    attempts  INTEGER NOT NULL,
    done      INTEGER NOT NULL,
    error     TEXT,
    at        TEXT NOT NULL,
    PRIMARY KEY (source, uri)
) STRICT, WITHOUT ROWID;

CREATE TABLE cluster (                          -- a story: all articles that tell it
    cluster_id  INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('story', 'series', 'digest')),
    killed      INTEGER                         -- the item that withdrew the story
) STRICT;

CREATE TABLE article (                          -- what the versions of one thing share
    article_id  INTEGER PRIMARY KEY,
    source      TEXT NOT NULL REFERENCES source,
    identity    TEXT NOT NULL,
    uri         TEXT NOT NULL,
    UNIQUE (source, identity),
    UNIQUE (source, uri)
) STRICT;
CREATE INDEX article_uri ON article (uri);

CREATE TABLE item (                             -- one stored version; never overwritten
    item_id          INTEGER PRIMARY KEY,
    article_id       INTEGER NOT NULL REFERENCES article,
    version          TEXT,
    current          INTEGER NOT NULL CHECK (current IN (0, 1)),
    cluster_id       INTEGER NOT NULL REFERENCES cluster,
    change           TEXT NOT NULL CHECK (change IN ('new', 'copy', 'cut', 'extended', 'update', 'correction', 'kill', 'series')),
    replaces         INTEGER REFERENCES item,
    status           TEXT NOT NULL CHECK (status IN ('queued', 'held', 'approved', 'published', 'rejected', 'killed', 'expired', 'superseded')),
    gate             TEXT CHECK (gate IN ('editor', 'embargo', 'embargo_open', 'withheld', 'killed_story', 'agency')),
    hold_reason      TEXT,
    url              TEXT,
    url_key          TEXT,
    publisher        TEXT,
    house            TEXT NOT NULL,
    headline         TEXT,
    body             TEXT NOT NULL,
    language         TEXT,
    urgency          INTEGER,
    published        TEXT,
    clock            TEXT NOT NULL,
    stated           TEXT,
    first_seen       TEXT NOT NULL,
    embargoed_until  TEXT,
    expires          TEXT,
    stamp            TEXT NOT NULL,             -- of all that makes two sendings the same thing
    digest           TEXT NOT NULL,             -- of the bytes it was read from
    story            BLOB NOT NULL,             -- the whole story as JSON, compressed
    raw_text         BLOB NOT NULL              -- the text that evidence points into, compressed
) STRICT;
CREATE UNIQUE INDEX item_current ON item (article_id) WHERE current = 1;
CREATE INDEX item_article ON item (article_id, item_id);
CREATE INDEX item_cluster ON item (cluster_id);
CREATE INDEX item_status ON item (status, item_id);
CREATE INDEX item_url_key ON item (url_key);
CREATE INDEX item_digest ON item (digest);
CREATE INDEX item_replaces ON item (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL;
CREATE INDEX item_first_seen ON item (first_seen);

CREATE TABLE reading (                          -- how an item was read before a better rule read it again
    reading_id  INTEGER PRIMARY KEY,
    item_id     INTEGER NOT NULL REFERENCES item,
    ruleset     TEXT NOT NULL,
    at          TEXT NOT NULL,
    story       BLOB NOT NULL,
    raw_text    BLOB NOT NULL
) STRICT;
CREATE INDEX reading_item ON reading (item_id);

CREATE TABLE fingerprint (
    item_id  INTEGER PRIMARY KEY REFERENCES item,
    clock    TEXT NOT NULL,
    body     TEXT NOT NULL,
    title    TEXT NOT NULL,
    skeleton TEXT NOT NULL,
    tokens   INTEGER NOT NULL
) STRICT;
CREATE INDEX fingerprint_body ON fingerprint (body, clock);
CREATE INDEX fingerprint_title ON fingerprint (title, clock);
CREATE INDEX fingerprint_skeleton ON fingerprint (skeleton, clock);

CREATE TABLE shingle (                          -- sampled runs of five words, by spans of four weeks so that old ones go at once
    span     INTEGER NOT NULL,
    hash     INTEGER NOT NULL,
    item_id  INTEGER NOT NULL,
    PRIMARY KEY (span, hash, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE match (                            -- why an item joined a cluster that it did not start
    item_id      INTEGER PRIMARY KEY REFERENCES item,
    other_id     INTEGER NOT NULL REFERENCES item,
    verdict      TEXT NOT NULL,
    rule         TEXT NOT NULL,
    containment  REAL,
    jaccard      REAL,
    reason       TEXT NOT NULL,
    decided_at   TEXT NOT NULL
) STRICT;
CREATE INDEX match_other ON match (other_id);

CREATE TABLE provenance (                       -- who wrote it and who carried it, in words that stand in evidence
    item_id           INTEGER PRIMARY KEY REFERENCES item,
    relation          TEXT NOT NULL,
    headline_edited   TEXT NOT NULL,
    body_edited       TEXT NOT NULL,
    picture_edited    TEXT NOT NULL,
    auto_generated    TEXT NOT NULL,
    statement         TEXT,
    statement_n       INTEGER,
    confidence        TEXT NOT NULL,
    ruleset           TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
    item_id      INTEGER NOT NULL REFERENCES item,
    n            INTEGER NOT NULL,
    rule         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    quote        TEXT NOT NULL,
    quote_start  INTEGER NOT NULL,
    quote_end    INTEGER NOT NULL,
    PRIMARY KEY (item_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit (
    item_id     INTEGER NOT NULL REFERENCES item,
    n           INTEGER NOT NULL,
    agency      TEXT NOT NULL,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    evidence_n  INTEGER,
    PRIMARY KEY (item_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_agency ON credit (agency);

CREATE TABLE observed (                         -- what comparing with the agency's own copy showed
    item_id          INTEGER PRIMARY KEY REFERENCES item,
    against_item_id  INTEGER NOT NULL REFERENCES item,
    headline         TEXT NOT NULL,
    body             TEXT NOT NULL,
    similarity       REAL NOT NULL,
    claim_holds      INTEGER,
    note             TEXT NOT NULL
) STRICT;
CREATE INDEX observed_against ON observed (against_item_id);

CREATE TABLE ruling (                           -- decisions of editors; rows are only ever added
    ruling_id      INTEGER PRIMARY KEY,
    item_id        INTEGER NOT NULL REFERENCES item,
    decision       TEXT NOT NULL,
    editor         TEXT NOT NULL,
    reason         TEXT,
    before         TEXT NOT NULL,
    before_gate    TEXT,
    before_reason  TEXT,
    after          TEXT NOT NULL,
    undoes         INTEGER UNIQUE REFERENCES ruling,
    at             TEXT NOT NULL
) STRICT;
CREATE INDEX ruling_item ON ruling (item_id, ruling_id);
CREATE TRIGGER ruling_kept BEFORE DELETE ON ruling BEGIN SELECT RAISE(ABORT, 'rulings are never deleted'); END;
CREATE TRIGGER ruling_fixed BEFORE UPDATE ON ruling BEGIN SELECT RAISE(ABORT, 'rulings are never changed'); END;

CREATE TABLE outbox (
    outbox_id        INTEGER PRIMARY KEY,
    item_id          INTEGER NOT NULL REFERENCES item,
    article_id       INTEGER NOT NULL REFERENCES article,
    target           TEXT NOT NULL,
    op               TEXT NOT NULL CHECK (op IN ('publish', 'update', 'withdraw')),
    idempotency_key  TEXT NOT NULL UNIQUE,
    status           TEXT NOT NULL CHECK (status IN ('waiting', 'leased', 'done', 'failed')),
    attempts         INTEGER NOT NULL DEFAULT 0,
    queued           TEXT NOT NULL,
    due              TEXT NOT NULL,
    lease_until      TEXT,
    done             TEXT,
    place            TEXT,
    last_error       TEXT
) STRICT;
CREATE INDEX outbox_open ON outbox (status, due) WHERE status IN ('waiting', 'leased');
CREATE INDEX outbox_article ON outbox (article_id, target, outbox_id);
CREATE INDEX outbox_item ON outbox (item_id);
CREATE INDEX outbox_target ON outbox (target, outbox_id);

CREATE TABLE dead_letter (
    dead_id  INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,
    stage    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    name     TEXT NOT NULL,
    digest   TEXT,
    url      TEXT,
    at       TEXT NOT NULL,
    times    INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE UNIQUE INDEX dead_letter_once ON dead_letter (source, stage, reason, name, coalesce(digest, ''));

CREATE TABLE event (                            -- what happened, in order: the cursor of those who follow
    event_id  INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    kind      TEXT NOT NULL,
    item_id   INTEGER NOT NULL REFERENCES item,
    status    TEXT NOT NULL,
    says      TEXT NOT NULL
) STRICT;
CREATE INDEX event_item ON event (item_id);

-- Full-text search over headline and body; marks are part of words, so that Hindi is found by whole words.
CREATE VIRTUAL TABLE item_fts USING fts5 (
    headline, body, content = 'item', content_rowid = 'item_id', tokenize = "unicode61 categories 'L* N* Co Mn Mc'"
);
CREATE TRIGGER item_found AFTER INSERT ON item BEGIN
    INSERT INTO item_fts (rowid, headline, body) VALUES (new.item_id, new.headline, new.body);
END;
CREATE TRIGGER item_lost AFTER DELETE ON item BEGIN
    INSERT INTO item_fts (item_fts, rowid, headline, body) VALUES ('delete', old.item_id, old.headline, old.body);
END;
CREATE TRIGGER item_reworded AFTER UPDATE OF headline, body ON item BEGIN
    INSERT INTO item_fts (item_fts, rowid, headline, body) VALUES ('delete', old.item_id, old.headline, old.body);
    INSERT INTO item_fts (rowid, headline, body) VALUES (new.item_id, new.headline, new.body);
END;
