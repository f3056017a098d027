"""The byline: whose names it prints, which desks, which editors. An agency is never a person, and no name is rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from normalizers.fields import names
from normalizers.fields.byline_times import undated, untimed
from normalizers.fields.byline_words import AND, AND_BY_LANGUAGE, BREAK, LABEL
from normalizers.fields.places import is_place
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalizers.terms import Publisher

LONGEST_LINE = 400
CHOSEN = "publisher selector"
_source = attrgetter("source")
PERSON = "json-ld author"
ACCOUNT = "json-ld author account"

Task = Literal["writer", "editor", "other"]
Where = Literal["declared", "markup", "line"]

_KOREAN_TAIL = re.compile(r"\s*(?:기자|특파원|인턴기자|논설위원|記者|记者|特派员)$")
_HONOR = re.compile(r"(?:dr|prof|mr|mrs|ms|sir|dame)\b\.?\s+", re.IGNORECASE)
_JOINT = re.compile(rf"[,&+]|{AND}", re.IGNORECASE)
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
    conjunction: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a line under one label, or none."""

    text: str
    task: Task
    labeled: bool


@dataclass(slots=True)
class _Found:
    """What some lines hold, in order, each once; `labeled` where a "by" stood before a name, `joined` where an "and" stood between two.

    `account` says that the names are those of users of the site, who may have put up what others wrote.
    """

    persons: dict[str, str]
    desks: dict[str, str]
    editors: dict[str, str]
    agency: bool = False
    labeled: bool = False
    joined: bool = False
    account: bool = False

    def edits_only(self) -> bool:
        """Whether the lines name editors and nobody else."""
        return bool(self.editors) and not (self.persons or self.desks)

    def anything(self) -> bool:
        """Whether the lines name anybody at all."""
        return bool(self.persons or self.desks or self.editors or self.agency)


def split_byline(
    printed: Sequence[Words], declared: Sequence[Words], *, publisher: Publisher, is_agency: Callable[[str], bool], language: str | None
) -> Byline:
    """The people, desks and editors of printed lines and of names that markup declares.

    Declared persons come first, from the best source that has any; a printed line that names all of these and more is fuller and wins.
    What the publisher's own file chose is the byline, where it names anybody.
    The publisher, agencies, addresses, handles, slugs and photo credits are no people.
    """
    chosen = [Words(word.text, "markup") for word in printed if word.source.startswith(CHOSEN)]
    if chosen:
        own = split_byline(chosen, (), publisher=publisher, is_agency=is_agency, language=language)
        if own.persons or own.desks or own.editors:
            return own
        printed = [word for word in printed if not word.source.startswith(CHOSEN)]
    house = _House(names.own_names(publisher) - _namesakes(declared, publisher), is_agency, *_separators(language or ""))
    declarations = [_declared(list(group), house) for _, group in groupby(declared, key=_source)]
    stretches = list(_stretches(printed))
    lines = [_read(group, house, "line" if source == "byline" else "markup") for source, group in stretches]
    return Byline(_as_printed(stretches, lines, declared, declarations), _people(declarations, lines), *_others(declarations, lines))


def _namesakes(declared: Sequence[Words], publisher: Publisher) -> frozenset[str]:
    """The keys of people after whom a site is called: its host's name is a declared person's, and it has no other name."""
    own = names.key(publisher.name or "")
    if own and not names.is_shared(publisher.domain):
        return frozenset()
    return frozenset(names.key(word.text) for word in declared if " " in word.text and word.source in (PERSON, ACCOUNT)) - {own}


