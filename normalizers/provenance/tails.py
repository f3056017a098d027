"""What stands under and over the story: notices, tail credits, source lines, release markers; peeled off from the end, one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.provenance.bylines import read_loose
from normalizers.provenance.notice import MAX_NOTICE, SENTENCES
from normalizers.provenance.statements import read_notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.provenance.docket import Docket
    from normalizers.provenance.grounds import Ground
    from normalizers.provenance.kit import Kit, Row
    from normalizers.provenance.names import Who
    from normalizers.rulebook import Frame, Says, Scope
    from normalizers.terms import EvidenceKind, Role

MAX_PIECES = 6
MAX_SENTENCES = 9
MAX_BARE = 90
MAX_WORDED = 160
MAX_LOOK = MAX_NOTICE + 10  # so far back from its end the last piece of a place may begin
LINE = 80  # what is shorter is a tag line or a link, not the story's last words
MARKER = 300
TITLE = 5  # words: so many behind `Media release:` are a headline
SIGNS = 5  # initials of editors beside an agency
_BRACKET = re.compile(r"[(（\[]((?:[^()（）\[\]]|\([^()]*\)){1,1200})[)）\]][\s.।*/]{0,6}\Z")
_ROLES: dict[Says, Role] = {
    "source": "source",
    "inputs": "inputs",
    "compiled": "source",
    "release": "release",
    "partner": "partner",
    "nothing": "source",
}
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_OPEN = _SPACES + '(（[【{*–—-•|/"“”_>:#'
_CLOSING, _BEHIND = (")", "）", "]"), _SPACES + ".।*/"
_CLOSE = _SPACES + ')）]】}*.।|/…_"”“–—-'
_ENDED = re.compile(r"[.!?।॥۔؟。”\"’'»)\]…]\s*\Z")
_INPUTS = re.compile(r"\([^()]{0,20}(?:input|इनपुट)[^()]{1,60}\)", re.IGNORECASE)  # `Edited by Tom Reed (with inputs from agencies)`
_LEGAL = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_LISTED = re.compile(r"\s(?:and|und|et|y|e|och|og|with|mit|avec|con|com|और|व)\s|[,;/|&]")


@dataclass(frozen=True, slots=True)
class _Core:
    """The words of a unit without brackets and dashes, where the whole unit stands, and whether it had any."""

    text: str
    start: int
    end: int
    wrapped: bool


def read_tails(docket: Docket, kit: Kit, places: tuple[Ground, ...]) -> None:
    """Peel each place from the end; the last block counts as last until words of the story stand behind it."""
    open_ = True
    sifted = kit.sifted("\n".join([docket.raw[max(place.start, place.end - MAX_LOOK) : place.end] for place in places]))
    if sifted is None:
        return
    for place in reversed(places):
        rest = _peel(docket, sifted, place, open_=open_)
        if not place.after and rest - place.start > LINE:
            open_ = False


def read_heads(docket: Docket, kit: Kit, places: tuple[Ground, ...]) -> None:
    """Read the lines above the story; a line that is a credit or marker as a whole counts, words in running text don't."""
    places = tuple([place for place in places if place.end - place.start <= MARKER])
    kit = kit.headed("\n".join([docket.raw[place.start : place.end] for place in places]))
    for place in places:
        text = docket.raw[place.start : place.end]
        core = _core(text, place.start)
        if bracket := _INPUTS.search(text):
            _row(docket, kit, "tail", _core(bracket[0], place.start + bracket.start()))
        if not (_row(docket, kit, "head", core) or read_notice(docket, kit, place.start, place.end, whole=False)) and not place.above:
            read_loose(docket, kit, place)


def read_title(docket: Docket, kit: Kit, place: Ground | None) -> None:
    """Read what a headline begins with, where that says that it is a release's: `Media release: Bay Salt Works opens a third pan`."""
    if place is None or place.end - place.start > MARKER:
        return
    core = _core(docket.raw[place.start : place.end], place.start)
    for row, match in kit.rows_for("head", core.text):
        if row.row.says == "release" and (marker := _marker(docket, kit, match, core)) is not core:
            docket.mark("release", docket.prove(row.row.id, "disclaimer", marker.start, marker.end))
            return


def _peel(docket: Docket, kit: Kit, place: Ground, *, open_: bool) -> int:
    """Take notices and credits off the end of a place; returns where the words end that are left."""
    start, end = place.start, place.end
    if not open_ and end - start > MAX_NOTICE:
        return end
    for _ in range(MAX_PIECES):
        text = docket.raw[start:end].rstrip()
        end = start + len(text)
        narrow = kit.narrowed(text[-MAX_LOOK:]) if text else None
        taken = next((at for at in _takes(docket, narrow, start, text, open_=open_) if at is not None), None) if narrow else None
        if taken is None:
            break
        end = taken
    return end


