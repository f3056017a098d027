-- The desk's own tables: a narrow row an item to list and filter by, people, their sessions and habits, and what they added to items.

CREATE TABLE listing (                          -- one row a stored version: all that the list filters and orders by
    item_id     INTEGER PRIMARY KEY REFERENCES item,
    status      TEXT NOT NULL,
    cluster_id  INTEGER NOT NULL,
    copies      INTEGER NOT NULL,               -- publishers that tell the story
    weight      REAL NOT NULL,                  -- what time and urgency are worth, in steps of three hours; each further publisher adds half a step
    change      TEXT NOT NULL,
    relation    TEXT NOT NULL,
    agency      TEXT,
    source      TEXT NOT NULL,
    publisher   TEXT,
    language    TEXT,
    section     TEXT,
    signals     TEXT NOT NULL                   -- ' correction update ': words between spaces
) STRICT;
INSERT INTO listing                             -- what was there before; section and signals are filled in from the stories
SELECT i.item_id, i.status, i.cluster_id, (SELECT count(DISTINCT n.house) FROM item n WHERE n.cluster_id = i.cluster_id),
       round((strftime('%s', i.first_seen) - 1577836800) / 10800.0 + 5 - coalesce(nullif(i.urgency, 0), 5)
             + CASE i.change WHEN 'kill' THEN 8 WHEN 'correction' THEN 4 ELSE 0 END, 4),
       i.change, v.relation, v.agency, a.source, i.publisher, i.language, NULL, ' '
FROM item i JOIN article a USING (article_id) JOIN v_provenance v USING (item_id);
CREATE INDEX listing_cluster ON listing (cluster_id);
CREATE INDEX listing_status ON listing (status, item_id, change, relation, agency, source, publisher, language, section, signals);
CREATE INDEX listing_rank ON listing (weight + 0.5 * min(copies - 1, 7), item_id) WHERE status IN ('queued', 'held');
CREATE INDEX listing_change ON listing (change, item_id);

CREATE TRIGGER listing_stands AFTER UPDATE OF status ON item BEGIN
    UPDATE listing SET status = new.status WHERE item_id = new.item_id;
END;
CREATE TRIGGER listing_moves AFTER UPDATE OF cluster_id ON item BEGIN
    UPDATE listing SET cluster_id = new.cluster_id WHERE item_id = new.item_id;
    UPDATE listing SET copies = (SELECT count(DISTINCT house) FROM item WHERE cluster_id = old.cluster_id) WHERE cluster_id = old.cluster_id;
    UPDATE listing SET copies = (SELECT count(DISTINCT house) FROM item WHERE cluster_id = new.cluster_id) WHERE cluster_id = new.cluster_id;
END;
CREATE TRIGGER listing_changes AFTER UPDATE OF change ON item BEGIN
    UPDATE listing SET change = new.change WHERE item_id = new.item_id;
END;
CREATE TRIGGER listing_lost BEFORE DELETE ON item BEGIN
    DELETE FROM listing WHERE item_id = old.item_id;
    DELETE FROM amendment WHERE item_id = old.item_id;
    DELETE FROM waiting WHERE item_id = old.item_id;
    DELETE FROM claim WHERE item_id = old.item_id;
END;
CREATE TRIGGER listing_credited AFTER INSERT ON credit WHEN new.n = 0 BEGIN
    UPDATE listing SET agency = new.agency WHERE item_id = new.item_id;
END;

CREATE TABLE amendment (                        -- what an editor put in the place of a field; each row holds all that stands amended
    ruling_id  INTEGER PRIMARY KEY REFERENCES ruling,
    item_id    INTEGER NOT NULL REFERENCES item,
    headline   TEXT,
    urgency    INTEGER,
    slugline   TEXT,
    ed_note    TEXT
) STRICT;
CREATE INDEX amendment_item ON amendment (item_id, ruling_id);

CREATE TABLE waiting (                          -- holds that end by themselves
    item_id  INTEGER PRIMARY KEY REFERENCES item,
    until    TEXT NOT NULL
) STRICT;
CREATE INDEX waiting_until ON waiting (until);

CREATE TABLE claim (                            -- who is at work on an item; it lapses
    item_id  INTEGER PRIMARY KEY REFERENCES item,
    editor   TEXT NOT NULL,
    until    TEXT NOT NULL
) STRICT;

CREATE TABLE editor (                           -- who may sign in; the password as scrypt
    name     TEXT PRIMARY KEY,
    salt     BLOB NOT NULL,
    scrypt   BLOB NOT NULL,
    since    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE habit (                            -- how an editor likes the desk: keys, filters of their own
    editor  TEXT NOT NULL,
    name    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (editor, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (                          -- sessions live here; the browser holds a token, we its digest
    digest   BLOB PRIMARY KEY,
    editor   TEXT NOT NULL,
    secret   BLOB NOT NULL,
    began    TEXT NOT NULL,
    seen     TEXT NOT NULL,
    notes    TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in (                          -- failures in a row, by name and by address
    who       TEXT PRIMARY KEY,
    failures  INTEGER NOT NULL,
    last      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What editors put in the place of a field, one row an amendment; `stands` is 1 until it is undone or a later one takes its place.
CREATE VIEW v_amendments AS
SELECT m.item_id, r.at, r.editor, m.headline, m.urgency, m.slugline, m.ed_note, r.reason,
       NOT EXISTS (SELECT 1 FROM ruling u WHERE u.undoes = m.ruling_id)
       AND NOT EXISTS (SELECT 1 FROM amendment l WHERE l.item_id = m.item_id AND l.ruling_id > m.ruling_id
                       AND NOT EXISTS (SELECT 1 FROM ruling u WHERE u.undoes = l.ruling_id)) AS stands
FROM amendment m JOIN ruling r USING (ruling_id);
