"""From stored rows to an explanation."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from ingest.explain.terms import Account, Claimed, Errand, Explanation, FieldRead, Proof, Said
from normalizers.normalize.why import standing, why_lost

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.store.rows import ItemRecord, SourceHealthRow
    from ingest.terms import DeadLetter, Lead, Status
    from normalizers.terms import Claim, Finding, Moment, Provenance, Role, Story

MOST_ACCOUNTS = 5
MOST_LETTERS = 1000
_EDITED: dict[Claim, str] = {"yes": "was changed", "no": "was not edited", "may": "may have been edited"}
_UNREAD = "a notice we could "  # its words stand below it, as evidence
_SENDERS = ("source", "release", "partner")
_SHORT: dict[Status, str] = {
    "queued": "It waits for an editor.",
    "held": "It is held: {held}.",
    "approved": "It is approved ({by}) and has not reached every target yet.",
    "published": "It is out at {places} ({by}).",
    "rejected": "It was rejected ({by}).",
    "killed": "It is killed: {killed}.",
    "expired": "Its time is over: the document says when it expires.",
    "superseded": "A newer version of the article came before anybody decided on this one.",
}
_ELSE = {"persons": "byline", "updated": "published"}  # where a field has no words of its own, those of the other gave it
_SOURCE_ROLE: dict[Role, str] = {
    "source": "is the source",
    "inputs": "gave inputs",
    "photo": "gave the picture",
    "release": "is the sender of a release",
    "partner": "is the partner it was taken from",
}


class Answers(Protocol):
    """What an explanation asks of the store."""

    def item(self, item_id: int) -> ItemRecord | None:
        """Everything that is known of one stored version."""
        ...

    def find(self, text: str) -> tuple[int, ...]:
        """The items that an id, a URI or an address names, newest first."""
        ...

    def dead_letters(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        """The dead letters, newest first."""
        ...

    def health(self) -> tuple[SourceHealthRow, ...]:
        """How each source does."""
        ...

    def errand(self, source: str, *, uri: str | None = None, url: str | None = None) -> Lead | None:
        """The entry that led to a page, by the entry's uri or the page's address."""
        ...


def explain(store: Answers, what: str) -> Explanation:
    """Everything that is known of an item id, a URI or an address; for one that is no item, its dead letters."""
    what = what.strip()
    records = tuple(record for record in map(store.item, store.find(what)) if record)
    accounts = tuple(_account(record, _errand(store, record)) for record in _articles(records))
    return Explanation(asked=what, accounts=accounts, errands=() if accounts else _errands(store, what), dead=_letters(store, what))


def _articles(records: tuple[ItemRecord, ...]) -> tuple[ItemRecord, ...]:
    """The first (newest) version of each article; the others are in its list of versions."""
    firsts: dict[tuple[str, str], ItemRecord] = {}
    for record in records:
        firsts.setdefault((record.source, record.uri), record)
    return tuple(firsts.values())[:MOST_ACCOUNTS]


def _errands(store: Answers, what: str) -> tuple[Errand, ...]:
    """The entries of any source that name a page."""
    leads = (store.errand(row.source, uri=what, url=what) for row in store.health()) if what else ()
    return tuple(_told(lead) for lead in leads if lead)


def _errand(store: Answers, record: ItemRecord) -> Errand | None:
    """The entry that led to an item's page; None for what came whole."""
    lead = store.errand(record.source, uri=record.uri, url=record.story.url)
    return _told(lead) if lead else None


def _told(lead: Lead) -> Errand:
    """An entry, in short."""
    return Errand(source=lead.source, uri=lead.uri, url=lead.url, headline=lead.story.headline, attempts=lead.attempts)


def _letters(store: Answers, what: str) -> tuple[DeadLetter, ...]:
    """The dead letters about an address, a file, a digest or a source."""
    return tuple(
        letter for letter in store.dead_letters(MOST_LETTERS) if what and what in {letter.url, letter.name, letter.digest, letter.source}
    )


def _account(record: ItemRecord, errand: Errand | None) -> Account:
    """One stored version, told."""
    story = record.story
    claims, used = _claims(story)
    return Account(
        item_id=record.item_id,
        in_short=in_short(record),
        source=record.source,
        headline=story.headline,
        url=story.canonical_url or story.url,
        digest=record.digest,
        first_seen=record.first_seen,
        clock=record.clock,
        errand=errand,
        form=story.form,
        ruleset=story.provenance.ruleset,
        readings=len(record.readings) + 1,
        fields=tuple(_fields(story)),
        relation=story.provenance.relation,
        confidence=story.provenance.confidence,
        claims=claims,
        other_evidence=tuple(_proof(story, index) for index in range(len(story.provenance.evidence)) if index not in used),
        observed=story.provenance.observed,
        compared=record.observed,
        timeline=record.timeline,
        publishers=record.publishers,
        uri=record.uri,
        version=record.version,
        change=record.change,
        current=record.current,
        status=record.status,
        hold_reason=record.hold_reason,
        cluster_id=record.cluster_id,
        cluster_kind=record.cluster_kind,
        replaces=record.replaces,
        match=record.match,
        rulings=record.rulings,
        outbox=record.outbox,
        versions=tuple(row for row in record.versions if row.item_id != record.item_id),
        copies=tuple(row for row in record.members if row.item_id not in {version.item_id for version in record.versions}),
    )


