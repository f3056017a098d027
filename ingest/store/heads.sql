-- The head of each story again: a further take goes on where the copy before it ended, and is never the head while that is there.
DROP VIEW v_heads;
CREATE VIEW v_heads AS
WITH told AS (
    SELECT i.cluster_id, i.item_id, i.headline, i.house, i.publisher, i.clock, p.relation = 'agency_direct' AS own,
           i.change = 'update' AND i.replaces IS NULL AS goes_on,
           coalesce(f.tokens, 0) AS tokens, max(coalesce(f.tokens, 0)) OVER (PARTITION BY i.cluster_id) AS most, i.current
    FROM item i JOIN provenance p USING (item_id) LEFT JOIN fingerprint f USING (item_id) WHERE i.change <> 'kill'
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY cluster_id ORDER BY own DESC, CASE WHEN own THEN current END DESC,
           CASE WHEN own THEN goes_on END, CASE WHEN own THEN item_id END DESC, tokens < 0.9 * most, clock, item_id) AS place FROM told
)
SELECT cluster_id, item_id, headline, publisher, house, own, clock FROM ranked WHERE place = 1;
