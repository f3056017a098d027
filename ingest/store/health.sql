-- How a source does, in one row, counted for all sources at once: two scans of one index instead of two look-ups a source.
-- Measured: 100,000 items of 2,000 sources in 0.2 s, in 0.45 s where all of them are of this week.

DROP INDEX item_first_seen;
CREATE INDEX item_first_seen ON item (first_seen, article_id, published, replaces);

DROP VIEW v_source_health;

-- One row a source, also one never fetched; last_error says why in words. The lag is the median of minutes between publication and our first sight of
-- the last 50 new items of seven days, without those that were out before we began to listen; NULL where nothing states a time.
CREATE VIEW v_source_health AS
WITH seen AS (
    SELECT a.source, i.first_seen, i.published, i.replaces FROM item i JOIN article a USING (article_id)
), total AS (
    SELECT source, count(*) AS items, min(first_seen) AS since FROM seen GROUP BY source
), recent AS (
    SELECT a.source, i.first_seen, i.published, i.replaces FROM item i JOIN article a USING (article_id)
    WHERE i.first_seen > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days')
), fresh AS (
    SELECT source, count(*) AS week, sum(first_seen > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')) AS day FROM recent GROUP BY source
), newest AS (
    SELECT source, (julianday(first_seen) - julianday(published)) * 1440 AS minutes,
           row_number() OVER (PARTITION BY source ORDER BY first_seen DESC) AS place
    FROM recent JOIN total USING (source)
    WHERE published IS NOT NULL AND replaces IS NULL AND published >= since AND published <= first_seen
), ranked AS (
    SELECT source, minutes, row_number() OVER (PARTITION BY source ORDER BY minutes) AS place, count(*) OVER (PARTITION BY source) AS many
    FROM newest WHERE place <= 50
), lag AS (
    SELECT source, round(avg(minutes), 1) AS minutes FROM ranked WHERE place IN ((many + 1) / 2, (many + 2) / 2) GROUP BY source
)
SELECT s.source, s.kind, s.url, s.enabled, s.state, s.last_fetch, s.last_success, s.last_status, s.last_outcome, s.last_error, s.failures, s.next_due,
       coalesce(total.items, 0) AS items_total, coalesce(fresh.day, 0) AS items_new_24h, s.name, s.hold_until,
       s.because, s.interval_s, s.on_time, s.pace_s, s.validated, CASE WHEN s.moved_url = s.url AND s.moved_times >= 2 THEN s.moved_to END AS moved_to,
       coalesce(fresh.week, 0) AS items_new_7d, lag.minutes AS lag_minutes
FROM source s LEFT JOIN total USING (source) LEFT JOIN fresh USING (source) LEFT JOIN lag USING (source);
