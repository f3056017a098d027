"""A page dumped as plain text, or an agency's short text: the story is the stretch of lines that reads like one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.fields.dateline import opens_copy
from normalizers.markup import decode
from normalizers.page.furniture import is_furniture, is_notice, is_photo_credit
from normalizers.page.gathered import domain
from normalizers.page.unfold import unfolded
from normalizers.page.when import labeled_times, prints_time, visible_times
from normalizers.terms import Block, Hints, Publisher, Unreadable, WireItem, Words, Zone, ZoneKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizers.rulebook import HouseStyle

__all__ = ["parse"]

MAX_CHARS = 2_000_000
HEAD_LINES = 14  # so far above the story its headline may stand
SIGN = 80  # characters of `Copyright 2031 The Tarang Wire Service. All rights reserved.`
AFTER_LINES = 3
_LINE = re.compile(r"(?:^|(?<=[\r\n]))[^\S\r\n]*+\S[^\r\n]*")
# `… put up a net. PTI ABC XYZ`: an agency and its desk's initials behind the last sentence
_SIGNED = re.compile(r"[^\W\d_]{2}[.!?।॥\"'”’]\s[-–—]{0,2}\s?\(?(?:[A-Z]{2,6}|[A-Z][a-z]{2,10})\)?(?:[ /][A-Z]{2,4}){0,4}$")
_CLOSED = re.compile(r"(?<![.…])[.!?।॥。؟۔](?:[\"'”’»)\]]{0,3}|\s?\([^()]{1,60}\))$")
_CRUMBS = re.compile(r"(?:home|होम|startseite|accueil|inicio|início)\s?(?:[>»›/|:•-]\s?)?(?P<rest>\S.{0,58})", re.IGNORECASE)
_CRUMB = re.compile(r"\s?[>»›/|]\s?")
_BY = re.compile(r"(?:by|von|par|por|di|da|written by|reported by)[\s:]\s?\S", re.IGNORECASE)
_SOURCE = re.compile(r"source\s?:", re.IGNORECASE)  # above and below a release it says whose it is
_NAME = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?:[ ,](?:(?:de|da|van|von|der|bin|al|el)\s)?[^\W\d_a-zß-ÿ][\w.'’-]*){1,4}")
_BULLET = re.compile(r"[•●▪◦‣*]\s|[-–—]\s(?=[^\s])")
_QUOTATION = re.compile(r"[\"“„«].{1,280}[\"”“»]")
_QUOTED = re.compile(r"^[>|]\s")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the dump without the white space around it, and its place."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read a plain text; one item, or the reason why there is no story in it. Offsets are those of the decoded text itself."""
    text = decode(data, charset=hints.charset)
    if not text.strip():
        yield Unreadable("text", "document", "there are no words in it")
        return
    if len(text) > MAX_CHARS:
        yield Unreadable("text", "document", f"it has {len(text):,} characters; a story of at most {MAX_CHARS:,} is read")
        return
    yield _Dump(unfolded(text), refused(hints, style)).item(url, hints)


def refused(hints: Hints, style: HouseStyle) -> re.Pattern[str] | None:
    """One pattern for the lines that the house's rules or lines learned from its other stories tell to be furniture."""
    patterns = [*style.boilerplate, *map(re.escape, sorted(hints.boilerplate))]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


