"""The dateline: where and when a story says it was filed, and where its first sentence begins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.fields.months import DAYS_IN_WORDS, MONTHS
from normalizers.terms import Dateline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    IsAgency = Callable[[str], bool]

HEAD = 160  # a dateline is over by then
ALONE = 60  # characters of a dateline that is a paragraph by itself
_MOST_WORDS = 8

_PAREN = re.compile(r"\s?[(（]([^()（）\n]{2,48})[)）]")
_SIGLUM = re.compile(r"[^\W\d_a-z]{2,8}")
_SIGNED = re.compile(r",[^,]{2,20}\d$")  # a day stands before the agency's name
_LOWER = re.compile(r"[a-z]{3}")  # `Genève (ats) Le`: so a few agencies sign, and nobody else
_NAMED = re.compile(r"(?:[^\W\d_a-z](?:[^\W\d_a-z]|[ .'-]){2,40} |[^\W\d_]{3,9} \d{1,2} )?\([^\W\d_a-z]\w{1,12}\)\s?[-–—]{1,2}\s\S")
_STATION = re.compile(r"\s?[(（][^\W\d_a-z]{2,8}[)）]$")
_BREAK = re.compile(r"\s*(?:\.\s?[-–—]{1,2}|[:：]|[-–—]{1,3}|[.।=])\s*|\s+")
_CAPITALS = re.compile(
    r"(?P<head>[^\W\d_a-z][^\n:()–—]{1,70}?(?:\s?\([^()\n]{2,30}\))?(?:\s?\[[^\[\]\n]{2,30}\])?(?:,\s?[^\n:()–—]{2,24}?)?)(?P<sep>\s?:\s|"
    r"\s[-–—]{1,2}\s|\s?—\s?|\s?--\s?)"
)
_MARKS = ":-–—"  # one of them stands in every separator
_JAPANESE = re.compile(r"\s*(?:【([^【】\n]{2,48})】|[\[［]([^\[\]［］\n]{2,48})[\]］]|（([^（）\n]{2,48})）)\s*[-－=＝]?\s*")
_CHINESE = re.compile(r"\s*[(（]?([一-鿿]{2,5}社|[一-鿿]{2,4}网)([一-鿿]{1,8}?)(\d{1,2}月\d{1,2}日|\d{1,2}日)[电電讯訊][)）]?[:：]?\s*")
_KOREAN = re.compile(r"\s*[(\[]([가-힣·,\s]{2,24})=([가-힣A-Za-z0-9\s]{2,16})[)\]]\s*(?:[가-힣\s·]{2,24}(?:기자|특파원)\s*)?=?\s*")
_BEHIND = re.compile(
    r"([^\n.।:()/]{2,60}?(?:,\s[^\n.।:()/–—]{2,24}?)?)(?:\.?\s?/|,?\s[-–—]\s|,\s)([^\n.।/:,]{2,32}?)(?:/\.?|[.।]|:(?![a-zäåö])|\s[-–—])\s*"
)  # `TT:s`, `STT:n` are names that Swedish and Finnish inflect
_SLASHED = re.compile(r"(?P<head>[^/\n]{4,80}?)\s?/[^/\n]{3,40}/\s?(?P<sep>[-–—]{1,2}\s)")
_DASHED = re.compile(
    r"(?P<head>[^\W\d_a-z][^–—:;!?\n]{1,60}?)\s?(?:[–—]|-{1,2})\s(?P<day>[\w.]{1,12}\s[\w.,]{1,12}(?:\s\d{4})?)(?P<sep>\s?(?:[–—]|-{1,2}|:)\s)"
)
_CHANGE = re.compile(r"[/,&+、・]|\s-\s|\s(?:and|und|et|y|और)\s")
_DATE_WORDS = re.compile(r"[^\W_]+(?:[\u0900-\u0dff]+[^\W_]*)*[.]?", re.UNICODE)
_PARTED = re.compile(r"[^\W_],\s?$")  # what stands before the day of a dateline that is a paragraph by itself
_WEEKDAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|miércoles|jueves|viernes|sábado"
    r"|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica"
    r"|(?:segunda|terça|quarta|quinta|sexta)-feira|(?:सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि)वार",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_CJK_DATE = re.compile(r"(?:\d{1,4}年)?(?:\d{1,2}月)?\d{1,2}日")
_SMALL = frozenset((
    "a", "al", "am", "an", "and", "auf", "bei", "da", "das", "de", "del", "der", "des", "di", "do", "dos", "du", "e", "el", "en",
    "i", "im", "in", "la", "las", "le", "les", "los", "nad", "ob", "of", "on", "pod", "sur", "the", "und", "y",
))  # fmt: skip
_NO_PLACE = frozenset((
    "a", "alert", "analysis", "breaking", "comment", "corrected", "correction", "developing", "editorial", "exclusive",
    "explained", "explainer", "factbox", "feature", "flash", "kill", "lead", "letter", "listen", "live", "look", "note",
    "opinion", "photos", "poll", "posted", "preview", "published", "q", "read", "report", "review", "summary", "timeline",
    "update", "updated", "urgent", "video", "warning", "watch", "wrap",
))  # fmt: skip

_RUBRICS = frozenset((
    "agriculture", "arts", "business", "courts", "crime", "culture", "economics", "economy", "education", "entertainment",
    "environment", "finance", "foreign", "general", "health", "headlines", "international", "lifestyle", "markets", "media", "money",
    "national", "news", "nation", "people", "politics", "regional", "religion", "science", "social", "society", "sport", "sports",
    "technology", "top", "travel", "weather", "world", "stories", "affairs",
    "finanzen", "gesellschaft", "inland", "ausland", "kultur", "nachrichten", "politik", "vermischtes", "wetter", "wirtschaft",
    "wissenschaft", "actualité", "économie", "politique", "santé", "société", "cultura", "deportes", "economía", "mundo",
    "política", "sociedad", "esteri", "interni", "politica", "esporte", "esportes", "economia",
    "खेल", "देश", "राजनीति", "विदेश", "व्यापार", "मनोरंजन", "राष्ट्रीय", "अंतरराष्ट्रीय",
))  # fmt: skip
_LONG_PLACE = 4  # words without a comma: what is longer is a sentence


def find_dateline(text: str, *, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """The dateline a text begins with, and the offset at which the body proper begins; None where it begins with none.

    A dateline needs a date, an agency's name, or a place in capitals before a dash: a title-cased word before a colon is not enough.
    """
    start = len(text) - len(text.lstrip())
    head = text[start : start + HEAD]
    for find in (_before_agency, _east_asian, _agency_behind, _slashed, _dashed, _capitals):
        found = find(head, is_agency)
        if found:
            dateline, end = found
            return (dateline, start + end) if text[start + end :].strip() else None
    return None


def dateline_alone(text: str) -> Dateline | None:
    """The dateline that is a paragraph by itself: a place and a day and nothing else, as in "New York, May 20".

    >>> dateline_alone("New York, May 20"), dateline_alone("New York, May 20, was cold")
    (Dateline(text='New York, May 20', place='New York', date='May 20'), None)
    """
    bare = " ".join(text.split()).rstrip(" .:-–—")
    if len(bare) > ALONE or not any(map(str.isdecimal, bare)):
        return None
    place, date = _place_and_date(bare)
    if not (place and date) or not _PARTED.search(bare[: len(bare) - len(date)]) or _WEEKDAY.fullmatch(place):
        return None
    if place.split()[0].strip(".,").casefold() in _NO_PLACE:
        return None
    return Dateline(text=bare, place=place, date=date)


def opens_copy(line: str) -> bool:
    """Whether a line begins as agency copy does, whoever the agency is: with a dateline, or the agency alone in brackets before a dash.

    >>> opens_copy("Port Karwi, March 5 (MPS) Ferry sails"), opens_copy("(Meridian) - Ferry sails"), opens_copy("Anna (Karwi) - a poem")
    (True, True, False)
    """
    return _NAMED.match(line) is not None or find_dateline(line, is_agency=_is_siglum) is not None


def _is_siglum(name: str) -> bool:
    """Whether a name in brackets is written as only agencies sign: `PTI`, `dpa`, `dpa/bb`."""
    return all(_SIGLUM.fullmatch(part) or _LOWER.fullmatch(part) for part in name.split("/"))


def _before_agency(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`NEW DELHI, June 19 (ANI):`, `Berlin (dpa) -`, `(Reuters) -`, `नई दिल्ली, 19 जून (भाषा)`."""
    for paren in _PAREN.finditer(head):
        sep = _BREAK.match(head, paren.end())
        end = sep.end() if sep else paren.end()
        place, date = _place_and_date(head[: paren.start()])
        firm = bool(sep and sep[0].strip()) or bool(place and _LOWER.fullmatch(paren[1]) and head[end : end + 1].isupper())
        known = any(is_agency(name.strip()) for name in _names(paren[1]))
        if not known and not (firm and place and date and _SIGLUM.fullmatch(paren[1])):  # an agency we don't know yet
            continue
        before = head[: paren.start()].strip(" ,")
        whole = (
            place is not None and "," in place and known and head[end : end + 1].isupper()
        )  # `Hyderabad, Telangana, India (NewsVoir) In`
        if (place is None and before not in ("", date)) or not (firm or whole or (place and date)) or (place and is_agency(place)):
            return None
        return _value(head, end, sep.start() if sep else end, place, date), end
    return None


