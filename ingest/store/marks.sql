-- What stories are found by, small enough to keep: sampled runs of words, the digests of body and headline, and what prune leaves behind.

DROP TABLE shingle;
DROP TABLE fingerprint;

CREATE TABLE fingerprint (                      -- goes with its week: nothing is compared across more than three days
    item_id  INTEGER PRIMARY KEY REFERENCES item,
    clock    INTEGER NOT NULL,                  -- seconds since 1970
    body     INTEGER NOT NULL,                  -- eight bytes of the digests of the matching words
    title    INTEGER NOT NULL,
    tokens   INTEGER NOT NULL,                  -- matching words
    kept     INTEGER NOT NULL                   -- how many runs of words it can be found by
) STRICT;

CREATE TABLE mark (                             -- week, hash and item in one number (ingest/store/marks.py): some 15 bytes a row
    key  INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE mark_week (                        -- the weeks that have marks, by the clock of their items
    week    INTEGER PRIMARY KEY,
    newest  TEXT NOT NULL                       -- when the last of its items was first seen: what prune goes by
) STRICT;

CREATE TABLE tombstone (                        -- what was pruned, so that it is not taken for news when it comes again
    source    TEXT NOT NULL,
    identity  TEXT NOT NULL,
    stamp     TEXT NOT NULL,                    -- of all that makes two sendings the same thing
    at        TEXT NOT NULL,
    PRIMARY KEY (source, identity, stamp)
) STRICT, WITHOUT ROWID;

CREATE INDEX fetch_at ON fetch (at);
CREATE INDEX dead_letter_digest ON dead_letter (digest) WHERE digest IS NOT NULL;
