"""Finding agencies in a credit: which names stand in it, and whether anything else does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from normalizers.rulebook import Agency, Frame, Rulebook

LETTER = r"\w\u0300-\u036f\u0900-\u0dff\u200c\u200d"  # \w leaves out the vowel signs of Indic scripts
_BEFORE, _AFTER = rf"(?<![{LETTER}])", rf"(?![{LETTER}])"
_TOKEN = re.compile(rf"[{LETTER}]+")
_LETTER = re.compile(rf"[{LETTER}]")
_SLASHED = re.compile(rf"(?<![{LETTER}/.:-])[a-z]{{2,5}}(?:\s?/\s?[a-z]{{2,5}})+(?![{LETTER}/.-])")  # `ats / afp`: desks write small
_GAPS = ("\u00a0", "।", "॥")  # what ends a word, though it is a space that holds, or counts among the Indic letters
SHORT = 5  # a name of so few letters is an acronym, and its case counts
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FILLER = re.compile(
    rf"{_BEFORE}(?:and|und|et|y|e|i|och|og|ja|ve|en|a|oraz|und der|by|par|por|von|vom|af|av"
    r"|di|da|de|del|della|du|la|le|l|d|der|die|das|the|an"
    r"|news agency|news agencies|news service|news wires?|nachrichtenagentur(?:en)?|agence|agencia|agência|agenzia|agenzie"
    r"|persbureau|nyhetsbyrån?|nyhetsbyrået|ajansı|agencja|inc|llc|ltd|lp|l\.p|feed|wire|newswire|news|press|material|staff|desk|bureau"
    r"|service|services|copyright|all rights reserved"
    r"|و|انتهى|और|एवं|व|तथा|न्यूज|समाचार एजेंसी|न्यूज एजेंसी|एजेंसी|এবং|ও|и|та"
    rf"){_AFTER}",
    re.IGNORECASE,
)
_MONTHS = (
    "jan(?:uary?|uar|vier)?|jän(?:ner)?|ene(?:ro)?|gen(?:naio)?|janeiro|feb(?:ruary?|ruar|rero|braio)?|févr?(?:ier)?|fev(?:ereiro)?|mar(?:ch|s|zo|ço|t)?|märz|mrz"
    "|apr(?:il|ile)?|abr(?:il)?|avr(?:il)?|may|mai|maggio|mag|mayo|maio|maj|mei|june?|juni|juin|jun(?:io|ho)|giu(?:gno)?|jul[yi]?|juil(?:let)?|jul(?:io|ho)|lug(?:lio)?"
    "|aug(?:ust|usti|ustus)?|août|ago(?:sto)?|sept?(?:ember|embre|tembre|iembre)?|set(?:tembre|embro|iembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|out(?:ubro)?"
    "|nov(?:ember|embre|iembre|embro)?|dec(?:ember)?|déc(?:embre)?|dez(?:ember|embro)?|dic(?:embre|iembre)?|des(?:ember)?"
)
_DATES = re.compile(
    rf"{_BEFORE}(?:\d{{1,2}}-[^\W\d_]{{3}}-\d{{2,4}}|\d[\d:./-]*|\d+(?:st|nd|rd|th)|(?:{_MONTHS})\.?"
    rf"|am|pm|ist|gmt|utc|uhr|updated|published|stand|aktualisiert|mon|tue|wed|thu|fri|sat|sun){_AFTER}",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[a-zäöüß]{1,4}|[A-ZÄÖÜ]{1,5}|[A-Z][a-z]{1,2}|[\u0900-\u097f]{1,8}(?:/[\u0900-\u097f]{1,8})*)")
_JOINING = frozenset(
    ("with", "mit", "avec", "con", "com", "from", "via", "med", "cu", "ile", "इनपुट", "से", "के", "साथ", "फोटो", "foto", "pic", "file")
)
_STAFF = re.compile(
    rf"{_BEFORE}(?:(?:web |our |own |local |city |digital |online |news ?room )?"
    r"(?:staff|desk|correspondents?|bureau|news service|newsroom|team|reporters?|writers?)"
    r"|(?:unserer? )?redaktion|rédaction|redacción|redação|redazione|redaksjonen|(?:वेब |न्यूज )?डेस्क|संवाददाता|ब्यूरो"
    rf"){_AFTER}",
    re.IGNORECASE,
)
_SIGNS = re.compile(rf"(?<![{LETTER}/.:-])[a-z]{{2,4}}(?:/[a-z]{{2,4}})+(?![{LETTER}/.:-])")  # `ads/com` are two editors
_GLUED = re.compile(
    r"(?<=[A-Z]{2})(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d)"
)  # `PTIMar 18, 2026`: two boxes that stand side by side
GLUE = "\v"
_MARKS = re.compile(r"[\s,;:|/+&()（）\[\]«»\"“”*•·©®™–—―_.।、，-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """One agency in a text: its row, the words that name it, and where they stand."""

    agency: Agency
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Who:
    """What a credit names: agencies, a word for agencies (`generic`), own staff, initials of desks, and other words."""

    named: tuple[Named, ...] = ()
    generic: str | None = None
    staff: bool = False
    initials: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether it credits anyone."""
        return bool(self.named) or self.generic is not None

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies, each once, in order."""
        return tuple({named.agency.id: named.agency for named in self.named}.values())


class _Index:
    """Names found by their first word: one dictionary look a word, where a pattern of hundreds of names would try each at each letter."""

    def __init__(self, names: Iterable[str]) -> None:
        """Sort names by their first word, those of scripts that don't part words into one pattern."""
        self._by_word: dict[str, list[str]] = {}
        unspaced = []
        for name in sorted(set(names), key=lambda name: (-len(name), name)):
            first = _TOKEN.search(name)
            if _UNSPACED.search(name):
                unspaced.append(re.escape(name))
            elif first is not None:
                self._by_word.setdefault(first[0].casefold(), []).append(name)
        self._unspaced = re.compile("|".join(unspaced) or r"(?!)")
        self._telling: dict[str, list[str]] = {}  # names by their longest word: "canadian", for "the" is in every text
        for name in (name.casefold() for names in self._by_word.values() for name in names):
            self._telling.setdefault(max(_TOKEN.findall(name), key=len), []).append(name)

    def may_find(self, tokens: Set[str], low: str, text: str) -> bool:
        """Whether a text (`low` in small letters, `tokens` its words) holds a name's letters; names without spaces are sought."""
        if any(name in low for word in self._telling.keys() & tokens for name in self._telling[word]):
            return True
        return not text.isascii() and self._unspaced.search(text) is not None

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Each name in a text with its place, the longest where several begin alike; none within another."""
        done = 0
        found = []
        for token in _TOKEN.finditer(text):
            at = token.start()
            if at < done:
                continue
            for name in self._by_word.get(token[0].casefold(), ()):
                end = at + len(name)
                if _same(text[at:end], name) and not _LETTER.match(text, end):
                    found.append((name, at, end))
                    done = end
                    break
        if not text.isascii() and _UNSPACED.search(text):
            found += [(match[0], match.start(), match.end()) for match in self._unspaced.finditer(text)]
            found.sort(key=lambda one: one[1])
        yield from found


class Lexicon:
    """Every name of every agency, and every word for agencies."""

    def __init__(self, rules: Rulebook) -> None:
        """Index the names of a rulebook."""
        self._agencies = {name: agency for agency in reversed(tuple(rules.agencies.values())) for name in reversed(agency.names)}
        self._capitals = frozenset(name.upper() for name in self._agencies if len(name) <= SHORT)
        self._names = _Index(self._agencies)
        self._words = _Index(rules.generic)
        self._ambiguous = frozenset(name for agency in rules.agencies.values() for name in agency.ambiguous)

    def find(self, text: str, frame: Frame | None = None, country: str | None = None) -> tuple[Named, ...]:
        """The agencies a text names, where such a frame may name them at a publisher of that country."""
        if not self.may_name(text):
            return ()
        if "/" in text:
            text = _SLASHED.sub(self._raised, text)
        return tuple(
            Named(self._agencies[name], name, start, end)
            for name, start, end in self._names.find(text)
            if self._counts(self._agencies[name], name, frame, country)
        )

    def may_name(self, text: str) -> bool:
        """Whether a text has a word of an agency's name, or of a word for agencies: one cheap look."""
        low = text.casefold()
        if not low.isascii():
            for gap in _GAPS:  # a tenth of the time of `translate`
                low = low.replace(gap, " ")
        tokens = set(_TOKEN.findall(low))
        return self._names.may_find(tokens, low, text) or self._words.may_find(tokens, low, text)

    def _raised(self, slashed: re.Match[str]) -> str:
        """A list of small signs in capitals where each is an agency's; `abc/de` are editors."""
        raised = slashed[0].upper()
        return raised if all(sign.strip() in self._capitals for sign in raised.split("/")) else slashed[0]

    def generic(self, text: str) -> str | None:
        """The first word that says "agencies" and names none, as printed."""
        return next((text[start:end] for _, start, end in self._words.find(text)), None)

    def who(self, text: str, frame: Frame | None = None, country: str | None = None) -> Who:
        """Everything a credit names."""
        named = self.find(text, frame, country)
        rest = _without(text, ((one.start, one.end) for one in named))
        generic = None
        words = tuple(self._words.find(rest))
        if not named and words:
            generic = rest[words[0][1] : words[0][2]]
        rest = _without(rest, ((start, end) for _, start, end in words))
        staff = _STAFF.search(rest) is not None
        rest = _DATES.sub(" ", _FILLER.sub(" ", _STAFF.sub(" ", rest)))
        signs = tuple(_SIGNS.findall(rest)) if "/" in rest else ()
        left = [word for word in _MARKS.split(_SIGNS.sub(" ", rest) if signs else rest) if word.strip("'’.&/-")]
        initials = (*signs, *(word for word in left if _is_initials(word)))
        return Who(named, generic, staff, initials, tuple(word for word in left if not _is_initials(word)))

    def is_ambiguous(self, text: str) -> bool:
        """Whether a name means something else as well."""
        return text in self._ambiguous

    @staticmethod
    def _counts(agency: Agency, text: str, frame: Frame | None, country: str | None) -> bool:
        """Whether a name counts here."""
        if country is not None and country in agency.not_in and len(text) <= SHORT:
            return False
        return text not in agency.ambiguous or frame is None or frame in agency.needs


def parted(text: str) -> str:
    """A line with a mark where a sign in capitals runs into a date, as boxes side by side do."""
    return _GLUED.sub(GLUE, text)


def _is_initials(word: str) -> bool:
    """Whether a word may be a desk's or an editor's sign."""
    return _INITIALS.fullmatch(word) is not None and word.casefold() not in _JOINING


def _same(text: str, name: str) -> bool:
    """Whether a text is this name: short ones as written or in capitals, longer ones in any case."""
    return text in (name, name.upper()) if len(name) <= SHORT else text.replace("\u00a0", " ").casefold() == name.casefold()


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with stretches blanked."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], " "]
        at = end
    return "".join((*parts, text[at:]))
