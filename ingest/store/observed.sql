-- Observed provenance: what really happened to each copy, word by word; who had a story first; how often publishers' claims hold.

ALTER TABLE observed ADD COLUMN basis TEXT NOT NULL DEFAULT 'copy';  -- original: the agency's own copy; version: the one before it; copy: another publisher's
ALTER TABLE observed ADD COLUMN agency TEXT;                         -- whose copy the original is
ALTER TABLE observed ADD COLUMN agency_name TEXT;
ALTER TABLE observed ADD COLUMN agency_stated INTEGER;               -- 0 where the copy's own words never name it: it is inferred from the original
ALTER TABLE observed ADD COLUMN role TEXT;
ALTER TABLE observed ADD COLUMN headline_holds INTEGER;
ALTER TABLE observed ADD COLUMN body_holds INTEGER;
ALTER TABLE observed ADD COLUMN words_missing INTEGER;
ALTER TABLE observed ADD COLUMN words_added INTEGER;
ALTER TABLE observed ADD COLUMN words_moved INTEGER;
ALTER TABLE observed ADD COLUMN paragraphs_missing INTEGER;
ALTER TABLE observed ADD COLUMN paragraphs_added INTEGER;
ALTER TABLE observed ADD COLUMN diff TEXT;

CREATE TABLE arrangement (                      -- an editor puts two stories together, takes one apart, or says that two are not one; rows are only ever added
    arrangement_id  INTEGER PRIMARY KEY,
    kind            TEXT NOT NULL CHECK (kind IN ('merge', 'split', 'apart')),
    item_id         INTEGER NOT NULL REFERENCES item,
    other_id        INTEGER REFERENCES item,
    editor          TEXT NOT NULL,
    reason          TEXT,
    undoes          INTEGER UNIQUE REFERENCES arrangement,
    at              TEXT NOT NULL
) STRICT;
CREATE INDEX arrangement_item ON arrangement (item_id);

CREATE TRIGGER arrangement_kept BEFORE DELETE ON arrangement BEGIN SELECT RAISE(ABORT, 'arrangements are never deleted'); END;
CREATE TRIGGER arrangement_fixed BEFORE UPDATE ON arrangement BEGIN SELECT RAISE(ABORT, 'arrangements are never changed'); END;

