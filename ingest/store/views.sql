-- The windows for people: Datasette, the sqlite3 shell, scripts. Columns may be added, never renamed.

-- One row a stored version; `current` marks the newest of its article (source and uri).
CREATE VIEW v_items AS
SELECT i.item_id, a.source, a.uri, i.version, i.current, i.url, i.headline, i.language, i.published, i.first_seen, i.status, i.cluster_id, i.change,
       i.replaces, i.hold_reason, i.publisher, i.urgency, i.embargoed_until, i.expires, i.clock, i.article_id, i.digest
FROM item i JOIN article a USING (article_id);

-- One row a story: how many items tell it, at how many publishers.
CREATE VIEW v_clusters AS
SELECT c.cluster_id, c.kind,
       (SELECT f.headline FROM item f WHERE f.cluster_id = c.cluster_id ORDER BY f.item_id LIMIT 1) AS headline,
       count(*) AS items, count(DISTINCT i.house) AS sources, min(i.first_seen) AS first_seen, max(i.first_seen) AS last_seen, c.killed
FROM cluster c JOIN item i USING (cluster_id) GROUP BY c.cluster_id;

-- One row for each item that joined a cluster it did not start, with the reason in a sentence.
CREATE VIEW v_why_merged AS
SELECT m.item_id, i.headline, m.other_id, o.headline AS other_headline, i.cluster_id, m.verdict, m.rule, m.containment, m.jaccard, m.reason, m.decided_at
FROM match m JOIN item i ON i.item_id = m.item_id JOIN item o ON o.item_id = m.other_id;

-- One row a stored version: relation, first credit, claims, and the words that prove them.
CREATE VIEW v_provenance AS
SELECT p.item_id, p.relation, c.agency, c.role, p.headline_edited, p.body_edited, p.picture_edited, p.statement, e.rule, e.quote, e.quote_start, e.quote_end,
       p.confidence, p.auto_generated, p.ruleset
FROM provenance p
LEFT JOIN credit c ON c.item_id = p.item_id AND c.n = 0
LEFT JOIN evidence e ON e.item_id = p.item_id AND e.n = coalesce(c.evidence_n, p.statement_n);

-- All credits of a version, one row each.
CREATE VIEW v_credits AS
SELECT c.item_id, c.agency, c.name, c.role, CASE p.confidence WHEN 'inferred' THEN 1 ELSE 0 END AS inferred, e.rule, e.quote, e.quote_start, e.quote_end
FROM credit c JOIN provenance p USING (item_id) LEFT JOIN evidence e ON e.item_id = c.item_id AND e.n = c.evidence_n;

-- What comparison showed, one row a version that has an original or an earlier copy to compare with.
CREATE VIEW v_observed AS
SELECT item_id, against_item_id, headline, body, similarity, claim_holds, note FROM observed;

-- What waits for an editor now: an embargo that has ended no longer holds, what has expired no longer waits.
CREATE VIEW v_queue AS
SELECT i.item_id, i.cluster_id, a.source, i.headline, v.agency, v.relation, i.change, v.headline_edited, v.body_edited, i.urgency,
       (SELECT count(DISTINCT n.house) FROM item n WHERE n.cluster_id = i.cluster_id) AS copies, i.first_seen,
       CASE WHEN i.gate = 'embargo' AND i.embargoed_until <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now') THEN 'queued' ELSE i.status END AS status,
       i.hold_reason, i.publisher, i.language, i.url, a.uri, i.version, i.embargoed_until
FROM item i JOIN article a USING (article_id) JOIN v_provenance v USING (item_id)
WHERE i.status IN ('queued', 'held') AND (i.expires IS NULL OR i.expires > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

-- One row a source, also one never fetched; last_error says why in words.
CREATE VIEW v_source_health AS
SELECT s.source, s.kind, s.url, s.enabled, s.state, s.last_fetch, s.last_success, s.last_status, s.last_outcome, s.last_error, s.failures, s.next_due,
       (SELECT count(*) FROM article a JOIN item i USING (article_id) WHERE a.source = s.source) AS items_total,
       (SELECT count(*) FROM article a JOIN item i USING (article_id)
        WHERE a.source = s.source AND i.first_seen > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')) AS items_new_24h,
       s.name, s.hold_until
FROM source s;

-- One row a despatch.
CREATE VIEW v_outbox AS
SELECT outbox_id, item_id, target, op, idempotency_key, status, attempts, due, done, last_error, queued, lease_until, place FROM outbox;

-- What may leave the house now: never an embargoed, withheld, canceled, killed, expired or superseded version.
CREATE VIEW publishable AS
SELECT i.item_id, a.uri, i.version, a.source, i.headline,
       CASE i.status WHEN 'held' THEN 'queued' ELSE i.status END AS status, i.embargoed_until, i.expires
FROM item i JOIN article a USING (article_id)
WHERE (i.status IN ('queued', 'approved', 'published') OR (i.status = 'held' AND i.gate = 'embargo' AND i.current = 1))
  AND (i.embargoed_until IS NULL OR i.embargoed_until <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
  AND (i.expires IS NULL OR i.expires > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));
