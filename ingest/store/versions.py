"""Filing: a version, its evidence, its match, its place in the queue, and what a kill calls back, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import gates
from ingest.store.ledger import note, stand
from ingest.store.memory import know
from ingest.store.neighbors import span_of
from ingest.store.outgoing import call_back
from ingest.store.stories import packed, unpacked
from ingest.store.times import instant, maybe_text, moment, text
from ingest.terms import Change, Filed
from normalizers.judge import (
    Arrival,
    Copy,
    Correction,
    Cut,
    Duplicate,
    Extended,
    Kill,
    Match,
    New,
    Series,
    Update,
    observe,
    stamp_of,
    stated,
)
from normalizers.likeness import Fingerprint, fingerprint, url_key

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from ingest.store.database import Database, Value
    from ingest.store.gates import Standing
    from ingest.store.neighbors import Marks
    from ingest.terms import Filing
    from normalizers.judge import Verdict
    from normalizers.terms import Story

CHANGES: dict[type[Verdict], Change] = {
    New: "new",
    Series: "series",
    Copy: "copy",
    Cut: "cut",
    Extended: "extended",
    Update: "update",
    Correction: "correction",
    Kill: "kill",
}


def arrival_of(filing: Filing, mark: Fingerprint) -> Arrival:
    """A filing as the judge sees it; clocks count whole seconds, like the stored ones."""
    return Arrival(source=filing.source, story=filing.story, mark=mark, clock=filing.clock.replace(microsecond=0))


def file(db: Database, marks: Marks, filing: Filing, mark: Fingerprint, verdict: Verdict) -> Filed:
    """File a story under its verdict; a duplicate stores nothing."""
    if isinstance(verdict, Duplicate):
        return _resent(db, verdict)
    with db.writing():
        arrival = arrival_of(filing, mark)
        match = _match(verdict)
        cluster_id = match.cluster_id if match else _new_cluster(db, verdict)
        article_id = _article(db, arrival)
        standing = _standing(db, arrival, verdict, cluster_id, filing.received)
        current = _settle_versions(db, article_id, verdict, filing.received)
        item_id = _insert(db, filing, arrival, verdict, (article_id, cluster_id, standing, current))
        _insert_reading(db, item_id, filing.story)
        _insert_mark(db, item_id, arrival)
        if match:
            _insert_match(db, item_id, match, CHANGES[type(verdict)], filing.received)
            _compare(db, marks, item_id, cluster_id, match.other)
        note(db, item_id, "stored", standing.status, f"filed as {CHANGES[type(verdict)]}", filing.received)
        if isinstance(verdict, Kill):
            _withdraw(db, item_id, cluster_id, verdict, filing.received)
        marks.remember(mark)
    reason = (
        match.reason if match else verdict.reason if isinstance(verdict, New | Series) else "the sender withdraws a story that is not here"
    )
    return Filed(
        item_id=item_id,
        stored=True,
        change=CHANGES[type(verdict)],
        status=standing.status,
        headline=filing.story.headline,
        cluster_id=cluster_id,
        reason=standing.reason or reason,
    )


def _resent(db: Database, verdict: Duplicate) -> Filed:
    """The stored version that came once more."""
    row = db.one("SELECT change, status, headline, cluster_id FROM item WHERE item_id = ?", [verdict.of])
    if row is None:
        raise KeyError(f"there is no item {verdict.of} that this could be a resend of")
    return Filed(
        item_id=verdict.of,
        stored=False,
        change=row["change"],
        status=row["status"],
        headline=row["headline"],
        cluster_id=row["cluster_id"],
        reason=verdict.reason,
    )


def _match(verdict: Verdict) -> Match | None:
    """Why it joins a cluster; nothing where it starts one."""
    return None if isinstance(verdict, New | Series | Duplicate) else verdict.match


def _new_cluster(db: Database, verdict: Verdict) -> int:
    """A cluster of its own; the earlier issue that a series looks like turns out to be one too."""
    kind = verdict.kind if isinstance(verdict, New | Series) else "story"
    if isinstance(verdict, Series):
        db.run("UPDATE cluster SET kind = 'series' WHERE cluster_id = (SELECT cluster_id FROM item WHERE item_id = ?)", [verdict.like])
    return db.insert("INSERT INTO cluster (kind) VALUES (?)", [kind])


def _article(db: Database, arrival: Arrival) -> int:
    """The article that a story is a version of, made where it is new."""
    row = db.one("SELECT article_id FROM article WHERE source = ? AND identity = ?", (arrival.source, arrival.identity))
    if row:
        return int(row["article_id"])
    know(db, arrival.source)
    uri = arrival.story.uri or arrival.story.canonical_url or arrival.story.url or arrival.identity
    return db.insert("INSERT INTO article (source, identity, uri) VALUES (?, ?, ?)", (arrival.source, arrival.identity, uri))


def _standing(db: Database, arrival: Arrival, verdict: Verdict, cluster_id: int, now: datetime) -> Standing:
    """Where a new version stands: killed and superseded go before everything, a killed story holds its copies."""
    if isinstance(verdict, Kill):
        return gates.KILLED
    late = isinstance(verdict, Update | Correction) and not verdict.current
    row = db.one("SELECT killed FROM cluster WHERE cluster_id = ?", [cluster_id])
    if row and row["killed"] is not None:
        return gates.KILLED if late else gates.KILLED_STORY
    return gates.SUPERSEDED if late else gates.standing_of(arrival.story, now)


def _settle_versions(db: Database, article_id: int, verdict: Verdict, now: datetime) -> int:
    """Make room for a version: what waited or was held is superseded by the newer one. Whether the new one is current."""
    current = not isinstance(verdict, Update | Correction | Kill) or verdict.current
    replaces = verdict.replaces if isinstance(verdict, Update | Correction) and verdict.current else None
    if current:
        db.run("UPDATE item SET current = 0 WHERE article_id = ? AND current = 1", [article_id])
        for row in db.rows(
            "SELECT item_id FROM item WHERE (article_id = ? OR item_id = ?) AND status IN ('queued', 'held')", (article_id, replaces)
        ):
            stand(db, row["item_id"], gates.SUPERSEDED, "a newer version came", now)
    return int(current)


def _insert(db: Database, filing: Filing, arrival: Arrival, verdict: Verdict, place: tuple[int, int, Standing, int]) -> int:
    """The row of the version itself."""
    article_id, cluster_id, standing, current = place
    row = _words(arrival) | {
        "article_id": article_id,
        "version": filing.story.version,
        "current": current,
        "cluster_id": cluster_id,
        "change": CHANGES[type(verdict)],
        "replaces": verdict.replaces if isinstance(verdict, Update | Correction | Kill) else None,
        "status": standing.status,
        "gate": standing.gate,
        "hold_reason": standing.reason,
        "house": arrival.house,
        "clock": text(arrival.clock),
        "first_seen": text(filing.received),
        "digest": filing.digest,
    }
    values = ", ".join(f":{name}" for name in row)
    return db.insert(f"INSERT INTO item ({', '.join(row)}) VALUES ({values})", row)  # noqa: S608 - our own column names


def _words(arrival: Arrival) -> dict[str, Value]:
    """The columns that are read from the story itself."""
    story = arrival.story
    body, raw_text = packed(story)
    address = story.canonical_url or story.url
    return {
        "url": story.url or story.canonical_url,
        "url_key": url_key(address) if address else None,
        "publisher": story.publisher.name or story.publisher.domain,
        "headline": story.headline,
        "body": story.body_text,
        "language": story.language,
        "urgency": story.urgency,
        "published": maybe_text(instant(story.published)),
        "stated": maybe_text(stated(story)),
        "embargoed_until": maybe_text(instant(story.embargoed_until)),
        "expires": maybe_text(instant(story.expires)),
        "stamp": stamp_of(story, arrival.mark),
        "story": body,
        "raw_text": raw_text,
    }


def _insert_reading(db: Database, item_id: int, story: Story) -> None:
    """Provenance, credits and the words that prove them."""
    found = story.provenance
    said = found.statements[0] if found.statements else None
    db.run(
        "INSERT INTO provenance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item_id,
            found.relation,
            found.edited.headline,
            found.edited.body,
            found.edited.picture,
            found.auto_generated,
            said.text if said else None,
            said.evidence if said else (0 if found.evidence else None),
            found.confidence,
            found.ruleset,
        ),
    )
    db.many(
        "INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(item_id, n, one.rule, one.kind, one.quote, one.start, one.end) for n, one in enumerate(found.evidence)],
    )
    db.many(
        "INSERT INTO credit VALUES (?, ?, ?, ?, ?, ?)",
        [(item_id, n, one.agency, one.name, one.role, one.evidence[0] if one.evidence else None) for n, one in enumerate(found.credits)],
    )


def _insert_mark(db: Database, item_id: int, arrival: Arrival) -> None:
    """The fingerprint, and the sampled runs of words to find it by; a kill's words are nobody's copy."""
    mark = arrival.mark
    db.run(
        "INSERT INTO fingerprint (item_id, clock, body, title, skeleton, tokens) VALUES (?, ?, ?, ?, ?, ?)",
        (item_id, text(arrival.clock), mark.body, mark.title, mark.skeleton, mark.tokens),
    )
    span = span_of(arrival.clock)
    if arrival.story.pub_status != "canceled":
        db.many("INSERT INTO shingle (span, hash, item_id) VALUES (?, ?, ?)", [(span, one, item_id) for one in mark.sample])


def _insert_match(db: Database, item_id: int, match: Match, change: Change, now: datetime) -> None:
    """Why it joined its cluster."""
    db.run(
        "INSERT INTO match (item_id, other_id, verdict, rule, containment, jaccard, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (item_id, match.other, change, match.rule, match.containment, match.jaccard, match.reason, text(now)),
    )


_COMPARED = (
    "SELECT i.item_id, i.story, f.body AS f_body, f.title AS f_title, p.relation FROM item i JOIN fingerprint f USING (item_id)"
    " JOIN provenance p USING (item_id)"
)
MOST_COMPARED = 50


def _compare(db: Database, marks: Marks, item_id: int, cluster_id: int, other: int) -> None:
    """Compare a publisher's copy with the agency's own in its cluster, else with the item that it matched.

    The agency's own sending that comes behind its copies is what they are all compared with from then on.
    """
    mine = db.one(f"{_COMPARED} WHERE i.item_id = ?", [item_id])
    against = db.one(
        f"{_COMPARED} WHERE i.cluster_id = ? AND i.item_id <> ? AND i.change <> 'kill'"
        " ORDER BY p.relation = 'agency_direct' DESC, i.item_id = ? DESC, i.item_id DESC LIMIT 1",
        (cluster_id, item_id, other),
    )
    if mine is None or against is None:
        return
    _insert_observed(db, marks, mine, against)
    if mine["relation"] == "agency_direct" and against["relation"] != "agency_direct":
        copies = db.rows(
            f"{_COMPARED} WHERE i.cluster_id = ? AND i.item_id <> ? AND i.change <> 'kill' ORDER BY i.item_id LIMIT ?",
            (cluster_id, item_id, MOST_COMPARED),
        )
        for copy in copies:
            _insert_observed(db, marks, copy, mine)


def _insert_observed(db: Database, marks: Marks, mine: sqlite3.Row, against: sqlite3.Row) -> None:
    """What the comparison showed, and whether what the publisher claims holds."""
    claims = db.one("SELECT headline_edited, body_edited FROM provenance WHERE item_id = ?", [mine["item_id"]])
    seen = observe(marks.of(mine), marks.of(against))
    holds = (
        [
            (said == "yes") == (what != "same")
            for said, what in ((claims["headline_edited"], seen.headline), (claims["body_edited"], seen.body))
            if said in ("yes", "no")
        ]
        if claims
        else []
    )
    db.run(
        "INSERT OR REPLACE INTO observed VALUES (?, ?, ?, ?, ?, ?, ?)",
        (mine["item_id"], against["item_id"], seen.headline, seen.body, seen.similarity, int(all(holds)) if holds else None, seen.note),
    )


def _withdraw(db: Database, item_id: int, cluster_id: int, verdict: Kill, now: datetime) -> None:
    """Lock what a kill withdraws: the versions of its house are killed, copies that went out too, those that wait are held."""
    db.run("UPDATE cluster SET killed = ? WHERE cluster_id = ?", (item_id, cluster_id))
    named = set(verdict.withdraws)
    rows = db.rows(
        "SELECT item_id, article_id, status, gate FROM item WHERE cluster_id = ? AND item_id <> ? AND status <> 'killed'",
        (cluster_id, item_id),
    )
    articles = {row["article_id"] for row in rows if row["item_id"] in named}
    for row in rows:
        own = row["item_id"] in named or row["article_id"] in articles
        if own or row["status"] in ("approved", "published"):
            stand(db, row["item_id"], gates.KILLED, f"withdrawn by its sender with item {item_id}", now)
        elif row["status"] in ("queued", "held"):
            stand(db, row["item_id"], gates.KILLED_STORY, f"its story was withdrawn with item {item_id}", now)
        call_back(db, row["item_id"], "the sender withdrew the story", now)


def refile(db: Database, item_id: int, story: Story, now: datetime) -> bool:
    """Put a better reading in an item's place and keep the earlier one; False where it is the same or there is no such item.

    A gate that only the new reading sees (an embargo, say) holds what still waits; a hold is never lifted by a reading.
    """
    row = db.one(
        "SELECT i.*, a.source, p.ruleset FROM item i JOIN article a USING (article_id) JOIN provenance p USING (item_id) WHERE item_id = ?",
        [item_id],
    )
    if row is None or unpacked(row) == story:
        return False
    with db.writing():
        db.run(
            "INSERT INTO reading (item_id, ruleset, at, story, raw_text) VALUES (?, ?, ?, ?, ?)",
            (item_id, row["ruleset"], text(now), row["story"], row["raw_text"]),
        )
        arrival = Arrival(source=row["source"], story=story, mark=fingerprint(story), clock=moment(row["clock"]))
        _remark(db, item_id, arrival)
        _reword(db, item_id, arrival)
        _forget_reading(db, item_id)
        _insert_reading(db, item_id, story)
        note(db, item_id, "reread", row["status"], f"read again by the rules of {story.provenance.ruleset or 'today'}", now)
        standing = gates.standing_of(story, now)
        if row["status"] == "queued" and standing != gates.QUEUED:
            stand(db, item_id, standing, standing.reason or "a gate that the new reading sees", now)
    return True


def _reword(db: Database, item_id: int, arrival: Arrival) -> None:
    """Write the columns that are read from the story."""
    row = _words(arrival)
    names = ", ".join(f"{name} = :{name}" for name in row)
    db.run(f"UPDATE item SET {names} WHERE item_id = :item_id", row | {"item_id": item_id})  # noqa: S608 - our own column names


def _forget_reading(db: Database, item_id: int) -> None:
    """Take an earlier reading's evidence out; the reading itself is kept."""
    for table in ("credit", "evidence", "provenance"):
        db.run(f"DELETE FROM {table} WHERE item_id = ?", [item_id])  # noqa: S608 - the three names above


def _remark(db: Database, item_id: int, arrival: Arrival) -> None:
    """Give an item the fingerprint of its new reading."""
    span = span_of(arrival.clock)
    old = db.one("SELECT story FROM item WHERE item_id = ?", [item_id])
    before = fingerprint(unpacked(old, whole=False)).sample if old else ()
    db.many("DELETE FROM shingle WHERE span = ? AND hash = ? AND item_id = ?", [(span, one, item_id) for one in before])
    db.run("DELETE FROM fingerprint WHERE item_id = ?", [item_id])
    _insert_mark(db, item_id, arrival)
