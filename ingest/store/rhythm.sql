-- What the schedule decides by and why: the rhythm of a source, where it has moved to, which servers wish to be left alone, robots.txt.

ALTER TABLE source ADD COLUMN because TEXT;                             -- why it is next due then, in words
ALTER TABLE source ADD COLUMN interval_s INTEGER;                       -- the wait between two polls that its own rhythm has led to
ALTER TABLE source ADD COLUMN on_time INTEGER NOT NULL DEFAULT 0;       -- punctual successes in a row
ALTER TABLE source ADD COLUMN pace_s INTEGER;                           -- the wait that the feed itself asks for
ALTER TABLE source ADD COLUMN validated TEXT;                           -- when the server last sent the whole answer
ALTER TABLE source ADD COLUMN moved_url TEXT;                           -- the address that has moved for good …
ALTER TABLE source ADD COLUMN moved_to TEXT;                            -- … where to …
ALTER TABLE source ADD COLUMN moved_times INTEGER NOT NULL DEFAULT 0;   -- … and how many polls in a row said so; from the second on it is asked

ALTER TABLE fetch ADD COLUMN times INTEGER NOT NULL DEFAULT 1;          -- how many times in a row a source was passed over for this reason
ALTER TABLE fetch ADD COLUMN last_at TEXT;                              -- the last of these times

ALTER TABLE lead ADD COLUMN stamp TEXT;                                 -- the time that the entry states of itself …
ALTER TABLE lead ADD COLUMN rewrites INTEGER NOT NULL DEFAULT 0;        -- … and how often its words changed while that stood still

CREATE TABLE origin (                           -- a server: scheme, host and port
    origin         TEXT PRIMARY KEY,
    hold_until     TEXT,                        -- it wishes to be left alone until then
    hold_why       TEXT,
    robots         TEXT,                        -- its robots.txt, asked for once a day; empty where it has none
    robots_status  INTEGER,
    robots_at      TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE seen (                             -- the entries of a feed's last answer: the same words again are not read again
    source    TEXT PRIMARY KEY,
    follow    INTEGER NOT NULL,                 -- whether they were leads then
    wordings  BLOB NOT NULL                     -- digests of 16 bytes each
) STRICT, WITHOUT ROWID;

CREATE INDEX lead_open ON lead (source) WHERE done = 0;

DROP VIEW v_source_health;

-- One row a source, also one never fetched; last_error and because say why in words.
CREATE VIEW v_source_health AS
SELECT s.source, s.kind, s.url, s.enabled, s.state, s.last_fetch, s.last_success, s.last_status, s.last_outcome, s.last_error, s.failures, s.next_due,
       (SELECT count(*) FROM article a JOIN item i USING (article_id) WHERE a.source = s.source) AS items_total,
       (SELECT count(*) FROM article a JOIN item i USING (article_id)
        WHERE a.source = s.source AND i.first_seen > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')) AS items_new_24h,
       s.name, s.hold_until, s.because, s.interval_s, s.on_time, s.pace_s, s.validated,
       CASE WHEN s.moved_url = s.url AND s.moved_times >= 2 THEN s.moved_to END AS moved_to
FROM source s;

-- One row a server that has asked for something: to be left alone, or by its robots.txt.
CREATE VIEW v_origins AS
SELECT origin, hold_until, hold_why, robots_at, robots_status, length(robots) AS robots_length FROM origin;
