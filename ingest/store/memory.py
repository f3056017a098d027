"""What the store remembers of sources: validators, next polls, files taken, pages followed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.store.stories import packed_whole, unpacked
from ingest.store.times import maybe_moment, maybe_text, text
from ingest.terms import Lead, Moved, SourceState, Validators

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.store.database import Database, Value
    from ingest.terms import Source, SourceHealth, Visit

CHUNK = 500
MOST_REWRITES = 24  # of an entry whose own time stands still: a template that prints "5 minutes ago" is not news at every poll
WORDING = 16  # bytes of a digest
WHOLE = 200  # the status of an answer that brought the whole of it
NOTE_LEAD = (
    "INSERT INTO lead (source, uri, url, digest, story, attempts, done, error, at, stamp, rewrites)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (source, uri) DO UPDATE SET url = excluded.url, digest = excluded.digest, story = excluded.story,"
    " attempts = excluded.attempts, done = excluded.done, error = excluded.error, at = excluded.at, stamp = excluded.stamp,"
    " rewrites = excluded.rewrites"
)
NOTE_END = (
    "UPDATE source SET state = :state, next_due = :due, last_fetch = :at, last_success = CASE WHEN :good THEN :at ELSE last_success END,"
    " last_status = :status, last_outcome = :outcome, last_error = :error, hold_until = :hold,"
    " failures = CASE WHEN :good THEN 0 ELSE failures + 1 END,"
    " because = :because, interval_s = :interval, on_time = :on_time, pace_s = :pace,"
    " moved_url = :moved_url, moved_to = :moved_to, moved_times = :moved_times"
)
NOTE_VALIDATORS = ", etag = :etag, last_modified = :modified, body = :body, validated = CASE WHEN :whole THEN :at ELSE validated END"
STATE_AFTER: dict[str, SourceHealth] = {"ok": "ok", "not_modified": "ok", "failed": "failing", "held": "held", "off": "off"}


def describe(db: Database, sources: Sequence[Source]) -> None:
    """Note kind, address and switch of the configured sources; one that is no longer configured counts as switched off."""
    rows = [(one.id, one.kind, one.name, one.url or (str(one.path) if one.path else None), int(one.enabled)) for one in sources]
    have = db.rows("SELECT source, kind, name, url, enabled FROM source")
    told = {tuple(row) for row in have}
    gone = {str(row["source"]) for row in have if row["enabled"]} - {one.id for one in sources}
    fresh = [row for row in rows if row not in told]
    if not fresh and not gone:
        return
    with db.writing():
        db.many(
            "INSERT INTO source (source, kind, name, url, enabled) VALUES (?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE"
            " SET kind = excluded.kind, name = excluded.name, url = excluded.url, enabled = excluded.enabled",
            fresh,
        )
        db.many("UPDATE source SET enabled = 0 WHERE source = ?", [(one,) for one in sorted(gone)])


def know(db: Database, source: str) -> None:
    """Make sure that a source has its row."""
    db.run("INSERT OR IGNORE INTO source (source) VALUES (?)", [source])


def states(db: Database) -> dict[str, SourceState]:
    """What is remembered of every source."""
    return {
        row["source"]: SourceState(
            source=row["source"],
            state=row["state"],
            validators=Validators(etag=row["etag"], last_modified=row["last_modified"], body=row["body"]),
            next_due=maybe_moment(row["next_due"]),
            last_fetch=maybe_moment(row["last_fetch"]),
            last_success=maybe_moment(row["last_success"]),
            last_error=row["last_error"],
            failures=row["failures"],
            hold_until=maybe_moment(row["hold_until"]),
            validated=maybe_moment(row["validated"]),
            interval_s=row["interval_s"],
            on_time=row["on_time"],
            pace_s=row["pace_s"],
            moved=_moved(row),
        )
        for row in db.rows("SELECT * FROM source")
    }


def _moved(row: sqlite3.Row) -> Moved | None:
    """Where a source has moved to."""
    return Moved(url=row["moved_url"], to=row["moved_to"], times=row["moved_times"]) if row["moved_to"] else None


def visited(db: Database, visit: Visit) -> None:
    """Leave a row for a poll or skip, and the state it leaves the source in."""
    with db.writing():
        if visit.outcome == "skipped":
            know(db, visit.source)
            _skipped(db, visit)
            return
        if not _note_end(db, visit):
            know(db, visit.source)
            _note_end(db, visit)
        _row(db, visit)


def _row(db: Database, visit: Visit) -> None:
    """The row of a poll."""
    db.run(
        "INSERT INTO fetch (source, at, outcome, status, reason, items, new, seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (visit.source, text(visit.at), visit.outcome, visit.status, visit.reason, visit.items, visit.new, visit.seconds),
    )


def _skipped(db: Database, visit: Visit) -> None:
    """The row of a skip; passed over again for the same reason, the row that is there counts it."""
    again = db.run(
        "UPDATE fetch SET times = times + 1, last_at = ? WHERE fetch_id = (SELECT max(fetch_id) FROM fetch WHERE source = ?)"
        " AND outcome = 'skipped' AND reason IS ?",
        (text(visit.at), visit.source, visit.reason),
    )
    if not again:
        _row(db, visit)


def _note_end(db: Database, visit: Visit) -> bool:
    """How a poll ended, on the source's own row, with the validators where there are any; False where it has no row yet."""
    good = visit.outcome in ("ok", "not_modified")
    moved, kept = visit.moved, visit.validators
    facts: dict[str, Value] = {
        "state": STATE_AFTER[visit.outcome],
        "due": maybe_text(visit.next_due),
        "at": text(visit.at),
        "good": int(good),
        "status": visit.status,
        "outcome": visit.outcome,
        "error": None if good else visit.reason,
        "hold": maybe_text(visit.hold_until),
        "because": visit.because,
        "interval": visit.interval_s,
        "on_time": visit.on_time,
        "pace": visit.pace_s,
        "moved_url": moved.url if moved else None,
        "moved_to": moved.to if moved else None,
        "moved_times": moved.times if moved else 0,
        "source": visit.source,
    }
    if kept is not None:
        facts |= {"etag": kept.etag, "modified": kept.last_modified, "body": kept.body, "whole": int(visit.status == WHOLE)}
    return db.run(f"{NOTE_END}{NOTE_VALIDATORS if kept else ''} WHERE source = :source", facts) > 0


