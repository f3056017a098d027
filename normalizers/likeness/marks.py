"""The wire's marks of a new version, taken off a headline so that all versions of a story have the same one."""

from __future__ import annotations

import re

MOST = 4  # marks that may stand one behind the other: "URGENT 2ND LEAD-WRITETHRU: …"

_ASIDE = r"\s*(?:\([^()]{1,60}\)\s*)?"
_ORDINAL = r"\d{1,2}(?:ST|ND|RD|TH)"
# In capitals, before a dash, a colon or an aside in brackets; `1ST LEAD` needs neither.
_CAPITALS = re.compile(
    rf"^\s*(?:{_ORDINAL}[ -](?:LEAD|LD)(?=[\s:–—-])|(?:"
    r"(?:[A-Z]+ )?UPDATE[ -]?#?\d*|UPDATE[DS]|CORRECT(?:ED|ION|S|IVE)|CLARIFICATION|REFIL(?:E|ED)"
    r"|(?:(?:MANDATORY|BULLETIN|URGENT) )?KILL(?:ED)?(?: MANDATORY)?|(?:STORY )?(?:WITHDRAWN?|KILLED|REMOVED)|WITHDRAWAL|RETRACTION"
    r"|WRITE-?THR(?:U|OUGH)|RPT ?\d*|REPEAT(?:ED|ING|S)?|RECASTS?|(?:LEAD|LD) ?\d+|LEADALL|TAKE \d+|(?:1ST|FIRST) ADD"
    r"|FLASH|NEWSFLASH|(?:NEWS ?)?ALERT|URGENT|EIL(?:MELDUNG)?|URGENTE"
    r"|KORREKTUR|BERICHTIGUNG|BERICHTIGT|ZURÜCKGEZOGEN|STORNO|AKTUALISIER(?:T|UNG)|WDH|WIEDERHOLUNG"
    r"|RECTIFICATI(?:F|ON)|ANNULATION|CORRECCI[OÓ]N|RECTIFICACI[OÓ]N|ANULA(?:DO|CI[OÓ]N)|CORRE[CÇ][AÃ]O|CORREZIONE|RETTIFICA|ANNULLAMENTO"
    rf"){_ASIDE}(?:[–—:/]|-(?!(?:SWITCH|ZONE|LIST|FLOOD|POINT)\b)))\s*[-–—:/]*\s*"
)
_SPELLED = (
    r"update(?:d|\s*#?\d{1,2})?|correct(?:ion|ed)|clarification|retraction|kill|withdrawn|write-?thru|"
    r"\d{1,2}(?:st|nd|rd|th)[ -](?:lead|ld)(?:[ -]write-?thru)?"
    r"|korrektur|berichtigung|berichtigt|korrigiert|(?:achtung\s*[-–:!]\s*)?(?:meldung\s+)?zurückgezogen|aktualisiert|wiederholung"
    r"|rectificatif|correctif|corrección|correção|correzione|rettifica"
    r"|भूल\s*सुधार|सुधार|संशोधित|शुद्धि(?:पत्र)?|अपडेट|(?:ख़बर|खबर|समाचार)\s+(?:वापस|रद्द|निरस्त)(?:\s+ली)?(?:\s+(?:गई|की))?|दुरुस्ती|संशोधन"
)
# As a sentence begins: before a colon, or in brackets at either end.
_WORDS = re.compile(rf"^\s*(?:(?:{_SPELLED})\s?[:：]|[(\[【](?:{_SPELLED})(?:[:\s][^()\[\]]{{0,60}})?[)\]】])\s*", re.IGNORECASE)
_TAIL = re.compile(rf"\s*[(\[【](?:{_SPELLED})(?:[:\s][^()\[\]]{{0,60}})?[)\]】]\s*$", re.IGNORECASE)
# The same of leads and takes, behind a comma or a dash.
_BEHIND = re.compile(
    rf"(?:\s?,\s?|\s[–—-]\s?|\s[(\[])(?:(?i:{_ORDINAL}[ -](?:lead|ld)(?:[ -]write-?thru)?|write-?thru)|TAKE \d{{1,2}}"
    r"|(?<=[(\[])(?i:take \d{1,2}))[)\]]?\s*$"
)


def without_mark(headline: str) -> str:
    """A headline without the wire's marks of a new version, in any of the ways they are printed.

    >>> without_mark("UPDATE 2-Minister opens bridge")
    'Minister opens bridge'
    >>> without_mark("2nd Ld-Writethru: Minister opens bridge (Correction)")
    'Minister opens bridge'
    >>> without_mark("Minister opens bridge, 1st lead"), without_mark("Minister opens bridge - TAKE 2")
    ('Minister opens bridge', 'Minister opens bridge')
    """
    for _ in range(MOST):
        bare = _WORDS.sub("", _CAPITALS.sub("", headline, count=1), count=1)
        if bare == headline or not bare.strip():
            break
        headline = bare
    bare = _BEHIND.sub("", _TAIL.sub("", headline))
    return bare if bare.strip() else headline
