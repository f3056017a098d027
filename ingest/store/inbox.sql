-- The inbox: what was pushed to us and acknowledged, before it is read. The bytes lie in the vault.
CREATE TABLE inbox (
    inbox_id    INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which it came
    source      TEXT NOT NULL,
    delivery    TEXT NOT NULL,                      -- the sender's own name of the request: the same again is the same copy
    part        INTEGER NOT NULL,                   -- of a request with several files, which one
    digest      TEXT NOT NULL,
    name        TEXT NOT NULL,
    media_type  TEXT,
    charset     TEXT,
    size        INTEGER NOT NULL,                   -- bytes
    received    TEXT NOT NULL,
    taken       TEXT,                               -- when it was read and filed; empty while it waits
    UNIQUE (source, delivery, part)
) STRICT;
CREATE INDEX inbox_waiting ON inbox (source, inbox_id) WHERE taken IS NULL;
CREATE INDEX inbox_digest ON inbox (digest) WHERE taken IS NULL;

CREATE VIEW v_inbox AS
SELECT inbox_id, source, delivery, part, name, media_type, size, digest, received, taken FROM inbox;
