"""Notices: sentences in which the publisher says what it changed, and whose copy it is; read by the grammar of their language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.fields.dateline import find_dateline
from normalizers.provenance.notice import MAX_NOTICE, NOTHING, SENTENCES
from normalizers.terms import Conflict

if TYPE_CHECKING:
    from normalizers.provenance.docket import Docket
    from normalizers.provenance.kit import Kit
    from normalizers.provenance.notice import NoticeReader, Reading

PREFACE = 40  # `Disclaimer.`
MAX_SOURCE = 260  # a notice that only names a source is a line; what is longer is the story


def read_notice(docket: Docket, kit: Kit, start: int, end: int, *, whole: bool) -> bool:
    """Read a notice by the grammar that understands it best; the page's own language comes first."""
    text = docket.raw[start:end]
    if len(text) > MAX_NOTICE:
        return False
    low = text.casefold()
    readers = tuple(reader for reader in kit.readers if reader.may_read(low) and reader.may_speak(text))
    if not readers:
        return False
    reader, reading = _best(readers, text, kit.language)
    if reader is None or reading is None or not (whole or (reading.firm and _begins(reader, text))):
        return False
    if not (reading.firm or reading.this) or find_dateline(text, is_agency=docket.rules.is_agency):
        return False  # what opens with a dateline is copy: "KARWI, March 5 (MPS): Feed reading"
    if reading.claims or reading.release or (len(text) < MAX_SOURCE and _names_someone(kit, docket, text)):
        _settle(docket, kit, _without_agents(docket, kit, reader, reading, start, end), start, end)
        return True
    return _unread(docket, start, end) if reading.unclear else False


def _best(readers: tuple[NoticeReader, ...], text: str, language: str) -> tuple[NoticeReader | None, Reading | None]:
    """The reader of the page's language where it understands the notice, else the one that understands most; where two differ, none."""
    own = next((reader for reader in readers if language in reader.languages), None)
    if own is not None:
        reading = own.read(text)
        if own.is_speech(text) or (reading is not None and reading.says):
            return own, reading
    found = [(reader, reading) for reader in readers if reader is not own and (reading := reader.read(text)) is not None]
    found.sort(key=lambda one: (-one[1].weight, not one[1].unclear))  # a near kin's reader may miss the hedge
    if not found:
        return own, own.read(text) if own else None
    if len(found) > 1 and found[0][1].weight == found[1][1].weight and found[0][1].edited != found[1][1].edited:
        return None, None
    return found[0]


def _begins(reader: NoticeReader, text: str) -> bool:
    """Whether the notice begins where the text begins: its first sentence is one, or a short preface."""
    parts = [part for part in SENTENCES.split(text) if part and part.strip()]
    first = reader.read(parts[0]) if parts else None
    if first is not None and (first.says or first.unclear):
        return True
    return len(parts) > 1 and len(parts[0]) < PREFACE and reader.read(parts[1]) is not None


def _names_someone(kit: Kit, docket: Docket, text: str) -> bool:
    """Whether a notice names an agency, or says that there is one."""
    return bool(kit.lexicon.find(text, "notice", docket.country)) or kit.lexicon.generic(text) is not None


def _without_agents(docket: Docket, kit: Kit, reader: NoticeReader, reading: Reading, start: int, end: int) -> Reading:
    """A reading without its claims where it is an agency, and not the publisher, that did or did not edit."""
    if reading.edited == NOTHING:
        return reading
    text = docket.raw[start:end]
    for begin, stop, first in reader.agents(text):
        for one in kit.lexicon.find(text[begin:stop], "notice", docket.country):
            if (one.start == 0 if first else one.end == stop - begin) and not docket.is_own(one.agency):
                says = f"the notice says what {one.agency.name} did or did not edit, not the publisher"
                docket.conflicts.append(Conflict(says=says, evidence=(docket.prove("notice.grammar", "disclaimer", start, end),)))
                return replace(reading, edited=NOTHING, agency=True, staff=None, staff_at=(begin + one.start, begin + one.end))
    return reading


def _settle(docket: Docket, kit: Kit, reading: Reading, start: int, end: int) -> None:
    """Put down what a notice says."""
    proof = docket.prove("notice.part" if reading.unclear else "notice.grammar", "disclaimer", start, end)
    docket.claim(reading, proof)
    docket.publisher = docket.publisher or reading.staff
    if reading.clash:
        docket.conflicts.append(Conflict(says="a notice says both that the text was edited and that it was not", evidence=(proof,)))
    if reading.unclear:
        docket.conflicts.append(
            Conflict(says=f"a notice we could read only in part: {docket.evidence[proof].quote[:200]}", evidence=(proof,))
        )
    _credit(docket, kit, reading, start, end, proof)
    if reading.claims or reading.release or reading.agency:
        docket.state(start, end, proof)
    else:
        docket.remove(start, end)


def _credit(docket: Docket, kit: Kit, reading: Reading, start: int, end: int, proof: int) -> None:
    """Credit whom a notice names, but for the staff that speaks in it."""
    text = docket.raw[start:end]
    named = [
        one
        for one in kit.lexicon.find(text, "notice", docket.country)
        if reading.staff_at is None or not reading.staff_at[0] <= one.start < reading.staff_at[1]
    ]
    release = reading.release or any(one.agency.kind == "release" for one in named)
    for one in named:
        if one.agency.kind == "release":
            docket.credit(one.agency, "release", proof)
        elif release:
            docket.via.setdefault(one.agency.id)
        else:
            docket.credit(one.agency, "source", proof)
    if release:
        docket.mark("release", proof)
        return
    generic = kit.lexicon.generic(text)
    if named or generic or reading.source or reading.auto or "no" in (reading.edited.body, reading.edited.headline):
        docket.mark("carried", proof)  # `edited by our desk` alone says that somebody edited, not that it is another's copy
    if not named and (reading.source or generic):
        docket.credit(None, "source", proof, generic)


def _unread(docket: Docket, start: int, end: int) -> bool:
    """Report a notice that claims something the grammar does not understand; nothing is claimed from it."""
    proof = docket.prove("notice.unread", "disclaimer", start, end)
    docket.conflicts.append(Conflict(says=f"a notice we could not read: {docket.evidence[proof].quote[:200]}", evidence=(proof,)))
    return False
