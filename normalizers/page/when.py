"""Lines that print when a story appeared or changed, and the day in an address. Their strings are handed on raw."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from normalizers.fields import labels
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_UPDATED = (
    r"(?:last\s)?(?:updated?|modified|edited|revised|changed)(?:\s(?:on|at|date|time))?|aktualisiert(?:\s(?:am|um))?|(?:letzte\s)?aktualisierung|stand|zuletzt\s(?:aktualisiert|geändert)(?:\sam)?"
    r"|mis(?:e)?\sà\sjour(?:\sle)?|modifié(?:e)?(?:\sle)?|actualisé(?:\sle)?|(?:última\s)?actualizaci[óo]n|actualizado(?:\sel)?|modificado(?:\sel)?|atualizad[oa](?:\s(?:em|às))?|aggiornato(?:\sil)?"
    r"|(?:ultimo\s)?aggiornamento|ultima\smodifica|bijgewerkt(?:\sop)?|uppdaterad|opdateret|oppdatert|päivitetty|zaktualizowano|aktualizacja|обновлено|последнее\sобновление"
)
_PUBLISHED = (
    r"(?:first\s)?(?:published|posted|created|issued|released|uploaded|filed)(?:\s(?:on|at|by|date|time|online))?|publication\sdate|date(?:\sof\spublication)?|pub\sdate|datum|fecha(?:\sde\spublicaci[óo]n)?|veröffentlicht(?:\s(?:am|um))?|erstellt(?:\sam)?"
    r"|erschienen(?:\sam)?|publié(?:e)?(?:\sle)?|paru\sle|publicado(?:\s(?:el|em|a))?|publicad[oa]|publicaci[óo]n|pubblicat[oa](?:\sil)?|gepubliceerd(?:\sop)?|geplaatst|publicerad|publisert|offentliggjort"
    r"|julkaistu|opublikowano|опубликовано|diterbitkan|dipublikasikan"
)
_LABEL = re.compile(
    rf"(?:(?<!\w)(?:(?P<updated>{_UPDATED}|{labels.UPDATED})|{_PUBLISHED}|{labels.PUBLISHED})(?![\w\u0900-\u0963\u0981-\u0dff])"
    rf"|(?P<dense>{labels.UPDATED_DENSE})|{labels.PUBLISHED_DENSE})\s{{0,3}}[:：\-–|@,]?\s{{0,3}}",
    re.IGNORECASE,
)
_DIGIT = r"\d"  # of any script
_DATED = re.compile(  # begins with a figure, not with a look behind it: a search then skips from figure to figure
    rf"{_DIGIT}(?<!{_DIGIT}{{2}})(?:{_DIGIT}{{3}}|{_DIGIT}?(?:[./-]{_DIGIT}{{1,2}}[./-]{_DIGIT}{{2,4}}|:{_DIGIT}{{2}}|\s(?:hours?|minutes?|days?)\sago))(?!{_DIGIT})"
)
_DAY = re.compile(rf"(?<!{_DIGIT})(?:19|20){_DIGIT}{{2}}(?!{_DIGIT})|{_DIGIT}{{1,2}}[./]{_DIGIT}{{1,2}}[./]{_DIGIT}{{2,4}}")
_FIGURES = re.compile(rf"{_DIGIT}+")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_NAMED = re.compile(r"/((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?!\d)", re.IGNORECASE)
LONGEST = 120
REMEMBERED = 256  # lines
SHORT = 24  # letters beside a label and its figures: a month, a weekday, "um", "Uhr"
_ROUND = " |,;()-–•·"


def visible_times(texts: Iterable[str]) -> tuple[list[Words], list[Words]]:
    """The times that lines print: those labeled as published, or not labeled, and those labeled as updated."""
    first: list[Words] = []
    later: list[Words] = []
    bare: list[Words] = []
    for text in texts:
        labeled = labeled_times(text)
        for label, raw in labeled:
            (later if label == "updated" else first).append(Words(raw, f"line {label}"))
        if not labeled and _bare(text):
            bare.append(Words(text, "line"))
    return first + bare, later


def _bare(text: str) -> bool:
    """Whether a short line prints a day: a year by itself is none."""
    return len(text) <= LONGEST and len(_FIGURES.findall(text)) > 1 and _DAY.search(_figured(text)) is not None


def _figured(text: str) -> str:
    """A text with ASCII figures, letter for letter."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def is_time_line(text: str) -> bool:
    """Whether a line is its labels and times and nothing else: with a full stop in it, it may read like prose."""
    if len(text) > LONGEST + SHORT or not _LABEL.match(text):
        return False
    rest = _LABEL.sub("", text)
    return sum(map(str.isalpha, rest)) <= SHORT * len(labeled_times(text))


def labeled_times(text: str) -> list[tuple[str, str]]:
    """The times a line prints behind a label, as (`updated` or `published`, raw string); a day before the labels is the first one's."""
    return list(_labeled(text)) if len(text) <= 2 * LONGEST and _DATED.search(text) else []


@lru_cache(maxsize=REMEMBERED)
def _labeled(text: str) -> Sequence[tuple[str, str]]:
    """The same of a line with a date in it, of which byline, zones and times ask in turn."""
    found = []
    told = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in told[1:]), len(text)] if told else []
    for match, end in zip(told, ends, strict=True):
        raw = text[match.end() : end].strip(_ROUND)[:LONGEST]
        if _DATED.search(raw):
            found.append(("updated" if match["updated"] or match["dense"] else "published", raw))
    head = text[: told[0].start()].strip(_ROUND) if found else ""
    return (("published", head), *found) if _bare(head) else tuple(found)


def prints_time(text: str) -> bool:
    """Whether a short line is there to print a time."""
    return len(text) <= LONGEST and (bool(labeled_times(text)) or _bare(text))


def url_day(url: str | None) -> str | None:
    """The day in an address, as `2024-06-19`."""
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    match = _URL_DAY.search(path)
    if match:
        return f"{match[1]}-{match[2]}-{match[3]}"
    match = _URL_NAMED.search(path)
    if match:
        month = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].index(match[2].lower()) + 1
        return f"{match[1]}-{month:02}-{int(match[3]):02}"
    return None
