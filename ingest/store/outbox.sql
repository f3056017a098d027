-- The outbox's other half: how each target does, what was in a sender's hands, what was given up; and what left the house, for those who pull.

CREATE TABLE target_state (                     -- one row a target that anything ever went to, or that was paused
    target      TEXT PRIMARY KEY,
    paused_by   TEXT,                           -- who paused it; NULL where nobody did
    paused_why  TEXT,
    paused_at   TEXT,
    held_until  TEXT,                           -- it was down, or asked us to wait: left alone until then
    failures    INTEGER NOT NULL DEFAULT 0,     -- times in a row that it was to blame
    last_error  TEXT,
    last_done   TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO target_state (target, last_done) SELECT target, max(CASE WHEN status = 'done' THEN done END) FROM outbox GROUP BY target;

ALTER TABLE outbox ADD COLUMN handed INTEGER NOT NULL DEFAULT 0;  -- 1 once a sender had it: the target may have it, whatever we were told
UPDATE outbox SET handed = 1 WHERE attempts > 0;
CREATE INDEX outbox_given_up ON outbox (target) WHERE status = 'failed' AND done IS NULL;
CREATE INDEX outbox_queued ON outbox (target, outbox_id) WHERE status IN ('waiting', 'leased') AND op <> 'withdraw';
CREATE INDEX outbox_kills ON outbox (outbox_id) WHERE status IN ('waiting', 'leased') AND op = 'withdraw';
CREATE INDEX event_released ON event (event_id) WHERE kind IN ('publish', 'update', 'withdraw');

CREATE TABLE embargoed_out (                    -- released, and by a better reading embargoed after all: who pulls gets it when that ends
    item_id  INTEGER PRIMARY KEY REFERENCES item
) STRICT;

-- How each target does: paused by somebody, left alone for a while, how much waits for it since when, how much was given up.
CREATE VIEW v_targets AS
SELECT t.target, t.paused_at IS NOT NULL AS paused, t.paused_by, t.paused_why, t.paused_at, t.held_until, t.failures, t.last_error,
       (SELECT count(*) FROM outbox o WHERE o.target = t.target AND o.status IN ('waiting', 'leased')) AS waiting,
       (SELECT count(*) FROM outbox o WHERE o.target = t.target AND o.status = 'failed' AND o.done IS NULL) AS failed,
       (SELECT min(o.due) FROM outbox o WHERE o.target = t.target AND o.status IN ('waiting', 'leased')) AS oldest_due, t.last_done
FROM target_state t;

-- What left the house, in order, whoever has fetched it: the cursor of those who pull is event_id.
CREATE VIEW v_released AS
SELECT e.event_id, e.at, e.kind AS op, e.item_id, a.source, a.uri, i.version, i.headline, i.change, e.says
FROM event e JOIN item i USING (item_id) JOIN article a USING (article_id) WHERE e.kind IN ('publish', 'update', 'withdraw');
