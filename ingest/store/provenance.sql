-- Who carries whom, which notices stand under the copy, and which of them nobody has taught us to read.

CREATE INDEX evidence_notice ON evidence (rule, item_id) WHERE kind = 'disclaimer';

-- One row a stored version: who carries it, relation, first credit, claims, and the words that prove them.
DROP VIEW v_provenance;
CREATE VIEW v_provenance AS
SELECT p.item_id, p.relation, c.agency, c.role, p.headline_edited, p.body_edited, p.picture_edited, p.statement, e.rule, e.quote, e.quote_start, e.quote_end,
       p.confidence, p.auto_generated, p.ruleset, (SELECT i.publisher FROM item i WHERE i.item_id = p.item_id) AS publisher, c.name AS agency_name,
       (SELECT count(*) FROM credit o WHERE o.item_id = p.item_id) AS credits,
       EXISTS (SELECT 1 FROM evidence u WHERE u.item_id = p.item_id AND u.rule IN ('notice.unread', 'notice.part')) AS unread
FROM provenance p
LEFT JOIN credit c ON c.item_id = p.item_id AND c.n = 0
LEFT JOIN evidence e ON e.item_id = p.item_id AND e.n = coalesce(c.evidence_n, p.statement_n);

-- One row for each notice that a version prints; understood is 0 where its words, or some of them, could not be read.
CREATE VIEW v_notices AS
SELECT e.item_id, i.publisher, a.source, i.language, e.rule, e.rule NOT IN ('notice.unread', 'notice.part') AS understood, e.quote AS words,
       e.quote_start, e.quote_end, p.headline_edited, p.body_edited, p.picture_edited, p.auto_generated, i.first_seen
FROM evidence e JOIN item i USING (item_id) JOIN article a USING (article_id) JOIN provenance p USING (item_id)
WHERE e.kind = 'disclaimer';
