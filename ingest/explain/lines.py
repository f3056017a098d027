"""An explanation for people: lines under small headings, no line that says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.amounts import many
from ingest.clock import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.explain.terms import Account, Explanation, Proof
    from ingest.store.rows import MovedRow, ObservedRow, VersionRow
    from ingest.terms import DeadLetter
    from normalizers.terms import Relation

SHOWN = 140
MOST_ROWS = 20
RELATIONS: dict[Relation, str] = {
    "agency_direct": "the agency's own copy",
    "agency_copy": "an agency's copy, carried by a publisher",
    "compiled": "compiled from several agencies, or from an agency and the desk",
    "staff_with_inputs": "staff copy with an agency's inputs",
    "staff": "staff copy",
    "partner": "another publisher's copy",
    "release": "a press release",
    "unknown": "nothing says whose words these are",
}


def as_lines(explanation: Explanation) -> tuple[str, ...]:
    """The explanation as lines for a terminal."""
    return tuple(_visible(line) for line in _all(explanation))


def _all(explanation: Explanation) -> Iterator[str]:
    """Every account, then entries and dead letters; a sentence where there is nothing."""
    for account in explanation.accounts:
        yield from _account(account)
        yield ""
    for errand in explanation.errands:
        yield f"No item yet, but an entry of source {errand.source} names it: {_short(errand.headline or errand.uri)}"
        yield f"  its page {errand.url} was asked for {many(errand.attempts, 'time')}; `run --source {errand.source}` asks again"
    for letter in explanation.dead:
        yield from _letter(letter)
    if not explanation.found:
        yield f"Nothing is known of {explanation.asked!r}: no item has that id, URI or address, and no dead letter names it."
        yield "If a source should have brought it, see `status` for how the source does, and `sources check` for what it serves."


def _account(account: Account) -> Iterator[str]:
    """One item, stage by stage."""
    yield f"Item {account.item_id}: {_short(account.headline or '(no headline)')}"
    yield f"  {account.in_short}"
    yield from _came(account)
    yield from _read(account)
    yield from _credited(account)
    yield from _filed(account)
    yield from _decided(account)
    yield from _sent(account)
    yield from _rows("Other versions", account.versions)
    yield from as_timeline(account.timeline, account.item_id) if account.timeline else _rows("The same story elsewhere", account.copies)


def _came(account: Account) -> Iterator[str]:
    """Whence it came."""
    yield "How it came"
    yield f"  source {account.source}, first seen {stamp(account.first_seen)}, judged by the clock of {stamp(account.clock)}"
    yield f"  bytes {account.digest}" + (f", address {account.url}" if account.url else "")
    if account.errand:
        yield f"  found through the entry {account.errand.uri}: {_short(account.errand.headline or account.errand.url)}"


def _read(account: Account) -> Iterator[str]:
    """What was taken for each field, and what was passed over."""
    again = f", read {account.readings} times" if account.readings > 1 else ""
    yield "How it was read"
    yield f"  as {account.form}, rules {account.ruleset or 'of unknown version'}{again}"
    for read in account.fields:
        if read.value is not None or read.lost:
            place = f"{read.source}, {read.standing}" if read.standing else read.source
            yield f"  {read.field}: {_short(read.value or 'nothing')}" + (f"  [{place}]" if place else "")
        verb = "left out" if read.field == "body" else "passed over"
        for lost in read.lost[:MOST_ROWS]:
            yield f"    {verb}: {_short(lost.value)}  [{lost.source}]" + (f": {lost.why}" if lost.why else "")


def _credited(account: Account) -> Iterator[str]:
    """Whose words they are, and the words that say so."""
    yield "Whose words"
    yield f"  {account.relation}: {RELATIONS[account.relation]} ({account.confidence})"
    shown: set[Proof] = set()
    for claim in account.claims:
        again = "".join(f"  [{proof.rule}]" for proof in claim.proof if proof in shown)
        yield f"  {_short(claim.says)}{again}"
        yield from (_proof(proof) for proof in claim.proof if proof not in shown)
        shown.update(claim.proof)
    for proof in account.other_evidence:
        yield _proof(proof)
    if account.observed and not account.compared:
        seen = account.observed
        yield f"  compared with {seen.against}: headline {seen.headline}, body {seen.body}, {seen.similarity:.0%} alike"
    if account.compared:
        yield f"  {as_compared(account.compared)}"
        yield from (f"    {line}" for line in as_differing(account.compared))


def as_compared(seen: ObservedRow) -> str:
    """What comparing an item with another showed, and whether what its publisher says of it holds."""
    verdict = {True: "; the claim holds", False: "; the claim does not hold", None: ""}[seen.claim_holds]
    note = f", {seen.note}" if seen.note else ""
    return f"compared with item {seen.against}: headline {seen.headline}, body {seen.body}, {seen.similarity:.0%} alike{note}{verdict}"


def as_differing(seen: ObservedRow) -> tuple[str, ...]:
    """Whose copy it turned out to be, where its own words don't say so; a correction it lacks; and what is gone and what is new."""
    inferred = seen.agency is not None and seen.agency_stated is False
    says = f"it names no such source; that it is {seen.agency_name or seen.agency}'s copy is inferred from item {seen.against}"
    mended = f"it repeats what the agency has corrected since, in item {seen.corrected_by}"
    return (*((says,) if inferred else ()), *((mended,) if seen.corrected_by else ()), *((seen.diff,) if seen.diff else ()))