def _takes(docket: Docket, kit: Kit, start: int, text: str, *, open_: bool) -> Iterator[int | None]:
    """The ways of taking one piece off the end of a text, each giving where the piece began: short credits, a bracket, sentences."""
    end = start + len(text)
    suffixes = [at for at in _suffixes(text) if open_ or at == 0]
    short = [at for at in suffixes if len(text) - at <= MAX_BARE]
    yield from (start + at if _bare(docket, kit, _core(text[at:], start + at), apart=True, named=True) else None for at in short)
    bracket = _BRACKET.search(text, max(0, len(text) - MAX_LOOK)) if text.rstrip(_BEHIND)[-1:] in _CLOSING else None
    if bracket is not None:
        at = bracket.start()
        yield _unit(docket, kit, start + at, end, apart=at == 0 or _ENDED.search(text[:at]) is not None)
    yield from (_unit(docket, kit, start + at, end, apart=True) for at in suffixes)


def _suffixes(text: str) -> list[int]:
    """Where the last sentences begin, the earliest first."""
    tail = max(0, len(text) - MAX_NOTICE)
    starts = [match.end() for match in SENTENCES.finditer(text, tail) if match.end() < len(text)]
    return ([0] if tail == 0 else []) + starts[-MAX_SENTENCES:]


def _unit(docket: Docket, kit: Kit, start: int, end: int, *, apart: bool) -> int | None:
    """Read one unit: a row's wording, a notice, or a bare credit; returns where it began, None where it is none of them."""
    core = _core(docket.raw[start:end], start)
    credited = _short(docket, kit, start, end, apart=apart) or (apart and _worded(docket, kit, core))
    return start if credited or read_notice(docket, kit, start, end, whole=core.wrapped) else None


def _short(docket: Docket, kit: Kit, start: int, end: int, *, apart: bool) -> bool:
    """Read a row's wording or a bare credit; a closing bracket without its opening one is half of something else."""
    text = docket.raw[start:end]
    core = _core(text, start)
    if not core.text or text.count(")") > text.count("("):
        return False
    return _row(docket, kit, "tail", core) or _bare(docket, kit, core, apart=apart)


def _core(text: str, start: int) -> _Core:
    """A unit without its brackets, dashes and closing marks."""
    bare = text.lstrip(_OPEN)
    opening = text[: len(text) - len(bare)]
    return _Core(bare.rstrip(_CLOSE), start, start + len(text), wrapped=bool(opening.strip()))


def _row(docket: Docket, kit: Kit, scope: Scope, core: _Core) -> bool:
    """Credit what a row's wording says."""
    if len(core.text) > MAX_NOTICE:
        return False
    for row, match in kit.rows_for(scope, core.text):
        who = kit.lexicon.who(match["who"], _frame(row), docket.country) if "who" in match.re.groupindex and match["who"] else None
        if who is not None and (not who.any or (who.others and not (row.row.others and _apart(docket, kit, row, match["who"])))):
            continue
        _apply(docket, kit, row, who, _marker(docket, kit, match, core))
        return True
    return False


def _marker(docket: Docket, kit: Kit, match: re.Match[str], core: _Core) -> _Core:
    """A unit without the headline behind its marker: of `Media release: Bay Salt Works opens a third pan` two words are no copy.

    What is shorter, or names somebody who sends releases, says whose release it is.
    """
    rest = match["rest"] if "rest" in match.re.groupindex else None
    if not rest or len(rest.split()) < TITLE or kit.lexicon.may_name(rest) or any(reader.speaks_of_release(rest) for reader in kit.readers):
        return core
    at = match.start("rest")
    return _Core(core.text[:at], core.start, docket.raw.index(core.text, core.start) + at, core.wrapped)


def _apart(docket: Docket, kit: Kit, row: Row, text: str) -> bool:
    """Whether an agency stands for itself in a list, and is no part of another name ("Reuters Institute")."""
    parts = (kit.lexicon.who(part, _frame(row), docket.country) for part in _LISTED.split(text))
    return any(who.any and not who.others for who in parts)


def _frame(row: Row) -> Frame:
    """The frame of a row, for names that count in some frames only."""
    return "inputs" if row.row.says == "inputs" else "source"


def _release_wires(docket: Docket, kit: Kit, start: int, end: int, proof: int) -> None:
    """Credit the release wires that a release's marker names; agencies that only passed it on stand between."""
    for one in kit.lexicon.find(docket.raw[start:end], "notice", docket.country):
        if one.agency.kind == "release":
            docket.credit(one.agency, "release", proof)
        elif one.agency.kind == "agency":
            docket.via.setdefault(one.agency.id)


