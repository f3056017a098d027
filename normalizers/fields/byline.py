"""The byline: whose names it prints, which desks, which editors. An agency is never a person, and no name is rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from normalizers.fields import names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalizers.terms import Publisher, Words

LONGEST_LINE = 400

Task = Literal["writer", "editor", "other"]

_EDITOR = (
    r"(?:edited|editing|updated|last\s+updated|curated|reviewed|fact[\s-]checked|published|produced|translated|"
    r"compiled|approved|verified)\s+by|"
    r"edit(?:or|ed)\s*:|bearbeitet\s+von|redigiert\s+von|édité\s+par|editado\s+por|संपादन|संपादक|सम्पादन|द्वारा\s+संपादित|সম্পাদনা"
)
_WRITER = (
    r"(?:written|reported|reporting|posted|authored|words|story|text|report|submitted|contributed|narrated|"
    r"interview)\s+by|by\s*line\s*:?|by|authors?\s*:|reporter\s*:|"
    r"written\s*:|von|par|por|di|door|af|av|yazan|autor(?:in|es|a)?\s*:?|auteurs?\s*:?|autore\s*:?|texte?\s*:|"
    r"texto\s*:|testo\s*:|tekst\s*:|redactor(?:a)?\s*:|"
    r"автор\s*:?|लेखक\s*:?|रिपोर्ट\s*:?|रिपोर्टर\s*:?|प्रस्तुति\s*:?|Written\s+By|作者\s*[:：]|文\s*[/／]|"
    r"记者\s*[:：]?|記者\s*[:：]?|글\s*[:=]?"
)
_OTHER = (
    r"(?:photos?|photographs?|photography|pictures?|images?|video|graphics?|illustrations?|artwork|camera)\s*(?:by|"
    r"credits?|courtesy)?\s*:|"
    r"(?:photos?|photographs?|photography|pictures?|images?|video|graphics?|illustrations?)\s+(?:by|courtesy)|"
    r"fotos?\s*:|bild(?:er)?\s*:|source\s*:|quelle\s*:|fuente\s*:|"
    r"स्रोत\s*:|(?:additional\s+)?(?:inputs?|contributions?)\s+from|updated\s*:|published\s*:|posted\s*(?:on)?\s*:|"
    r"last\s+(?:updated|modified)"
)
_LABEL = re.compile(
    rf"(?<![^\W_])(?:(?P<other>{_OTHER})|(?P<editor>{_EDITOR})|(?P<writer>{_WRITER}))(?![^\W_])\s*[:：–-]?\s*", re.IGNORECASE
)
_BREAK = re.compile(r"\s*[|•·\n\r\t]\s*|\s+[–—-]\s+|\s*;\s*|\s+/\s+")
_AND = r"and|und|et|y|e|og|och|ve|और|व|एवं|तथा|आणि|এবং|ও|மற்றும்|మరియు|اور|و|и|та|with|mit|avec|con|com"
_AND_BY_LANGUAGE = {
    "nl": "en",
    "af": "en",
    "pl": "i",
    "ca": "i",
    "hr": "i",
    "sr": "i",
    "cs": "a",
    "sk": "a",
    "fi": "ja",
    "hu": "és",
    "ro": "și|si",
    "id": "dan",
    "da": "og",
}
_KOREAN_TAIL = re.compile(r"\s*(?:기자|특파원|인턴기자|논설위원|記者|记者|特派员)$")
_REVERSED = re.compile(r"([^\W\d_][^\W\d_'’-]+(?:-[^\W\d_]+)?), ([^\W\d_][\w'’.-]*(?: [^\W\d_]\.?)?)")


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline as printed, and the people, desks and editors in it."""

    printed: str | None = None
    persons: tuple[str, ...] = ()
    desks: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _House:
    """What tells names apart on one publisher's pages."""

    own: frozenset[str]
    is_agency: Callable[[str], bool]
    comma: re.Pattern[str]


@dataclass(slots=True)
class _Found:
    """What some lines hold, in order, each once."""

    persons: dict[str, str]
    desks: dict[str, str]
    editors: dict[str, str]
    agency: bool = False

    def anything(self) -> bool:
        """Whether the lines name anybody at all."""
        return bool(self.persons or self.desks or self.editors or self.agency)