def _proof(proof: Proof) -> str:
    """One proof in a line."""
    doubt = "" if proof.holds else "  (these words no longer stand there)"
    return f"    “{_short(proof.quote)}”  [{proof.kind} {proof.rule}, {proof.start}–{proof.end}]{doubt}"


def _filed(account: Account) -> Iterator[str]:
    """As what it was filed, and why there."""
    version = f", version {account.version}" if account.version else ""
    yield "How it was filed"
    yield f"  {account.uri}{version}, {'the newest version' if account.current else 'not the newest version'}"
    yield f"  {account.change} in {account.cluster_kind} {account.cluster_id}" + (
        f", replaces item {account.replaces}" if account.replaces else ""
    )
    if account.match:
        match = account.match
        measured = "" if match.containment is None else f", {match.containment:.0%} contained"
        yield f"  joined item {match.other_id} ({_short(match.other_headline or 'no headline')}): {match.reason}  [{match.rule}{measured}]"


def _decided(account: Account) -> Iterator[str]:
    """Who decided what."""
    yield "What was decided"
    for row in account.rulings:
        why = f": {row.reason}" if row.reason else ""
        undone = " (taken back)" if row.undone else ""
        yield f"  {stamp(row.at)} {row.editor}: {row.decision}, {row.before} → {row.after}{why}{undone}"
    if not account.rulings:
        yield "  nothing yet"


def _sent(account: Account) -> Iterator[str]:
    """Where it went."""
    yield "Where it went"
    for row in account.outbox:
        end = f"{stamp(row.done)} {row.place or ''}".rstrip() if row.done else f"due {stamp(row.due)}"
        trouble = f"; {many(row.attempts, 'try', 'tries')}, last: {row.last_error}" if row.last_error else ""
        yield f"  {row.op} to {row.target}: {row.status}, {end}{trouble}"
    if not account.outbox:
        yield "  nowhere"


def _rows(title: str, rows: tuple[VersionRow, ...]) -> Iterator[str]:
    """Other items, one a line."""
    if rows:
        yield title
    for row in rows[:MOST_ROWS]:
        headline = _short(row.headline or "(no headline)")
        yield f"  item {row.item_id}: {row.change}, {row.status}, {row.source}, {stamp(row.first_seen)}: {headline}"
    if len(rows) > MOST_ROWS:
        yield f"  and {len(rows) - MOST_ROWS} more"


def as_timeline(moved: tuple[MovedRow, ...], item_id: int) -> Iterator[str]:
    """Who moved what when; nothing where the story stands alone."""
    if len(moved) <= 1:
        return
    many = len({row.publisher.casefold() for row in moved})
    yield f"Who moved the story when: seen at {many} {'publisher' if many == 1 else 'publishers'}"
    for row in moved[:MOST_ROWS]:
        here = " ← this item" if row.item_id == item_id else ""
        headline = _short(row.headline or "(no headline)")
        yield f"  {stamp(row.moved)} {_place(row)}: item {row.item_id}, {row.change}, {row.status}: {headline}{here}"
    if len(moved) > MOST_ROWS:
        yield f"  and {len(moved) - MOST_ROWS} more"


def _place(row: MovedRow) -> str:
    """Who moved it, and how far behind the first."""
    marks = [
        "the agency's own, first" if row.agency_first else "the agency's own" if row.agency_own else "",
        "head of the story" if row.head else "",
        _behind(row.minutes_behind),
        "" if row.stated else "by our clock",
    ]
    said = ", ".join(filter(None, marks))
    return f"{row.publisher} ({said})" if said else row.publisher


HOUR, DAY = 60, 48 * 60


def _behind(minutes: float) -> str:
    """How far behind the first sending, in the unit a person would use."""
    size, when = abs(minutes), "behind" if minutes > 0 else "ahead"
    if size < 1:
        return ""
    unit, count = ("min", size) if size < 2 * HOUR else ("h", size / HOUR) if size < DAY else ("days", size / (24 * HOUR))
    return f"{count:.0f} {unit} {when}"


def _letter(letter: DeadLetter) -> Iterator[str]:
    """A dead letter, and what can be done."""
    when = f", {stamp(letter.at)}" if letter.at else ""
    yield f"Dead letter {letter.dead_id}: {letter.name} of {letter.source} failed at {letter.stage}{when}"
    yield f"  {letter.reason}"
    if letter.digest:
        yield f"  its bytes are kept ({letter.digest}): `dead requeue {letter.dead_id}` reads them again"


def _short(text: str) -> str:
    """A text on one line, cut where it gets long."""
    words = " ".join(text.split())
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"


def _visible(line: str) -> str:
    """A line without signs that steer a terminal; the joiners of Hindi and Urdu stay."""
    return "".join(sign if sign.isprintable() or sign in "\u200c\u200d" else f"\\u{ord(sign):04x}" for sign in line)