CREATE TABLE arranged (                         -- the items that an arrangement moved
    arrangement_id  INTEGER NOT NULL REFERENCES arrangement,
    item_id         INTEGER NOT NULL REFERENCES item,
    from_change     TEXT NOT NULL,
    PRIMARY KEY (arrangement_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE doubt (                            -- an item that may tell another item's story: the judge was not sure, an editor decides
    item_id      INTEGER PRIMARY KEY REFERENCES item,
    other_id     INTEGER NOT NULL REFERENCES item,
    containment  REAL,
    jaccard      REAL,
    reason       TEXT NOT NULL,
    at           TEXT NOT NULL
) STRICT;
CREATE INDEX doubt_other ON doubt (other_id);

DROP VIEW v_observed;

-- What comparison showed, one row a version that has an original, an earlier version or an earlier copy to compare with.
CREATE VIEW v_observed AS
SELECT o.item_id, o.against_item_id, o.headline, o.body, o.similarity, o.claim_holds, o.note, o.basis, o.headline_holds, o.body_holds,
       o.agency, o.agency_name, o.agency_stated, o.role, o.words_missing, o.words_added, o.words_moved, o.paragraphs_missing, o.paragraphs_added, o.diff
FROM observed o;

-- How often a publisher's claims hold, by comparison with the agencies' own copies; one row a publisher that had copies compared.
CREATE VIEW v_claims AS
WITH compared AS (
    SELECT coalesce(i.publisher, a.source) AS publisher, i.house, o.*, p.headline_edited, p.body_edited
    FROM observed o JOIN item i USING (item_id) JOIN article a USING (article_id) JOIN provenance p USING (item_id)
    WHERE o.basis = 'original'
)
SELECT min(publisher) AS publisher, count(*) AS copies, count(claim_holds) AS claims, coalesce(sum(claim_holds), 0) AS held,
       count(claim_holds) - coalesce(sum(claim_holds), 0) AS broken, round(avg(claim_holds), 4) AS share_held,
       sum(body_edited = 'no') AS said_unedited, sum(body_edited = 'no' AND body_holds = 1) AS found_unedited,
       sum(body = 'same') AS same, sum(body = 'cut') AS cut, sum(body = 'extended') AS extended, sum(body = 'changed') AS changed,
       sum(headline = 'changed') AS headlines_changed, sum(agency_stated = 0) AS uncredited, round(avg(similarity), 4) AS similarity,
       max(CASE WHEN claim_holds = 0 THEN item_id END) AS last_broken
FROM compared GROUP BY house;

-- The head of each story: the agency's own copy where it is there (its newest version), else the earliest of the fullest.
CREATE VIEW v_heads AS
WITH told AS (
    SELECT i.cluster_id, i.item_id, i.headline, i.house, i.publisher, i.clock, p.relation = 'agency_direct' AS own,
           coalesce(f.tokens, 0) AS tokens, max(coalesce(f.tokens, 0)) OVER (PARTITION BY i.cluster_id) AS most, i.current
    FROM item i JOIN provenance p USING (item_id) LEFT JOIN fingerprint f USING (item_id) WHERE i.change <> 'kill'
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY cluster_id ORDER BY own DESC, CASE WHEN own THEN current END DESC,
           CASE WHEN own THEN item_id END DESC, tokens < 0.9 * most, clock, item_id) AS place FROM told
)
SELECT cluster_id, item_id, headline, publisher, house, own, clock FROM ranked WHERE place = 1;

-- Who moved what when, one row a version in the order of the clock; minutes behind the first sending of an agency, or of anybody where no agency's is here.
CREATE VIEW v_timeline AS
WITH moved AS (
    SELECT i.cluster_id, i.item_id, a.source, coalesce(i.publisher, a.source) AS publisher, i.house, i.clock, i.first_seen, i.stated IS NOT NULL AS stated,
           i.version, i.change, i.status, i.headline, p.relation = 'agency_direct' AS own
    FROM item i JOIN article a USING (article_id) JOIN provenance p USING (item_id)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY cluster_id ORDER BY clock, item_id) AS place,
           min(CASE WHEN own THEN clock END) OVER (PARTITION BY cluster_id) AS agency_clock, min(clock) OVER (PARTITION BY cluster_id) AS first_clock
    FROM moved
)
SELECT cluster_id, item_id, place, publisher, source, clock AS moved, own AS agency_own,
       round((julianday(clock) - julianday(coalesce(agency_clock, first_clock))) * 1440, 1) AS minutes_behind,
       own AND clock = agency_clock AS agency_first, stated, first_seen, version, change, status, headline, house
FROM ranked;

DROP VIEW v_clusters;

-- One row a story: its head, how many items tell it, at how many publishers.
CREATE VIEW v_clusters AS
WITH told AS (
    SELECT cluster_id, count(*) AS items, count(DISTINCT house) AS sources, min(first_seen) AS first_seen, max(first_seen) AS last_seen,
           max(headline) AS headline FROM item GROUP BY cluster_id
)
SELECT c.cluster_id, c.kind, coalesce(h.headline, t.headline) AS headline, t.items, t.sources, t.first_seen, t.last_seen, c.killed,
       h.item_id AS head_item_id
FROM told t JOIN cluster c USING (cluster_id) LEFT JOIN v_heads h USING (cluster_id);

-- Pairs of stories that may be one, and that no editor has put together or said to be two.
CREATE VIEW v_doubts AS
SELECT d.item_id, i.headline, i.cluster_id, d.other_id, o.headline AS other_headline, o.cluster_id AS other_cluster_id, d.containment, d.jaccard, d.reason, d.at
FROM doubt d JOIN item i ON i.item_id = d.item_id JOIN item o ON o.item_id = d.other_id
WHERE i.cluster_id <> o.cluster_id AND NOT EXISTS (
    SELECT 1 FROM arrangement r WHERE (r.item_id = d.item_id AND r.other_id = d.other_id) OR (r.item_id = d.other_id AND r.other_id = d.item_id)
       OR (r.kind = 'split' AND r.item_id IN (d.item_id, d.other_id)));

-- What editors put together or took apart.
CREATE VIEW v_arrangements AS
SELECT r.arrangement_id, r.kind, r.item_id, i.headline, r.other_id, o.headline AS other_headline, r.editor, r.reason, r.at, r.undoes,
       (SELECT count(*) FROM arranged m WHERE m.arrangement_id = r.arrangement_id) AS items
FROM arrangement r JOIN item i ON i.item_id = r.item_id LEFT JOIN item o ON o.item_id = r.other_id;
