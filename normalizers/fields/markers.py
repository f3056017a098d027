"""The desk's markers: UPDATE 1-, CORRECTED-, KILL, FLASH, 1ST LEAD, and notes that hold a story back. Never a word inside a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import Signal

_ASIDE = r"\s*(?:\([^()]{1,60}\)\s*)?"
_CUT = rf"{_ASIDE}(?:[-–—:/=]|\.{{2,}}|$)"
_WIDE_CUT = rf"{_ASIDE}(?:[–—:/=]|\s-|-\s|\.{{2,}}|$)"  # "FLASH-FLOOD WARNING" is a headline
_COMPOUNDS = r"(?!KILL-(?:SWITCH|ZONE|LIST|SHOT|TEAM|JOY|BOX|BILL|ORDER|RATE))"
_NUMBER = r"(?:\s*#?\s*\d{1,2})?"

# At the head of a headline or slugline, in capitals, before a dash, colon or nothing.
_HEADS: tuple[tuple[Signal, str], ...] = (
    ("kill", r"(?:MANDATORY\s+|BULLETIN\s+)?KILL|WITHDRAWN|WITHDRAWAL|RETRACTION|STORY\s+(?:KILLED|WITHDRAWN|"
             r"REMOVED)|KILL\s+MANDATORY|"
             r"ZURÜCKGEZOGEN|STORNO|ANNULATION|ANULACI[OÓ]N|ANULADO|ANNULLAMENTO|ОТМЕНА|АННУЛИРОВАНО"),
    ("correction", r"CORRECTED|CORRECTION|CORRECTS|CORRECTIVE|CLARIFICATION|REFILE-CORRECTED|KORREKTUR|BERICHTIGUNG|BERICHTIGT|"
                   r"RECTIFICATIF|RECTIFICATION|"
                   r"CORRECCI[OÓ]N|RECTIFICACI[OÓ]N|CORRE[CÇ][AÃ]O|CORREZIONE|RETTIFICA|RECTIFICATIE|DÜZELTME|ИСПРАВЛЕНИЕ|ИСПРАВЛЕНО"),
    ("update", rf"UPDATE{_NUMBER}|UPDATED|UPDATES|AKTUALISIERT|AKTUALISIERUNG|ACTUALIZACI[OÓ]N|MISE\s+À\s+JOUR"),
    ("writethru", r"(?:\d{1,2}(?:ST|ND|RD|TH)[\s-]+(?:(?:LEAD|LD)[\s-]*)?)?(?:WRITETHRU|WRITE-THRU|WRITETHROUGH)"),
    ("lead", r"\d{1,2}(?:ST|ND|RD|TH)\s(?:LEAD|LD)|(?:LEAD|LD)\s*\d{1,2}|LEADALL|\d\.\s?LEAD"),
    ("take", r"TAKE\s+\d{1,2}|\d{1,2}(?:ST|ND|RD|TH)\s+TAKE|(?:1ST|FIRST)\s+ADD"),
    ("flash", r"FLASH|NEWSFLASH|BLITZ"),
    ("alert", r"ALERT|NEWSALERT|NEWS\s?ALERT|URGENT|EIL|EILMELDUNG|SNAP|URGENTE"),
    ("repeat", rf"REPEAT{_NUMBER}|RPT{_NUMBER}|REPEATING|REPEATED|WIEDERHOLUNG|WDH"),
    ("recast", r"RECAST|RECASTS"),
)  # fmt: skip
_JOINED = frozenset(("kill", "correction", "update", "writethru", "repeat", "recast"))  # printed with a bare hyphen: "CORRECTED-"
_CUTS = {"lead": rf"(?:{_WIDE_CUT}|(?<=(?:T|D|H)\sLEAD)(?=\s)|(?<=(?:T|D|H)\sLD)(?=\s))"} | dict.fromkeys(_JOINED, _CUT)
_HEAD = re.compile(_COMPOUNDS + "(?:" + "|".join(rf"(?P<{name}>(?:{words}){_CUTS.get(name, _WIDE_CUT)})" for name, words in _HEADS) + ")")

# The same, spelled as a sentence begins; only with a colon, or in brackets at the end.
_SPELLED: tuple[tuple[Signal, str], ...] = (
    ("kill", r"kill|retraction|(?:achtung\s*[-–:!]\s*)?(?:meldung\s+)?zurückgezogen|annulation|"
             r"(?:ख़बर|खबर|समाचार)\s+(?:वापस|रद्द|निरस्त)(?:\s+ली)?(?:\s+(?:गई|की))?"),
    ("correction", r"correction|corrected|clarification|korrektur|berichtigung|korrigiert|rectificatif|correctif|corrección|"
                   r"fe\s+de\s+erratas|fe\s+de\s+errores|correção|"
                   r"correzione|rettifica|correctie|düzeltme|исправление|सुधार|भूल\s*सुधार|शुद्धि(?:पत्र)?|संशोधित|दुरुस्ती|সংশোধন|"
                   r"সংশোধনী|திருத்தம்|تصحیح|تصحيح|訂正|更正|정정"),
    ("writethru", r"(?:\d{1,2}(?:st|nd|rd|th)[\s-](?:lead|ld)[\s-]?)?write-?thru"),
    ("lead", r"\d{1,2}(?:st|nd|rd|th)[\s-](?:lead|ld)"),
    ("update", rf"update{_NUMBER}|updated|अपडेट"),
)  # fmt: skip
_DETAIL = r"(?:[:\s][^()\[\]【】]{0,60})?"
_SPELLED_HEAD = re.compile(
    "|".join(rf"(?P<{signal}>(?:(?:{words})\s?[:：]\s|[(\[【](?:{words}){_DETAIL}[)\]】]\s))" for signal, words in _SPELLED), re.IGNORECASE
)
_SPELLED_TAIL = re.compile(
    "|".join(
        rf"(?P<{signal}>[(\[](?:{words})(?:[:\s][^()\[\]]{{0,60}})?[)\]]$)"
        for signal, words in _SPELLED
        if signal in ("kill", "correction")
    ),
    re.IGNORECASE,
)
# Behind a headline: ", 1st lead", "(2nd Ld-Writethru)", " - TAKE 2". A take in small letters is a turn of phrase ("the vote, take 2").
_TAIL = re.compile(
    r"(?:\s?,\s?|\s[–—-]\s?|\s[(\[])(?:(?P<writethru>(?i:(?:\d{1,2}(?:st|nd|rd|th)[ -](?:lead|ld)[ -])?write-?thru))|"
    r"(?P<lead>(?i:\d{1,2}(?:st|nd|rd|th)[ -](?:lead|ld)))|(?P<take>TAKE \d{1,2}|(?<=[(\[])(?i:take \d{1,2})))[)\]]?$"
)
_KILL_STORY = re.compile(r"kill\s+\S.{0,80}\bstory\b\s*(?:$|[,.;(])", re.IGNORECASE)
# In a slugline a marker is a word of its own; KILL only where it can't be a word of the story ("WHALE-KILL").
_SLUG = re.compile(
    r"^(?P<kill>(?:KILL|WITHDRAWN)\s*[:/(]|.{0,60}[,/(]\s*(?:KILL|WITHDRAWN)\)?$)|(?:^|[-_/,\s])(?:(?P<correction>CORRECTED|CORRECTION|CX\d?)|"
    r"(?P<writethru>(?i:WRITE-?THRU))|(?P<lead>(?i:\d{1,2}(?:ST|ND|RD|TH)[ -]?L(?:EA)?D)|LD)|(?P<take>TAKE[ -]?\d{1,2})|"
    r"(?P<repeat>RPT\d?|REPEAT)|(?P<update>UPDATE\s?\d{1,2})|(?P<flash>FLASH$)|(?P<alert>(?:NEWS)?ALERT$|[A-Z]{2,5}News-?Alert$))(?=$|[-_/,\s:])"
)

_EDS = r"(?:eds?\.?|editors?|note to editors?|eds? note|redaktionen|hinweis|संपादक)\s*[:,–-]\s*"
_NOTE: tuple[tuple[Signal, str], ...] = (
    ("kill", r"(?:please\s+|attention:?\s+)?(?:kill|withdraw)\b(?!\s+(?:fee|switch))|kill\s+mandatory|mandatory\s+kill|"
             r"(?:this|the|our)\s+(?:story|item|report|article)\s+(?:is|has\s+been|was)\s+"
             r"(?:killed|withdrawn|retracted)|(?:story\s+)?(?:withdrawn|retracted)\b|(?:please\s+)?do\s+not\s+(?:use|"
             r"publish)\s+(?:this|the)\s+(?:story|item|report)|"
             r"(?:die|diese)\s+meldung\s+(?:ist|wird|wurde)\s+zurückgezogen|zurückgezogen|bitte\s+nicht\s+verwenden|"
             r"(?:यह\s+)?(?:ख़बर|खबर|समाचार)\s+(?:वापस|रद्द|निरस्त)|कृपया\s+इस\s+(?:खबर|समाचार)\s+(?:को\s+)?(?:का\s+)?(?:वापस|रद्द|उपयोग\s+न)"),
    ("correction", r"correct(?:s|ed|ing|ion)\b|clarif(?:ies|ied|ication)\b|(?:this|the)\s+(?:story|item|report)\s+(?:has\s+been|is|"
                   r"was)\s+corrected|"
                   r"berichtigt|korrigiert|korrektur|berichtigung|corrige|rectifie|(?:भूल\s*)?सुधार|शुद्धि|संशोधित"),
    ("recast", r"recasts?\b|resends?\s+with\s+recast"),
    ("repeat", r"repeat(?:s|ing|ed)?\b|re-?sends?\b|resending\b|wiederholung\b"),
    ("writethru", r"write-?thru\b|writethrough\b"),
    ("update", r"updates?\b|updated\b|updating\b|adds?\b|adding\b|aktualisiert|neu:|ergänzt|met\s+à\s+jour|actualiza"),
)  # fmt: skip
_NOTED = re.compile("|".join(rf"(?P<{signal}>(?:{words}))" for signal, words in _NOTE), re.IGNORECASE)
_LEADING_EDS = re.compile(_EDS, re.IGNORECASE)
_EMBARGO = re.compile(
    r"(?<!\w)(?:embargo(?:ed)?|sperrfrist|sous\s+embargo|embargado|(?:तक|से\s+पहले)\s+(?:प्रकाशित|जारी)\s+न\s+कर|"
    r"not\s+for\s+(?:publication|release|"
    r"use)\s+(?:before|until)|hold\s+for\s+release|"
    r"(?:hold|do\s+not\s+(?:publish|release|use))\s+until|for\s+release\s+(?:at|on|after)|advance\s+for\s+use|"
    r"एम्बार्गो)(?!\w)\s*(?:[:–-]|until|till|to|for\s+release|bis|jusqu[’']?(?:au?|à)|"
    r"hasta)*\s*(?P<when>[^\n]{0,80})",
    re.IGNORECASE,
)
_LIFTED = re.compile(r"embargo\s+(?:is\s+)?(?:lifted|over|expired)|no\s+embargo|embargo\s+aufgehoben", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Markers:
    """What the desk's markers say; `embargo` is the time a note names, as printed (empty where it names none)."""

    signals: tuple[Signal, ...] = ()
    kill: bool = False
    withheld: bool = False
    embargo: str | None = None