def taken(db: Database, source: str, keys: Sequence[str]) -> frozenset[str]:
    """Which of a folder's file keys were taken in before."""
    found: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        marks = ", ".join("?" * len(part))
        rows = db.rows(f"SELECT key FROM taken WHERE source = ? AND key IN ({marks})", (source, *part))  # noqa: S608 - question marks alone
        found.update(str(row["key"]) for row in rows)
    return frozenset(found)


def take(db: Database, source: str, key: str, digest: str, now: datetime) -> None:
    """Remember a file as taken."""
    db.run("INSERT OR REPLACE INTO taken (source, key, digest, at) VALUES (?, ?, ?, ?)", (source, key, digest, text(now)))


def seen(db: Database, source: Source) -> frozenset[bytes]:
    """The wordings of the entries of a feed's last answer; none where its entries have become leads since, or no longer are."""
    row = db.one("SELECT wordings FROM seen WHERE source = ? AND follow = ?", (source.id, int(source.follow)))
    packed_up = bytes(row["wordings"]) if row else b""
    return frozenset(packed_up[at : at + WORDING] for at in range(0, len(packed_up), WORDING))


def see(db: Database, source: Source, wordings: Sequence[bytes]) -> None:
    """Remember the wordings of a feed's entries, in the transaction that comes after their filing."""
    row = (source.id, int(source.follow), b"".join(wordings))
    db.run("INSERT OR REPLACE INTO seen (source, follow, wordings) VALUES (?, ?, ?)", row)


def wanted(db: Database, source: str, leads: Sequence[Lead]) -> tuple[Lead, ...]:
    """The leads whose entry is new or changed since its page was filed or given up, with their attempts so far.

    Then those whose page is still open although the feed no longer lists them: an entry that fell off its feed is not lost.
    """
    out: list[Lead] = []
    for lead in leads:
        row = db.one("SELECT digest, attempts, done, stamp, rewrites FROM lead WHERE source = ? AND uri = ?", (lead.source, lead.uri))
        if row is None:
            out.append(replace(lead, attempts=0, rewrites=0))
        elif row["digest"] != lead.digest:
            rewrites = row["rewrites"] + 1 if row["stamp"] == lead.stamp else 0
            if rewrites <= MOST_REWRITES:
                out.append(replace(lead, attempts=0, rewrites=rewrites))
        elif not row["done"]:
            out.append(replace(lead, attempts=row["attempts"], rewrites=row["rewrites"]))
    listed = {lead.uri for lead in leads}
    left = db.rows("SELECT * FROM lead WHERE source = ? AND done = 0 ORDER BY at", [source])
    return (*out, *(_lead(row) for row in left if row["uri"] not in listed))


def postponed(db: Database, leads: Sequence[Lead], now: datetime) -> None:
    """Remember leads whose pages this pass does not come to, should the feed forget them before the next one."""
    db.many(NOTE_LEAD, [_lead_row(lead, attempts=lead.attempts, done=False, error=None, now=now) for lead in leads])


def followed(db: Database, lead: Lead, *, done: bool, error: str | None, now: datetime) -> None:
    """Note how the fetch of a lead's page ended."""
    db.run(NOTE_LEAD, _lead_row(lead, attempts=lead.attempts + 1, done=done, error=error, now=now))


def _lead_row(lead: Lead, *, attempts: int, done: bool, error: str | None, now: datetime) -> tuple[Value, ...]:
    """A lead as its table has it."""
    story = packed_whole(lead.story)
    return (lead.source, lead.uri, lead.url, lead.digest, story, attempts, int(done), error, text(now), lead.stamp, lead.rewrites)


def errand(db: Database, source: str, *, uri: str | None = None, url: str | None = None) -> Lead | None:
    """The entry that led to a page, by the entry's uri or the page's address; None where no entry did."""
    row = db.one("SELECT * FROM lead WHERE source = ? AND (uri = ? OR url = ?) ORDER BY at DESC LIMIT 1", (source, uri, url))
    if row is None:
        return None
    return _lead(row)


def _lead(row: sqlite3.Row) -> Lead:
    """A lead as it was noted."""
    return Lead(
        source=row["source"],
        uri=row["uri"],
        url=row["url"],
        digest=row["digest"],
        story=unpacked(row, whole=False),
        attempts=row["attempts"],
        stamp=row["stamp"],
        rewrites=row["rewrites"],
    )


def reopen(db: Database, source: str, url: str) -> bool:
    """Let a page be asked for again, and its feed be read again for it; False where no entry led to that address."""
    with db.writing():
        if not db.run("UPDATE lead SET done = 0, attempts = 0 WHERE source = ? AND url = ?", (source, url)):
            return False
        db.run("DELETE FROM seen WHERE source = ?", [source])
        db.run("UPDATE source SET etag = NULL, last_modified = NULL, body = NULL, next_due = NULL WHERE source = ?", [source])
        return True


def revive(db: Database, source: str) -> None:
    """Forget what kept a source from being asked: off, hold, back-off."""
    db.run("UPDATE source SET state = 'never', hold_until = NULL, next_due = NULL, failures = 0 WHERE source = ?", [source])