class _Dump:
    """The rows of a dump and what each of them is."""

    def __init__(self, text: str, refused: re.Pattern[str] | None) -> None:
        self.text = text
        self.rows = [_row(match) for match in _LINE.finditer(text)]
        self.count = Counter(row.text for row in self.rows)
        self.refused = refused
        self.first, self.last = self._stretch()
        self.headline = self._headline()
        self.body = self._body()
        self.kinds = self._kinds()

    def item(self, url: str | None, hints: Hints) -> WireItem:
        """What the dump states."""
        rows, kinds = self.rows, self.kinds
        published, updated = visible_times(row.text for row, kind in zip(rows, kinds, strict=True) if kind == "time")
        lead = hints.lead.headline if hints.lead else None
        known = hints.publisher or Publisher()
        return WireItem(
            form="text",
            raw_text=self.text,
            blocks=tuple(_block(rows[number]) for number in self.body),
            zones=tuple(_joined(rows, kinds)),
            url=url,
            publisher=Publisher(name=known.name, domain=known.domain or domain(url)),
            headlines=(*self._words("headline", "line"), *((Words(lead, "feed title"),) if lead else ())),
            summaries=self._words("summary", "standfirst"),
            bylines=self._words("byline", "byline"),
            published=tuple(published),
            updated=tuple(updated),
            sections=self._sections(),
        )

    def _words(self, kind: ZoneKind, source: str) -> tuple[Words, ...]:
        """The texts of the rows of a kind."""
        return tuple(Words(row.text, source) for row, own in zip(self.rows, self.kinds, strict=True) if own == kind)

    def _is_furniture(self, number: int) -> bool:
        """Whether a row is furniture by its own words, or by the house's rules."""
        text = self.rows[number].text
        return is_furniture(text) or is_photo_credit(text) or bool(self.refused and self.refused.fullmatch(text))

    def _worth(self, number: int) -> float:
        """How much a row speaks for the story: sentences do, labels, teasers and furniture speak against it."""
        text = self.rows[number].text
        if self._is_furniture(number) or (number + 1 < len(self.rows) and labeled_times(text) and len(text) < 120):  # noqa: PLR2004
            return -60.0 - len(text) / 2
        if self.count[text] > 1 and not _CLOSED.search(text):
            return -40.0 - len(text) / 2
        if opens_copy(text) or ((_CLOSED.search(text) or _SIGNED.search(text) or is_notice(text)) and text.count(" ") > 1):
            return float(len(text))
        return len(text) / 4 if len(text) > 300 else -25.0 - len(text) / 3  # noqa: PLR2004 - longer than any headline

    def _stretch(self) -> tuple[int, int]:
        """The first and last row of the stretch that speaks most for the story; (0, -1) where none does."""
        best, at, run, begun = 0.0, (0, -1), 0.0, 0
        for number in range(len(self.rows)):
            if run <= 0:
                run, begun = 0.0, number
            run += self._worth(number)
            if run > best:
                best, at = run, (begun, number)
        return self._below_the_head(*at)

    def _below_the_head(self, first: int, last: int) -> tuple[int, int]:
        """The stretch without what stands above a line of time or byline at its beginning: that is the standfirst."""
        for number in range(min(last, first + 6), first, -1):
            text = self.rows[number].text
            if (prints_time(text) and not _CLOSED.search(text)) or (len(text) < 100 and _BY.match(text) and not _CLOSED.search(text)):  # noqa: PLR2004
                return self._below_the_head(number + 1, last) if number < last else (first, last)
        while first < last and self._worth(first) < 0:
            first += 1
        return first, last

    def _head(self) -> range:
        """The rows right above the story."""
        return range(max(0, self.first - HEAD_LINES), self.first if self.last >= 0 else len(self.rows))

    def _headline(self) -> int:
        """The row of the headline: one that stands repeatedly near above the story, else the nearest that is no sentence, time or name."""
        head = [number for number in self._head() if self._may_head(number)]
        repeated = [number for number in head if self.count[self.rows[number].text] > 1]
        if repeated:
            text = self.rows[repeated[-1]].text
            return next(number for number in repeated if self.rows[number].text == text)
        plain = [number for number in head if not _QUOTATION.fullmatch(self.rows[number].text)]
        head = plain or head  # releases quote below their headline what matters to them
        longest = [number for number in head if " " in self.rows[number].text and len(self.rows[number].text) > 24]  # noqa: PLR2004
        return (longest or head or [-1])[-1]

    def _may_head(self, number: int) -> bool:
        """Whether a row can be a headline."""
        text = self.rows[number].text
        if not 8 < len(text) < 300 or text[0] in "([" or self._is_furniture(number) or prints_time(text):  # noqa: PLR2004
            return False
        if _SOURCE.match(text) and self.count[text] > 1:
            return False
        return not (_BY.match(text) and len(text) < 60) and (not _CLOSED.search(text) or number == 0)  # noqa: PLR2004

    def _body(self) -> list[int]:
        """The rows of the story: the stretch without furniture and without the notice that stands alone at its end."""
        numbers = [n for n in range(self.first, self.last + 1) if not self._is_furniture(n) and n != self.headline]
        while len(numbers) > 1 and self._closes(self.rows[numbers[-1]].text):
            numbers.pop()
        return numbers

    def _closes(self, text: str) -> bool:
        """Whether a row is a notice or an agency's tail that stands by itself."""
        return len(text) < 400 and ((is_notice(text) and text[0] in "([*—–-") or (text[0] in "([" and text[-1] in ")]" and len(text) < 40))  # noqa: PLR2004

    def _kinds(self) -> list[ZoneKind]:
        """What part of the page each row is."""
        kinds: list[ZoneKind] = ["rail"] * len(self.rows)
        for number in range(self.headline + 1 if self.headline >= 0 else self.first, self.first):
            kinds[number] = self._head_kind(number)
        body = set(self.body)
        for number in range(self.first, min(len(kinds), self.last + 1 + AFTER_LINES)):
            if number in body:
                kinds[number] = "body"
            elif number != self.headline and not self._is_furniture(number) and (number <= self.last or self._follows(number)):
                kinds[number] = "after"
        if self.headline >= 0:
            kinds[self.headline] = "headline"
        self._name_the_byline(kinds)
        if kinds.count("summary") > 1:
            first = kinds.index("summary")
            kinds = ["rail" if kind == "summary" and number > first else kind for number, kind in enumerate(kinds)]
        return kinds

    def _follows(self, number: int) -> bool:
        """Whether a row below the story still belongs to it: a notice, a tail, a time, or the short line right below, which may sign it."""
        text = self.rows[number].text
        if number == self.last + 1 and len(text) <= SIGN:
            return True
        return self._closes(text) or is_notice(text) or (prints_time(text) and bool(labeled_times(text)))

    def _head_kind(self, number: int) -> ZoneKind:
        """What a row between headline and story is."""
        text = self.rows[number].text
        if is_photo_credit(text):
            return "caption"
        if self._is_furniture(number):
            return "rail"
        if prints_time(text) and not _CLOSED.search(text):
            return "time"
        if len(text) < 100 and _BY.match(text):  # noqa: PLR2004
            return "byline"
        return "summary" if len(text) > 40 and _CLOSED.search(text) else "rail"  # noqa: PLR2004

    def _name_the_byline(self, kinds: list[ZoneKind]) -> None:
        """A name alone beside a line of time is a byline."""
        if "byline" in kinds:
            return
        for at in [number for number, kind in enumerate(kinds) if kind == "time"]:
            for number in (at - 1, at + 1):
                if (
                    0 <= number < self.first
                    and kinds[number] == "rail"
                    and _NAME.fullmatch(self.rows[number].text)
                    and not self._is_furniture(number)
                ):
                    kinds[number] = "byline"
                    return

    def _sections(self) -> tuple[Words, ...]:
        """The last of the crumbs above the headline."""
        for number in range(max(0, self.headline - 5), max(0, self.headline)):
            match = _CRUMBS.fullmatch(self.rows[number].text)
            if match:
                return (Words(_CRUMB.split(match["rest"].strip(" >»›/|"))[-1].strip(), "breadcrumb"),)
        return ()


def _row(match: re.Match[str]) -> _Row:
    """A row without the white space around it."""
    line = match[0]
    return _Row(line.strip(), match.start() + len(line) - len(line.lstrip()))


def _block(row: _Row) -> Block:
    """A row as a block of the story; a bullet stays outside its text."""
    bullet = _BULLET.match(row.text)
    if bullet and bullet[0][0] in "•●▪◦‣*":
        return Block("li", row.text[bullet.end() :], row.start + bullet.end(), row.end)
    return Block("p", row.text, row.start, row.end)


def _joined(rows: Sequence[_Row], kinds: Sequence[ZoneKind]) -> Iterator[Zone]:
    """Zones from rows; neighbors in rails are one."""
    begun: Zone | None = None
    for row, kind in zip(rows, kinds, strict=True):
        if begun is not None and begun.kind == kind and kind in ("rail", "body"):
            begun = Zone(kind, begun.start, row.end)
            continue
        if begun is not None:
            yield begun
        begun = Zone(kind, row.start, row.end)
    if begun is not None:
        yield begun