def read_markers(
    *, headline: str | None = None, slugline: str | None = None, ed_note: str | None = None, first_line: str | None = None
) -> Markers:
    """The signals that headline, slugline, editors' note and the line above the body carry as markers.

    "Police correction officers…" and "Kill switch fails" are headlines; "CORRECTION-", "Correction:", "KILL-" are markers.
    """
    found: dict[Signal, None] = {}
    for line in (headline, first_line):
        if line:
            found |= dict.fromkeys(_in_headline(" ".join(line[:200].split())))
    if slugline:
        found |= dict.fromkeys(_named(match) for match in _SLUG.finditer(slugline[:200]))
    withheld, embargo = False, None
    if ed_note:
        found |= dict.fromkeys(_in_note(ed_note))
        withheld, embargo = _held_back(ed_note)
    return Markers(tuple(found), "kill" in found, withheld, embargo)


def _named(match: re.Match[str]) -> Signal:
    """The signal whose group matched."""
    name: Signal = match.lastgroup  # type: ignore[assignment]  # groups are named after signals
    return name


def _in_headline(line: str) -> list[Signal]:
    """Markers at the head of a line, one behind the other, and one in brackets at its end."""
    signals: list[Signal] = []
    at = 0
    for _ in range(3):
        match = _HEAD.match(line, at) or _SPELLED_HEAD.match(line, at)
        if not match:
            break
        signals.append(_named(match))
        at = match.end() + len(line[match.end() :]) - len(line[match.end() :].lstrip(" -–—:"))
    signals += [_named(tail) for tail in (_SPELLED_TAIL.search(line), _TAIL.search(line)) if tail]
    if _KILL_STORY.match(line):
        signals.append("kill")
    return signals


def _in_note(note: str) -> list[Signal]:
    """What a note to editors begins with, sentence by sentence."""
    signals: list[Signal] = []
    for sentence in re.split(r"[.;\n]\s*", note[:1000]):
        text = sentence.strip(" -–—*()[]")
        eds = _LEADING_EDS.match(text)
        match = _NOTED.match(text, eds.end() if eds else 0)
        if match:
            signals.append(_named(match))
    return signals


def _held_back(note: str) -> tuple[bool, str | None]:
    """Whether a note embargoes the story, and until when, as printed."""
    if _LIFTED.search(note):
        return False, None
    found = _EMBARGO.search(note[:1000])
    return (True, found["when"].strip(" .")) if found else (False, None)
