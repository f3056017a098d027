"""The byline: an agency alone, a reporter of one, a desk with agencies, or the publisher's own people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.provenance.names import GLUE, parted
from normalizers.rulebook import GENERIC, host_of
from normalizers.terms import Conflict

if TYPE_CHECKING:
    from normalizers.provenance.docket import Docket
    from normalizers.provenance.grounds import Ground
    from normalizers.provenance.kit import Kit
    from normalizers.provenance.names import Who
    from normalizers.terms import EvidenceKind

MAX_BYLINE = 300
MAX_LOOSE = 110
PLACE_WORDS = 2  # "New Delhi": so many words beside an agency are a place
_JOINT = re.compile(
    r"\s(?:and|und|et|y|e|och|og|&|with|avec|mit|con|com|med)\s(?:(?:the|inputs? from|reporting by|reports? from|la|l[’'])\s?)?"
    r"|[;|•·،/]|,\s|\s[–—-]\s|:\s|\n",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s(?:and|und|et|y|och|og|&|with|avec|mit|con|com|med)\s", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:(?:National|Science|Business|Sports?|Medical|Political|Entertainment|Food|Health|Technology|Senior|Chief|Special|Staff|Associate"
    r"|Foreign|Diplomatic|Religion|Education|Fashion|Film|Music|Television|Economics|Military|Legal|Auto|Racing|Baseball|Football) ){0,3}"
    r"(?:Writers?|Editors?|Photographers?|Journalists?)\b|\bWeb Info\b"
)
_DATELINE = re.compile(r"\([^()]*\)\s?[-–—:]")
NAME_WORDS = 4
HOUSE = 4  # letters: a shorter name stands in many another ("RT" in "Airport")
_PICTURE = re.compile(r"\b(?:photos?|pictures?|pics?|images?|fotos?|bild(?:er)?)\b|फोटो", re.IGNORECASE)  # `(ANI Photo)`
_GENRE_PARTS = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")  # `Press_Release`, `pressRelease`
_RELEASES = re.compile(r"(?:(?:press|media|news) ?)?releases?", re.IGNORECASE)
_SQUASH = re.compile(r"\W+")
_SITE = re.compile(r"(?:[a-z0-9-]{2,40}\.){1,3}[a-z]{2,6}", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_BY = re.compile(
    r"\s{0,3}(?:(?:by|von|par|por|af|av|di|da|door|przez|द्वारा|written by|posted by|reported by|source|author)\s?[:\s]\s?"
    r"|(?:लेखक|लेखिका|लेखन|रिपोर्ट|रिपोर्टर|प्रस्तुति|লেখক|autore?|auteure?|autora|text[eo]?|reporter|reporting|reported by|story)\s?:\s?)",
    re.IGNORECASE,
)
_STAMP = re.compile(r"\s(?:प्रकाशित|अपडेटेड|अपडेट|तारीख|published|updated|posted|publicado|publié|veröffentlicht)\b", re.IGNORECASE)
_FURTHER = re.compile(
    r"\s*(?:additional|other|further|weitere|zusätzliche|autres|otras|altre|outras) (?:sources?|quellen?|fuentes|fonti|fontes)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"an[oó]ni?mo|anonymous|admin(?:istrator)?|unknown|none|n/a|undefined|guest|author|default", re.IGNORECASE)
_SEVERAL = re.compile(
    r"agencies|wires|agenturen|agencias|agências|agences|agenzie|byråer|byråene|bureaus|ajanslar|एजेंसिय[ाो]|ایجنسیاں|وكالات|агентства",
    re.IGNORECASE,
)
_AUTHORS = re.compile(r"author|creator|contributor|byl|dc\.creator|parsely-author|sailthru\.author|article:author|byline", re.IGNORECASE)
_SOURCES = re.compile(
    r"sourceorganization|provider|credittext|source|isbasedon|article:source|dc\.source|news_source|syndication-source|original-source"
    r"|content_source|article:provider|credit",
    re.IGNORECASE,
)


def read_bylines(docket: Docket, kit: Kit, visible: tuple[Ground, ...]) -> None:
    """Read the lines that name who wrote it, as printed."""
    for place in visible:
        _read_line(docket, kit, place.start, place.end, "byline")
    if not visible:
        for words in docket.item.bylines:
            at = docket.raw.find(words.text)
            if words.text.strip() and 0 <= at < (docket.raw.find("\f") % (len(docket.raw) + 1)):
                _read_line(docket, kit, at, at + len(words.text), "byline")


def read_loose(docket: Docket, kit: Kit, place: Ground) -> None:
    """A line between headline and story that no markup calls a byline, and that is one: agencies, places and days, and nothing else."""
    text = parted(docket.raw[place.start : place.end])
    if len(text) > MAX_LOOSE or _PICTURE.search(text) or not kit.lexicon.may_name(text):
        return
    prefix = _BY.match(text)
    if prefix is None and "staff" in docket.marks:
        return  # under a reporter's name an agency's alone is the picture's
    parts = [
        kit.lexicon.who(_ROLE.sub(" ", part), "byline", docket.country)
        for part in _JOINT.split(text[prefix.end() :] if prefix else text)
        if part
    ]
    others = sum(len(who.others) for who in parts)
    if ("/" in text and others) or _DATELINE.search(text):
        return
    if any(who.any for who in parts) and all(len(who.others) + len(who.initials) <= PLACE_WORDS for who in parts):
        _read_line(docket, kit, place.start, place.end, "byline")


def read_meta(docket: Docket, kit: Kit, places: tuple[Ground, ...]) -> None:
    """Read what the markup states: authors like a byline, source fields as what they say."""
    shown = set(docket.credits)
    for place in places:
        at = place.start
        for line in docket.raw[place.start : place.end].split("\n"):
            name, colon, value = line.partition(": ")
            start = at + len(name) + len(colon)
            at += len(line) + 1
            if not value.strip():
                continue
            key = name.rpartition(" ")[2].casefold()
            if key == "genre":
                _read_genre(docket, kit, start, start + len(value))
            elif _AUTHORS.fullmatch(key):
                _read_line(docket, kit, start, start + len(value), "structured")
            elif _SOURCES.fullmatch(key) or _is_stated(docket, value):
                _read_source(docket, kit, start, start + len(value))
    _contradictions(docket, kit, shown)


def _read_genre(docket: Docket, kit: Kit, start: int, end: int) -> None:
    """What kind of copy the format says it is: a press release's words are its sender's."""
    kind = _GENRE_PARTS.sub(" ", docket.raw[start:end].rpartition(":")[2].rpartition("/")[2]).strip()
    if _RELEASES.fullmatch(kind) or any(reader.is_release(kind) for reader in kit.readers):
        docket.mark("release", docket.prove("structured.genre", "structured", start, end))


def _is_stated(docket: Docket, value: str) -> bool:
    """Whether the format states this value in a field for agencies."""
    return any(words.text.strip() == value.strip() for words in docket.item.credits)


def _read_source(docket: Docket, kit: Kit, start: int, end: int) -> None:
    """A field that names where the story comes from."""
    who = kit.lexicon.who(docket.raw[start:end][:MAX_BYLINE], "structured", docket.country)
    if who.any and len(who.others) <= PLACE_WORDS and not (who.others and any(kit.lexicon.is_ambiguous(one.text) for one in who.named)):
        proof = docket.prove("structured.source", "structured", start, end)
        docket.credit_all(who, "source", proof)
        if any(agency.kind == "release" for agency in who.agencies):
            docket.mark("release", proof)


def _read_line(docket: Docket, kit: Kit, start: int, end: int, kind: EvidenceKind) -> None:
    """One byline."""
    text, glue, _ = parted(docket.raw[start : min(end, start + MAX_BYLINE)]).partition(GLUE)
    end = start + len(text) if glue else end
    prefix = _BY.match(text)
    if prefix is not None:
        start, text = start + prefix.end(), text[prefix.end() :]
    if stamp := _STAMP.search(text):
        text = text[: stamp.start()]
        end = start + len(text)
    parts = [(part, _who(docket, kit, part)) for part in _JOINT.split(text) if part and part.strip()]
    crediting = [who for part, who in parts if who.any and _is_credit(kit, who)]
    if "/" in text and any(who.others for _, who in parts):
        crediting = []  # `Tom Reed / AFP` is a photographer
    if crediting:
        _credit(docket, text, parts, crediting, docket.prove(f"{kind}.credit", kind, start, end))
    elif _LETTERS.search(text) and (
        _is_signed(docket, kind, prefix, text) or _is_own(docket, text, parts, kind) or _is_house(docket, text)
    ):
        docket.mark("staff", docket.prove(f"{kind}.own", kind, _told(docket, kind, start, end), end))


def _told(docket: Docket, kind: EvidenceKind, start: int, end: int) -> int:
    """Where the evidence of an own byline begins: two letters alone ("RT") tell little without the field's name before them."""
    return (
        max(docket.raw.rfind("\n", 0, start), docket.raw.rfind("\f", 0, start)) + 1
        if kind == "structured" and end - start < HOUSE
        else start
    )