def _east_asian(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`【6月18日 AFP】`, `（東京 19日 …）`, `新华社北京6月18日电`, `(서울=연합뉴스)`."""
    japanese = _JAPANESE.match(head)
    if japanese:
        words = re.split(r"[\s　・/=＝]+", next(group for group in japanese.groups() if group))
        dates = [word for word in words if _CJK_DATE.fullmatch(word)]
        places = [word for word in words if word not in dates and not is_agency(word)]
        if len(places) + len(dates) < len(words) and len(places) <= 2:  # noqa: PLR2004 - one city, or two
            return _value(head, japanese.end(), japanese.end(), " ".join(places) or None, dates[0] if dates else None), japanese.end()
    chinese = _CHINESE.match(head)
    if chinese:
        return _value(head, chinese.end(), chinese.end(), chinese[2], chinese[3]), chinese.end()
    korean = _KOREAN.match(head)
    if korean and (is_agency(korean[2].strip()) or head[: korean.end()].rstrip().endswith("=")):
        return _value(head, korean.end(), korean.end(), korean[1].strip(), None), korean.end()
    return None


def _agency_behind(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`МОСКВА, 18 июня. /ТАСС/.`, `एएनआई, नई दिल्ली।`."""
    found = _BEHIND.match(head)
    if not found:
        return None
    first, second = found[1].strip(), found[2].strip()
    if is_agency(second):
        place, date = _place_and_date(first)
    elif is_agency(first):
        place, date = _place_and_date(second)
    else:
        return None
    return (_value(head, found.end(), found.end(), place, date), found.end()) if place else None


def _slashed(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`KYOTO, Japan, Feb. 1, 2017 /Kyodo JBN-AsiaNet/ --`: place, day and two slashes are enough, whoever stands between these."""
    del is_agency
    found = _SLASHED.match(head)
    place, date = _place_and_date(found["head"]) if found else (None, None)
    return (_value(head, found.end(), found.start("sep"), place, date), found.end()) if found and place and date else None


def _dashed(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`TARANGPUR, India – March 3, 2026 –`, as releases have it: a dash before the day and one behind it."""
    del is_agency
    found = _DASHED.match(head)
    place, date = _place_and_date(found["head"] + ", " + found["day"]) if found else (None, None)
    return (_value(head, found.end(), found.start("sep"), place, date), found.end()) if found and place and date else None


def _capitals(head: str, is_agency: IsAgency) -> tuple[Dateline, int] | None:
    """`LONDON, June 19 —`, `WASHINGTON —`, `Pune, June 19:`, `SAITAMA, Dec. 9 Kyodo -`."""
    if not any(mark in head for mark in _MARKS):
        return None
    found = _CAPITALS.match(head)
    if not found:
        return None
    before, _, last = found["head"].rpartition(" ")
    place, date = _place_and_date(before if _SIGNED.search(before) and is_agency(last) else _STATION.sub("", found["head"]))
    if place is None or place.split()[0].strip(".,").casefold() in _NO_PLACE:
        return None
    shouted = place.upper() == place and place.lower() != place and len(place) > 3  # noqa: PLR2004 - "CEO —" is no place
    if not (date or (shouted and ":" not in found["sep"])):
        return None
    return _value(head, found.end(), found.start("sep"), place, date), found.end()


def _value(head: str, end: int, printed_end: int, place: str | None, date: str | None) -> Dateline:
    """The dateline, its text as printed."""
    mark = head[printed_end:end].strip()
    text = head[:printed_end].strip(" -－=＝") + (mark if mark and mark in ":：।." else "")
    return Dateline(text=text or None, place=place, date=date)


def _place_and_date(head: str) -> tuple[str | None, str | None]:
    """A dateline's head cut into place and date; no place where the words don't look like one."""
    head = head.strip(" ,\u00a0")
    date = _date_at_end(head)
    place = head[: len(head) - len(date)].strip(" ,.-–—\u00a0") if date else head
    return (place if _is_place(place) else None), date


def _date_at_end(head: str) -> str | None:
    """The day that ends a dateline's head: `June 19`, `19 June 2024`, `19 जून`, `7 oct`."""
    for match in _word_tails(head):
        words = head[match:].replace(",", " ").split()
        figures = [word.strip(".") for word in words if _is_number(word.strip("."))]
        letters = [word.strip(".").casefold() for word in words if not _is_number(word.strip("."))]
        if len(letters) == 1 and letters[0] in MONTHS and 1 <= len(figures) <= 2 and (len(figures[0]) <= 2 or not figures[0].isdecimal()):  # noqa: PLR2004 - day and perhaps year
            return head[match:]
        cjk = _CJK_DATE.fullmatch(head[match:])
        if cjk:
            return cjk[0]
    return None


def _is_number(word: str) -> bool:
    """Whether a word is a day or a year: in figures, or the day spelled out."""
    return word.isdecimal() or word in DAYS_IN_WORDS or _ORDINAL.fullmatch(word) is not None


def _word_tails(head: str) -> Iterator[int]:
    """Where the last three, two and one words of a head begin."""
    starts = [found.start() for found in re.finditer(r"[^\s,]+", head)]
    for count in (3, 2, 1):
        if len(starts) >= count:
            yield starts[-count]


def _is_place(place: str) -> bool:
    """Whether words look like a place: few, without figures, each capitalized where the script has capitals."""
    words = re.sub(r"[(\[][^()\[\]]*[)\]]", " ", place).replace(",", " ").replace("/", " ").split()
    if not 1 <= len(words) <= _MOST_WORDS or any(char.isdecimal() for char in place) or any(char in place for char in '"“”?!;:'):
        return False
    if not any(char.lower() != char.upper() for char in place):
        return len(words) <= 5 and any(map(str.isalpha, place))  # noqa: PLR2004 - without capitals to tell a name, a short phrase
    return all(word[0].isupper() or word[0] in "(['’.-–" or word.casefold() in _SMALL for word in words) and words[0][0].isupper()


def _names(printed: str) -> Iterator[str]:
    """The names in brackets: `AFP/APP`, `dpa/bb`."""
    yield printed
    yield from _CHANGE.split(printed)


def read_dateline(printed: str, *, is_agency: IsAgency) -> Dateline:
    """The value of a field that holds a dateline and nothing else: "NEW DELHI, June 19 (ANI)"."""
    text = " ".join(printed.split())
    bare = text[:HEAD].rstrip(" .:-–—")
    paren = next((found for found in _PAREN.finditer(bare) if any(is_agency(name.strip()) for name in _names(found[1]))), None)
    place, date = _place_and_date(bare[: paren.start()] if paren else bare)
    behind = _agency_behind(text[:HEAD], is_agency) if place is None and date is None else None
    if behind:
        return Dateline(text=text or None, place=behind[0].place, date=behind[0].date)
    alone = paren is None and date is None
    return Dateline(text=text or None, place=None if alone and place and _is_rubric_or_sentence(place) else place, date=date)


def _is_rubric_or_sentence(words: str) -> bool:
    """Whether what stands alone in a dateline's field is a desk's word or a sentence, and no place."""
    parts = re.findall(r"[^\W\d_][^\s,/&|-]*", words.casefold())
    told = [part.strip(".:") for part in parts if part not in ("and", "und", "et", "y", "&")]
    if all(part in _RUBRICS or part in _NO_PLACE for part in told):
        return True
    return len(parts) > _LONG_PLACE and not any(mark in words for mark in ",(/[")