def split_byline(
    printed: Sequence[Words], declared: Sequence[Words], *, publisher: Publisher, is_agency: Callable[[str], bool], language: str | None
) -> Byline:
    """The people, desks and editors of printed lines and of names that markup declares.

    Declared persons come first, from the best source that has any; a printed line that names all of these and more is fuller and wins.
    The publisher, agencies, addresses, handles, slugs and photo credits are no people.
    """
    words = "|".join(filter(None, (_AND, _AND_BY_LANGUAGE.get(language or ""))))
    house = _House(names.own_names(publisher), is_agency, re.compile(rf"\s*(?:,|&|\+|、|，|\s(?:{words})\s)\s*"))
    declarations = [_read([word.text for word in group], house) for _, group in groupby(declared, key=lambda word: word.source)]
    lines = [_read([word.text], house) for word in printed]
    told = next((found for found in declarations if found.persons), None)
    line = next((found for found in lines if found.persons), None)
    return Byline(_as_printed(printed, lines, declared, declarations), _people(told, line), *_others(declarations, lines))


def _people(told: _Found | None, line: _Found | None) -> tuple[str, ...]:
    """The persons of the best source."""
    if told is None or line is None:
        best = told or line
        return tuple(best.persons.values()) if best else ()
    fuller = line.persons.keys() >= told.persons.keys()
    return tuple((line if fuller else told).persons.values())


def _others(declarations: list[_Found], lines: list[_Found]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Desks and editors, of every source."""
    desks: dict[str, str] = {}
    editors: dict[str, str] = {}
    for found in (*lines, *declarations):
        for key, name in found.desks.items():
            desks.setdefault(key, name)
        for key, name in found.editors.items():
            editors.setdefault(key, name)
    return tuple(desks.values()), tuple(editors.values())


def _as_printed(printed: Sequence[Words], lines: list[_Found], declared: Sequence[Words], declarations: list[_Found]) -> str | None:
    """The line that names somebody, as printed; else the first declared names, joined."""
    for word, found in zip(printed, lines, strict=True):
        if found.anything() and len(word.text) <= LONGEST_LINE:
            return " ".join(word.text.split())
    groups = [[word.text for word in group] for _, group in groupby(declared, key=lambda word: word.source)]
    for group, found in zip(groups, declarations, strict=True):
        if found.anything():
            return ", ".join(dict.fromkeys(" ".join(text.split()) for text in group))[:LONGEST_LINE]
    return None


def _read(lines: Sequence[str], house: _House) -> _Found:
    """Everybody in some lines."""
    found = _Found({}, {}, {})
    for line in lines:
        if len(line) > LONGEST_LINE:
            continue
        task: Task = "writer"
        for stretch in _BREAK.split(line.strip()):
            for task_here, text in _tasks(stretch, task):
                task = task_here
                _sort(text, task_here, house, found)
            task = "writer" if task == "other" else task
    return found


def _tasks(stretch: str, task: Task) -> Iterator[tuple[Task, str]]:
    """The parts of a stretch between its labels, each with what its people did."""
    start = 0
    for label in _LABEL.finditer(stretch):
        if stretch[start : label.start()].strip():
            yield task, stretch[start : label.start()]
        task = "editor" if label["editor"] else "writer" if label["writer"] else "other"
        start = label.end()
    if stretch[start:].strip():
        yield task, stretch[start:]


def _sort(text: str, task: Task, house: _House, found: _Found) -> None:
    """Put each name of one part where it belongs."""
    if task == "other" or names.is_photo_credit(text):
        return
    pieces = _pieces(text, house)
    behind_agency = False
    for raw in pieces:
        piece = _KOREAN_TAIL.sub("", names.trim(raw, house.own, house.is_agency))
        kind = names.kind_of(piece, house.own, house.is_agency)
        if kind == "agency":
            found.agency = behind_agency = True
        elif kind == "desk" and not (found.persons and _is_job_behind_a_name(raw, pieces)):
            found.desks.setdefault(names.key(piece), piece)
        elif kind == "person" and not (behind_agency and (len(piece.split()) == 1 or piece.isupper())):
            (found.editors if task == "editor" else found.persons).setdefault(names.key(piece), piece)


def _is_job_behind_a_name(raw: str, pieces: list[str]) -> bool:
    """Whether a piece says the job of the person before it: "Asha Verma, Special Correspondent" names no desk."""
    return pieces.index(raw) > 0


def _pieces(text: str, house: _House) -> list[str]:
    """A list of names cut at commas and ands; "Verma, Asha" is one name and is turned."""
    text = " ".join(text.split()).strip(" .,")
    turned = _REVERSED.fullmatch(text)
    if turned and not any(house.is_agency(side) or names.key(side) in house.own for side in turned.groups()):
        surname, given = turned.groups()
        if names.kind_of(f"{given} {surname}", house.own, house.is_agency) == "person" and not names.is_suffix(given):
            return [f"{given} {surname}"]
    pieces: list[str] = []
    for piece in house.comma.split(text):
        if pieces and names.is_suffix(piece):
            pieces[-1] += f", {piece}"
        elif piece.strip():
            pieces.append(piece.strip())
    return pieces