def _who(docket: Docket, kit: Kit, part: str) -> Who:
    """Whom a part of a byline names, job titles left out."""
    return kit.lexicon.who(_ROLE.sub(" ", part), "byline", docket.country)


def _credit(docket: Docket, text: str, parts: list[tuple[str, Who]], crediting: list[Who], proof: int) -> None:
    """Credit a byline's agencies: alone or with their reporter as the source, beside the publisher's own people as inputs."""
    if _FURTHER.match(text):
        for who in crediting:
            docket.credit_all(who, "inputs", proof)
        return
    beside = [(part, who) for part, who in parts if not who.any]
    person = any(_is_person(docket, part) for part, who in beside if not who.staff)
    mixed = (_WITH.search(text) is not None and bool(beside)) or any(who.staff for _, who in beside)
    for who in crediting:
        docket.credit_all(who, "inputs" if mixed and person else "source", proof)
        if any(agency.kind == "release" for agency in who.agencies):
            docket.mark("release", proof)
    if mixed:
        docket.mark("staff" if person else "compiled", proof)
    elif (sum(len(who.agencies) for who in crediting) > 1 and "-" not in text) or (not person and any(map(_is_several, crediting))):
        docket.mark("compiled", proof)


def _is_several(who: Who) -> bool:
    """Whether a credit names no agency and says that there were several."""
    return not who.named and who.generic is not None and _SEVERAL.search(who.generic) is not None