def _apply(docket: Docket, kit: Kit, row: Row, who: Who | None, core: _Core) -> None:
    """Put down what a row says."""
    start, end = core.start, core.end
    says = row.row.says
    proof = docket.prove(row.row.id, _kind(row), start, end)
    role = "inputs" if who is not None and who.others else _ROLES[says]
    if who is not None:
        if row.row.family == "contributed" and role == "inputs":
            docket.lower(who.agencies, proof)
        docket.credit_all(who, role, proof)
        if says in ("source", "compiled") and len(who.agencies) > 1:
            docket.mark("compiled", proof)
    elif row.row.agency is not None:
        docket.credit(docket.rules.agencies.get(row.row.agency), role, proof)
    _mark(docket, kit, says, core, proof)
    if row.row.auto:
        docket.auto = "yes"
    if row.row.signs:
        docket.signed.append(core.text)
    if row.row.states or row.row.auto:
        docket.state(start, end, proof)
    else:
        docket.remove(start, end)


def _mark(docket: Docket, kit: Kit, says: Says, core: _Core, proof: int) -> None:
    """Note what a row says of the relation."""
    if says == "release":
        _release_wires(docket, kit, core.start, core.end, proof)
    if says == "partner":
        _partners(docket, kit, core, proof)
    if says in ("release", "partner", "compiled"):
        docket.mark(says, proof)


def _partners(docket: Docket, kit: Kit, core: _Core, proof: int) -> None:
    """Credit the partners whose copy a sentence says it is; a paper we have no row for stays in the quote alone."""
    for one in kit.lexicon.find(core.text, "notice", docket.country):
        if one.agency.kind == "partner" and not docket.is_own(one.agency):
            docket.credit(one.agency, "partner", proof)


def _kind(row: Row) -> EvidenceKind:
    """What kind of evidence a row's words are."""
    if row.row.family.startswith("legal"):
        return "legal"
    return "disclaimer" if row.row.states or row.row.says in ("release", "partner") else "tail"


def _bare(docket: Docket, kit: Kit, core: _Core, *, apart: bool, named: bool = False) -> bool:
    """A credit that is nothing but names: `(ANI)`, `-- IANS sha/khz`, `RND/dpa`, `PTI`."""
    if not kit.named or len(core.text) > MAX_BARE or not kit.lexicon.may_name(core.text):
        return False
    who = kit.lexicon.who(core.text, "tail", docket.country)
    if _LEGAL.search(docket.raw, core.start, core.end) or (named and not who.named):
        return False
    if not who.any or who.others or len(who.initials) > SIGNS or not _stands(kit, who, core, apart=apart):
        return False
    proof = docket.prove("tail.credit", "tail", core.start, core.end)
    docket.credit_all(who, "source", proof)
    if any(agency.kind == "release" for agency in who.agencies):
        docket.mark("release", proof)
        for agency in who.agencies:
            if agency.kind != "release":
                docket.via.setdefault(agency.id)
    elif len(who.agencies) > 1 or who.staff:
        docket.mark("compiled", proof)
    docket.remove(core.start, core.end)
    return True


def _worded(docket: Docket, kit: Kit, core: _Core) -> bool:
    """A credit in words that no row holds: agencies, and beside them nothing but words of crediting."""
    if not kit.named or len(core.text) > MAX_WORDED or not kit.lexicon.may_name(core.text):
        return False
    who = kit.lexicon.who(core.text, "source", docket.country)
    says = kit.worded.says(core.text, who) if who.any else None
    if says is None:
        return False
    legal = _LEGAL.search(docket.raw, core.start, core.end) is not None
    proof = docket.prove("words.credit", "legal" if legal else "tail", core.start, core.end)
    docket.credit_all(who, _ROLES[says], proof)
    if says == "compiled" or (says == "source" and len(who.agencies) > 1):
        docket.mark("compiled", proof)
    docket.remove(core.start, core.end)
    return True


def _stands(kit: Kit, who: Who, core: _Core, *, apart: bool) -> bool:
    """Whether bare names stand where a credit stands: on their own, and ambiguous ones or plain words in brackets or behind a dash."""
    if "/" not in core.text and any(sign.islower() for sign in who.initials):
        return False  # "a memo seen by …" is made of short words too
    ambiguous = [one for one in who.named if kit.lexicon.is_ambiguous(one.text)]
    if ambiguous:
        return apart and (len(ambiguous) == 1 or "-" not in core.text)
    if not who.named:
        return apart and (core.wrapped or not core.text.isascii()) and not who.initials
    return apart or core.wrapped