@lru_cache(maxsize=64)
def _separators(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What parts names in a language's lists, and what joins the last two."""
    words = "|".join(filter(None, (AND, AND_BY_LANGUAGE.get(language))))
    return re.compile(rf"\s*(?:,|&|\+|、|，|\s(?:{words})\s)\s*"), re.compile(rf"&|\+|\s(?:{words})\s")


def _stretches(printed: Sequence[Words]) -> Iterator[tuple[str, list[str]]]:
    """Printed lines, each by itself, a lone "By" joined to the name below it; names from one kind of markup stand together."""
    for source, group in groupby(printed, key=_source):
        texts = [word.text for word in group]
        if source != "byline":
            yield source, texts
            continue
        yield from ((source, [text]) for text in _joined(texts))


def _joined(texts: Sequence[str]) -> Iterator[str]:
    """The lines of a byline, a lone "By" joined to the name below it, and what stands about a lone comma or "and" to one list."""
    line, open_ = "", True
    for text in texts:
        said = text.strip()
        joint = _JOINT.fullmatch(said) is not None
        if line and not (joint or open_):
            yield line
            line = ""
        line = f"{line} {said}".strip()
        open_ = joint or LABEL.fullmatch(said) is not None
    if line and not LABEL.fullmatch(line):
        yield line


def _people(declarations: list[_Found], lines: list[_Found]) -> tuple[str, ...]:
    """The persons of the best source: declared ones, unless a printed line joins others to them, or calls them the editors."""
    told = next((found for found in declarations if found.persons), None)
    named = sorted((found for found in lines if found.persons), key=lambda found: not found.labeled)
    line = named[0] if named else None
    if told is None or line is None:
        best = told or line
    else:
        editors = {key for found in lines for key in found.editors}
        fuller = (_untitled(line) >= _untitled(told) and line.joined) or editors >= told.persons.keys()
        best = line if fuller or (line.labeled and told.account) else told
    known = [name for found in (*declarations, *lines) for name in found.persons.values()]
    return tuple(dict.fromkeys(_bare(name, known) for name in best.persons.values())) if best else ()


def _untitled(found: _Found) -> set[str]:
    """The keys of people without the title before a name: one place prints it, another doesn't."""
    return {names.key(_HONOR.sub("", name)) for name in found.persons.values()}


def _bare(name: str, known: list[str]) -> str:
    """A name without the job glued behind it, where another place prints the name alone."""
    return next((other for other in known if " " in other and name.startswith(f"{other} ")), name)


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


def _as_printed(
    stretches: list[tuple[str, list[str]]], lines: list[_Found], declared: Sequence[Words], declarations: list[_Found]
) -> str | None:
    """The line that names somebody, as printed, one with a "by" first, one of editors last; else the first declared names, joined."""
    told = [texts for _, texts in stretches], [[word.text for word in group] for _, group in groupby(declared, key=_source)]
    ranked = sorted(zip(told[0], lines, strict=True), key=lambda pair: (pair[1].edits_only(), not pair[1].labeled))
    for texts, found in (*ranked, *zip(told[1], declarations, strict=True)):
        if found.anything():
            return ", ".join(dict.fromkeys(untimed(" ".join(text.split())) for text in texts))[:LONGEST_LINE]
    return None


def _declared(words: Sequence[Words], house: _House) -> _Found:
    """Everybody whom one kind of declaration names."""
    found = _read([word.text for word in words], house, "declared")
    found.account = words[0].source == ACCOUNT
    return found


def _read(lines: Sequence[str], house: _House, where: Where) -> _Found:
    """Everybody in some lines."""
    found = _Found({}, {}, {})
    for line in lines:
        if len(line) > LONGEST_LINE:
            continue
        task: Task = "writer"
        for stretch in BREAK.split(undated(line.strip())):
            for part in _parts(stretch, task):
                task = part.task
                _sort(part, house, where, found)
            task = "writer" if task == "other" else task
    return found


def _parts(stretch: str, task: Task) -> Iterator[_Part]:
    """The parts of a stretch between its labels, each with what its people did. "Recipe" before "by" is nobody."""
    start, labeled = 0, False
    for label in LABEL.finditer(stretch):
        before = stretch[start : label.start()]
        if before.strip() and not label["writer"]:
            yield _Part(before, task, labeled)
        task = "editor" if label["editor"] else "other" if label["other"] else "writer"
        start, labeled = label.end(), True
    if stretch[start:].strip():
        yield _Part(stretch[start:], task, labeled)


def _sort(part: _Part, house: _House, where: Where, found: _Found) -> None:
    """Put each name of one part where it belongs."""
    if part.task == "other" or names.is_photo_credit(part.text):
        return
    behind: set[str] = set()
    found.joined = found.joined or bool(house.conjunction.search(part.text))
    for piece, told in _sorted(part, house):
        kind = told
        if kind == "agency":
            found.agency = True
        elif kind == "desk" and "person" not in behind:  # "Asha Verma, Special Correspondent" is a person with a job
            found.desks.setdefault(names.key(piece), piece)
        elif kind == "person" and _is_somebody(piece, behind, where, part):
            found.labeled = found.labeled or part.labeled
            (found.editors if part.task == "editor" else found.persons).setdefault(names.key(piece), piece)
        elif kind != "job":
            kind = "nothing"
        behind.add("given" if kind == "person" and " " not in piece else "own" if names.key(piece) in house.own else kind)


def _sorted(part: _Part, house: _House) -> list[tuple[str, names.Kind]]:
    """The pieces of a part, each with what it is. What follows a job is where it is done, unless another job follows that."""
    pieces = [_KOREAN_TAIL.sub("", names.trim(raw, house.own, house.is_agency)) for raw in _pieces(part.text, house)]
    kinds = [names.kind_of(piece, house.own, house.is_agency) for piece in pieces]
    for at, kind in enumerate(kinds):
        if kind == "person" and {"person", "job"} <= set(kinds[:at]) and not {"job", "desk"} & set(kinds[at + 1 :]):
            kinds[at] = "nothing"
    return list(zip(pieces, kinds, strict=True))


def _is_somebody(piece: str, behind: set[str], where: Where, part: _Part) -> bool:
    """Whether what could be a name is one, by what stands before it: a place follows an agency or a person, a title a person."""
    words = piece.split()
    if where != "declared" and not names.is_capitalized(piece):
        return False
    if behind & {"agency", "own"} and (len(words) == 1 or piece.isupper()):
        return False
    if behind & {"person", "agency"} and where != "declared" and is_place(piece):
        return False
    if "person" in behind and len(words) == 1 and piece.isascii() and "given" not in behind:
        return False
    return len(words) > 1 or where != "line" or part.labeled or not piece.isascii()


def _pieces(text: str, house: _House) -> list[str]:
    """A list of names cut at commas and ands; "Verma, Asha" is one name and is turned."""
    text = " ".join(text.split()).strip(" ,").lstrip(".")
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