def _is_credit(kit: Kit, who: Who) -> bool:
    """Whether a part of a byline names the agency and not a thing or person of that name."""
    if not who.named or any(kit.lexicon.is_ambiguous(one.text) for one in who.named):
        return not who.others
    return len(who.others) <= PLACE_WORDS


def _is_signed(docket: Docket, kind: EvidenceKind, prefix: re.Match[str] | None, text: str) -> bool:
    """Whether a line says in so many words whose it is, and names a person: `लेखक: माधुरी टिकेकर`, `by R.C. Baker`."""
    words = text.split()
    if prefix is None or kind != "byline" or _NOBODY.fullmatch(text.strip()) or _is_publisher(docket, text):
        return False
    cased = all(word[:1].isupper() or not word.isascii() for word in words)
    return 1 <= len(words) <= NAME_WORDS and cased and not any(map(str.isdigit, text))


def _is_own(docket: Docket, text: str, parts: list[tuple[str, Who]], kind: EvidenceKind) -> bool:
    """Whether a byline without agency names the publisher's own people: a person, or a desk."""
    if _NOBODY.fullmatch(text.strip()):
        return False
    if any(
        name.text.casefold() in text.casefold()
        for name in docket.item.persons
        if len(name.text) > PLACE_WORDS and not _is_publisher(docket, name.text)
    ):
        return True
    return any(who.staff for _, who in parts) or (
        kind == "byline" and any(PLACE_WORDS <= len(who.others) <= NAME_WORDS and not part.strip()[:1].islower() for part, who in parts)
    )


def _is_house(docket: Docket, text: str) -> bool:
    """Whether a byline is the publisher's own name, or that of its site: `BBC News` at bbc.com, `mdr.de`."""
    item = docket.item
    name = _SQUASH.sub("", text.casefold())
    if len(name) < HOUSE:
        return name == _SQUASH.sub("", (item.publisher.name or "").casefold())
    nowhere = not (item.url or item.canonical_url or item.publisher.name or item.publisher.domain)
    return _is_publisher(docket, text) or (nowhere and _SITE.fullmatch(text.strip()) is not None)


def _is_person(docket: Docket, text: str) -> bool:
    """Whether the words beside an agency are a reporter's name and not the publisher's."""
    words = text.split()
    return PLACE_WORDS <= len(words) <= NAME_WORDS and all(word[:1].isupper() for word in words) and not _is_publisher(docket, text)


def _is_publisher(docket: Docket, text: str) -> bool:
    """Whether a name is the publisher's own: `Le Monde` at lemonde.fr."""
    squashed = _SQUASH.sub("", text.casefold())
    item = docket.item
    known = (item.publisher.name, item.publisher.domain, docket.style.name, host_of(item.url), host_of(item.canonical_url))
    return any(squashed in _SQUASH.sub("", name.casefold()) for name in known if name)


def _contradictions(docket: Docket, kit: Kit, shown: set[str]) -> None:
    """Note where the markup credits another agency than the page shows, or the publisher's desk where the page shows an agency."""
    proofs = {key: credit.evidence for key, credit in docket.credits.items()}
    printed, hidden = shown - {GENERIC}, set(proofs) - shown - {GENERIC}
    if printed and hidden:
        says = f"the markup names {_names(docket, hidden)}, the page {_names(docket, printed)}"
        docket.conflicts.append(Conflict(says=says, evidence=tuple(at for key in sorted(hidden | printed) for at in proofs[key])))
    # a desk ("Guardian staff reporter") is the publisher's; a person may be the agency's
    desks = [
        at
        for at in docket.marks.get("staff", ())
        if docket.evidence[at].rule == "structured.own" and _who(docket, kit, docket.evidence[at].quote).staff
    ]
    sources = sorted(key for key in printed if docket.credits[key].role == "source")
    if desks and sources:
        says = f"the markup says {docket.evidence[desks[0]].quote}, the page {_names(docket, set(sources))}"
        docket.conflicts.append(Conflict(says=says, evidence=(desks[0], *(at for key in sources for at in proofs[key]))))


def _names(docket: Docket, keys: set[str]) -> str:
    """Agencies as their names, in order."""
    return ", ".join(sorted(docket.credits[key].name for key in keys))