def in_short(record: ItemRecord) -> str:
    """Why the item stands where it stands, in one sentence."""
    last = next((row for row in reversed(record.rulings) if not row.undone and row.decision not in ("undo", "amend", "note")), None)
    by = f"{last.editor} decided so" + (f": {last.reason}" if last.reason else "") if last else ""
    return _SHORT[record.status].format(
        by=by or "no editor has decided",
        held=record.hold_reason or by or "the store doesn't say why",
        killed=record.hold_reason or by or "its sender killed it",
        places=", ".join(_places(record)) or "no target",
    )


def _places(record: ItemRecord) -> list[str]:
    """The targets that have the item, in order."""
    return list(dict.fromkeys(row.target for row in record.outbox if row.status == "done" and row.op != "withdraw"))


def _fields(story: Story) -> Iterator[FieldRead]:
    """Each field with the candidate that was taken and those that were not; then what the story has without a finding."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in story.findings:
        found[finding.field].append(finding)
    values = _values(story)
    for name in dict.fromkeys([*values, *found]):
        taken = [finding for finding in found[name] or found[_ELSE.get(name, name)] if finding.chosen]
        lost = tuple(_lost(finding, story) for finding in found[name] if not finding.chosen)
        source = ", ".join(dict.fromkeys(finding.source for finding in taken)) or None
        value = values.get(name) or (taken[0].value if taken else None)
        yield FieldRead(field=name, value=value, source=source, lost=lost, standing=standing(taken[0].source) if taken else None)


def _lost(finding: Finding, story: Story) -> Said:
    """A candidate that was not taken, and why."""
    known = finding.field != "body"  # what stands under many stories says its reason in its source
    return Said(
        source=finding.source, value=finding.value, standing=standing(finding.source) if known else None, why=why_lost(finding, story)
    )


def _values(story: Story) -> dict[str, str | None]:
    """The fields people ask about, as they were settled."""
    return {
        "headline": story.headline,
        "summary": story.summary,
        "byline": story.byline,
        "persons": ", ".join(story.persons) or None,
        "dateline": story.dateline.text if story.dateline else None,
        "published": _time(story.published),
        "updated": _time(story.updated),
        "language": story.language,
        "section": story.section,
        "body": f"{_many(len(story.body), 'block')}, {_many(len(story.body_text.split()), 'word')}" if story.body else None,
        "embargoed_until": _time(story.embargoed_until),
        "expires": _time(story.expires),
    }


def _many(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _time(moment: Moment | None) -> str | None:
    """A time with the words it was read from and what told its zone."""
    if moment is None:
        return None
    raw = f" from {moment.raw!r}" if moment.raw and moment.raw != moment.iso else ""
    return f"{moment.iso}{raw}" + (f", zone {moment.zone_from}" if moment.zone_from else "")


def _claims(story: Story) -> tuple[tuple[Claimed, ...], frozenset[int]]:
    """What the document claims, each with its proof, and the numbers of the evidence used."""
    said = list(_said(story.provenance))
    claims = tuple(Claimed(says=says, proof=tuple(_proof(story, index) for index in indexes)) for says, indexes in said)
    return claims, frozenset(index for _, indexes in said for index in indexes)


def _said(provenance: Provenance) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Credits, the way the copy took, claims, notices and contradictions, each with the numbers of its evidence that exist."""
    known = range(len(provenance.evidence))
    shown: set[int] = set()
    for credit in provenance.credits:
        proof = tuple(index for index in credit.evidence if index in known)
        shown.update(proof)
        yield f"{credit.name} ({credit.agency}) {_SOURCE_ROLE[credit.role]}", proof
    if provenance.via:
        senders = [credit.name for credit in provenance.credits if credit.role in _SENDERS]
        yield f"its way here: {' → '.join((*senders[:1], *provenance.via))}", ()
    noticed = tuple(dict.fromkeys(notice.evidence for notice in provenance.statements if notice.evidence in known))
    if claims := ", ".join(_edited(provenance)):
        shown.update(noticed)
        yield f"the publisher says that {claims}", noticed
    if provenance.auto_generated != "unknown":
        shown.update(noticed)
        yield f"made by a machine: {provenance.auto_generated}", noticed
    for notice in provenance.statements:
        if notice.evidence not in shown:  # the words stand under what they prove; nobody reads them twice
            yield f"notice: {notice.text}", tuple(index for index in (notice.evidence,) if index in known)
    for conflict in provenance.conflicts:
        says, _, _ = conflict.says.partition(": ") if conflict.says.startswith(_UNREAD) else (f"contradiction: {conflict.says}", "", "")
        yield says, tuple(index for index in conflict.evidence if index in known)


def _edited(provenance: Provenance) -> Iterator[str]:
    """What the publisher says of each part of the story."""
    parts = (("headline", provenance.edited.headline), ("body", provenance.edited.body), ("picture", provenance.edited.picture))
    return (f"the {part} {_EDITED[claim]}" for part, claim in parts if claim != "unknown")


def _proof(story: Story, index: int) -> Proof:
    """One piece of evidence, held against the text it quotes."""
    row = story.provenance.evidence[index]
    holds = story.raw_text[row.start : row.end] == row.quote
    return Proof(rule=row.rule, kind=row.kind, quote=row.quote, start=row.start, end=row.end, holds=holds)
