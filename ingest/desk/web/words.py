"""What the desk says: the words for relations, claims, findings, changes, standings and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from ingest.explain.lines import RELATIONS
from ingest.spans import ago, span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.store.desk import ListRow
    from ingest.store.rows import ItemRecord, ObservedRow, OutboxRow, QueueRow
    from ingest.terms import TargetState
    from normalizers.terms import Claim, Moment, Provenance

LONGEST_INITIALS = 4
Tone = Literal["said", "seen", "bad", "wait", "good", "plain"]
STATUSES: dict[str, str] = {
    "waiting": "Waiting",
    "queued": "Queued",
    "held": "Held",
    "approved": "Approved",
    "published": "Published",
    "rejected": "Rejected",
    "killed": "Killed",
    "expired": "Expired",
    "superseded": "Superseded",
    "all": "Everything",
}
CHANGES: dict[str, str] = {
    "new": "new",
    "copy": "copy",
    "cut": "cut copy",
    "extended": "copy, extended",
    "update": "update",
    "correction": "correction",
    "kill": "kill",
    "series": "series",
}
_CLAIMS: dict[Claim, str] = {"no": "unedited", "yes": "changed", "may": "may be changed"}
_SHORT: dict[str, str] = {
    "agency_direct": "agency's own",
    "agency_copy": "agency copy",
    "compiled": "compiled",
    "staff_with_inputs": "staff, with inputs",
    "staff": "staff",
    "partner": "partner's copy",
    "release": "press release",
    "unknown": "unknown origin",
}


BASES: dict[str, str] = {"original": "the agency's own copy", "version": "the version before", "copy": "another paper's copy"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words with a meaning: `said` is a claim of theirs, `seen` a finding of ours; between `says` and `rest` the time left."""

    says: str
    tone: Tone
    ends: datetime | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Pairing:
    """One part of a copy: what its publisher says of it, and what comparing showed; `holds` is None where that can't be told."""

    part: str
    said: str | None
    seen: str | None
    holds: bool | None


def relation_short(relation: str) -> str:
    """A relation in two words."""
    return _SHORT.get(relation, relation)


def relation_long(relation: str) -> str:
    """A relation in a sentence's words."""
    return str(dict(RELATIONS).get(relation, relation))  # type: ignore[call-overload]


def badges(line: ListRow, now: datetime) -> tuple[Badge, ...]:
    """What the list says of an item below its headline."""
    row = line.row
    made = [
        _standing(line, now),
        _claim(row),
        _finding(row),
        Badge(f"repeats what item {row.corrected_by} corrects — we checked", "bad") if row.corrected_by else None,
        Badge(f"seen at {row.copies} publishers", "plain") if row.copies > 1 else None,
        Badge(f"amended: {', '.join(line.amended.fields)}".replace("ed_note", "note"), "plain") if line.amended.fields else None,
        Badge(f"{line.claimed_by} is at work on it", "wait") if line.claimed_by else None,
    ]
    return tuple(badge for badge in made if badge)


def _standing(line: ListRow, now: datetime) -> Badge | None:
    """Why an item does not simply wait."""
    row = line.row
    if row.status == "queued":
        return None
    if row.embargoed_until and row.embargoed_until > now:
        return Badge("embargoed, ends ", "wait", row.embargoed_until)
    if row.status == "held":
        reason = f": {row.hold_reason or 'no reason given'}"
        return Badge("held, back ", "wait", line.until, reason) if line.until else Badge(f"held{reason}", "wait")
    tone: Tone = "good" if row.status in ("approved", "published") else "bad" if row.status == "killed" else "plain"
    return Badge(STATUSES[row.status].lower() + (f": {row.hold_reason}" if row.hold_reason else ""), tone)


