-- What a publisher prints in story after story: counted over its last pages, so that a reader can leave it out and say why.

CREATE TABLE page_lines (                       -- the whole lines of a publisher's last stories
    domain      TEXT NOT NULL,
    item_id     INTEGER NOT NULL,
    cluster_id  INTEGER NOT NULL,
    lines       BLOB NOT NULL,                  -- digests of four bytes each
    at          TEXT NOT NULL,
    PRIMARY KEY (domain, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE boilerplate (                      -- the lines that more than one of them has; counts are those of the last filing
    domain     TEXT NOT NULL,
    digest     INTEGER NOT NULL,
    line       TEXT NOT NULL,
    stories    INTEGER NOT NULL,                -- in how many different stories it stood …
    of         INTEGER NOT NULL,                -- … of so many
    last_seen  TEXT NOT NULL,
    PRIMARY KEY (domain, digest)
) STRICT, WITHOUT ROWID;

-- The lines that repeat across a publisher's stories; left_out is 1 where its next pages are read without them.
CREATE VIEW v_boilerplate AS
SELECT domain, line, stories, of, round(1.0 * stories / of, 2) AS share, last_seen, stories >= 5 AND stories >= 0.3 * of AS left_out
FROM boilerplate;
