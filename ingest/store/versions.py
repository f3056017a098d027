"""Filing: a version, its evidence, its match, its place in the queue, and what a kill calls back, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.store import gates, marks
from ingest.store.boilerplate import learn
from ingest.store.comparing import compare
from ingest.store.ledger import note, stand
from ingest.store.marks import week_of
from ingest.store.memory import know
from ingest.store.outgoing import call_back
from ingest.store.pruning import is_buried
from ingest.store.stories import packed
from ingest.store.times import instant, maybe_text, text
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
    stamp_of,
    stated,
)
from normalizers.likeness import Fingerprint, url_key

if TYPE_CHECKING:
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
    arrival = arrival_of(filing, mark)
    if is_buried(db, arrival.source, arrival.identity, stamp_of(arrival.story, mark)):
        return _buried(filing, verdict)
    with db.writing():
        match = _match(verdict)
        cluster_id = match.cluster_id if match else _new_cluster(db, verdict)
        article_id = _article(db, arrival)
        standing = _standing(db, arrival, verdict, cluster_id, filing.received)
        current = _settle_versions(db, article_id, verdict, filing.received)
        item_id = _insert(db, filing, arrival, verdict, (article_id, cluster_id, standing, current))
        insert_reading(db, item_id, filing.story)
        insert_mark(db, item_id, arrival, filing.received)
        marks.remember(mark)
        if match:
            _insert_match(db, item_id, match, CHANGES[type(verdict)], filing.received)
            compare(db, marks, item_id, cluster_id, match.other)
        if isinstance(verdict, New) and verdict.doubt:
            _insert_doubt(db, item_id, verdict.doubt, filing.received)
        if not isinstance(verdict, Kill | Series):  # the issues of a table or forecast repeat themselves by nature
            learn(db, filing, item_id, cluster_id)
        note(db, item_id, "stored", standing.status, f"filed as {CHANGES[type(verdict)]}", filing.received)
        if isinstance(verdict, Kill):
            _withdraw(db, item_id, cluster_id, verdict, filing.received)
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


def _buried(filing: Filing, verdict: Verdict) -> Filed:
    """What was here, has been pruned, and came once more: it is no news. Its item is gone."""
    return Filed(
        item_id=0,
        stored=False,
        change=CHANGES[type(verdict)],
        status="expired",
        headline=filing.story.headline,
        cluster_id=0,
        reason="it was here before, and has been pruned",
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
    row = story_columns(arrival) | {
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


def story_columns(arrival: Arrival) -> dict[str, Value]:
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


def insert_reading(db: Database, item_id: int, story: Story) -> None:
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


def insert_mark(db: Database, item_id: int, arrival: Arrival, first_seen: datetime) -> None:
    """The fingerprint, and the numbers to find it by; a kill's words are nobody's copy."""
    week = week_of(arrival.clock)
    db.run(marks.PUT, marks.row_of(item_id, arrival.clock, arrival.mark))
    db.run(marks.PUT_WEEK, (week, text(first_seen)))
    keys = marks.keys_of(item_id, week, arrival.mark, found=arrival.story.pub_status != "canceled")
    db.many(marks.PUT_KEY, [(key,) for key in keys])


def _insert_match(db: Database, item_id: int, match: Match, change: Change, now: datetime) -> None:
    """Why it joined its cluster."""
    db.run(
        "INSERT INTO match (item_id, other_id, verdict, rule, containment, jaccard, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (item_id, match.other, change, match.rule, match.containment, match.jaccard, match.reason, text(now)),
    )


def _insert_doubt(db: Database, item_id: int, doubt: Match, now: datetime) -> None:
    """What an editor is asked: whether two stories are one."""
    db.run(
        "INSERT INTO doubt (item_id, other_id, containment, jaccard, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
        (item_id, doubt.other, doubt.containment, doubt.jaccard, doubt.reason, text(now)),
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