def leaving(rows: Iterable[OutboxRow], states: Iterable[TargetState]) -> tuple[Badge, ...]:
    """What has not got where it should: called back and still there, on its way, kept from a target, given up."""
    kept = {one.target: "is paused" if one.paused else "does not answer" for one in states if one.paused or one.held_until}
    out = [row for row in rows if row.status in ("waiting", "leased") or (row.status == "failed" and row.done is None)]
    back = [row.target for row in out if row.op == "withdraw"]
    given_up = [row for row in out if row.op != "withdraw" and row.status == "failed"]
    waits = [row.target for row in out if row.op != "withdraw" and row.status != "failed"]
    made = [Badge(f"Called back, and not taken down yet: {', '.join(sorted(back))}", "bad") if back else None]
    made += [Badge(f"Given up for {row.target}: {row.last_error or 'no reason given'}", "bad") for row in given_up]
    made += [Badge(f"Waits: {target} {kept[target]}", "wait") for target in sorted(waits) if target in kept]
    free = [target for target in sorted(waits) if target not in kept]
    made.append(Badge(f"On its way to {', '.join(free)}: it leaves with the next run", "plain") if free else None)
    return tuple(badge for badge in made if badge)


def _claim(row: QueueRow) -> Badge | None:
    """What the publisher says of its own hand in the story."""
    parts = ((name, claim) for name, claim in (("body", row.body_edited), ("headline", row.headline_edited)) if claim in _CLAIMS)
    said = ", ".join(f"{name} {_CLAIMS[claim]}" for name, claim in parts)
    return Badge(f"{said} — they say", "said") if said else None


def _finding(row: QueueRow) -> Badge | None:
    """What comparing showed."""
    if row.seen_body is None:
        return None
    head = "" if row.seen_headline == "same" else ", headline changed"
    body = {"same": "body word for word", "cut": "body cut", "extended": "body extended", "changed": "body changed"}.get(row.seen_body, "")
    return Badge(f"{body}{head} — we checked", "bad" if row.claim_holds is False else "seen")


def pairings(provenance: Provenance, observed: ObservedRow | None) -> tuple[Pairing, ...]:
    """Claim and finding side by side, part by part."""
    made = []
    for part, claim in (("Headline", provenance.edited.headline), ("Body", provenance.edited.body), ("Picture", provenance.edited.picture)):
        seen = getattr(observed, part.lower(), None) if observed and part != "Picture" else None
        said = _CLAIMS.get(claim)
        holds = (claim == "yes") == (seen != "same") if seen is not None and claim in ("yes", "no") else None
        if said or seen:
            made.append(Pairing(part, said, seen, holds))
    return tuple(made)


def in_sum(record: ItemRecord) -> str | None:
    """Whether what the publisher says holds, in a sentence; None where there is nothing to hold against each other."""
    seen = record.observed
    if seen is None:
        return None
    inferred = ", an agency that the comparison alone tells" if seen.agency_name and not seen.agency_stated else ""
    basis = BASES[seen.basis] + (f" ({seen.agency_name}{inferred})" if seen.agency_name else "")
    alike = f"Against {basis}, {seen.similarity:.0%} alike: {seen.note}."
    if seen.corrected_by is not None:
        alike += f" It repeats what the agency has corrected since, in item {seen.corrected_by}."
    if seen.claim_holds is None:
        return alike
    return f"What the publisher says holds. {alike}" if seen.claim_holds else f"What the publisher says does not hold. {alike}"


def agency(name: str) -> Markup:
    """An agency's id as a mark: short ones are initials."""
    said = "agencies" if name == "*generic" else name
    return Markup('<b class="agency{}">{}</b>').format(" id" if len(said) <= LONGEST_INITIALS else "", said)


def stated(moment: Moment | None) -> str:
    """A time as a document states it, no more precise than its words."""
    if moment is None:
        return ""
    try:
        when = datetime.fromisoformat(moment.iso)
    except ValueError:
        return moment.iso
    day = f"{when.day} {when:%b %Y}"
    return day if moment.is_day else f"{day}, {when:%H:%M}" + (f" {when:%z}" if when.tzinfo else "")


def age(moment: datetime | None, now: datetime) -> str:
    """How long ago, in a word."""
    return ago(moment, now)


def short_age(moment: datetime | None, now: datetime) -> str:
    """How old, as narrow as it gets."""
    return span((now - moment).total_seconds()) if moment else "—"
