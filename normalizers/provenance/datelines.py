"""The story's first words: `NEW DELHI, June 19 (ANI):`, `МОСКВА, 19 июня. /ТАСС/.`, `【6月18日 AFP】`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.provenance.docket import Docket
    from normalizers.provenance.grounds import Ground
    from normalizers.provenance.kit import Kit
    from normalizers.provenance.names import Who

MAX_DATELINE = 160
_SHAPES = (
    re.compile(
        r"(?P<head>[^()（）\n]{0,70}(?:\([^()\n]{1,40}\)[^()\n]{0,40})?)[(（](?P<who>[^()（）\n]{1,60})[)）]\s{0,3}(?P<close>(?:[:.।|–—-]|\Z)[\s:.।|–—-]{0,4}|(?=\s|[^\W\d_]))"
    ),
    re.compile(r"(?P<head>[^/\n]{2,60}?)[.,]?\s?/(?P<who>[^/\n]{2,30})/(?P<close>[\s.:–—-]{0,4})"),
    re.compile(
        r"(?P<who>[^\s–—-][^\n–—-]{1,25}?)\s[–—-]\s(?P<head>[^.,\n]{2,40},\s?\d{1,2}\s[^\W\d]{3,9}(?:\s\d{4})?)(?P<close>[.:\s–—-]{1,4})"
    ),
    re.compile(r"[【［\[](?P<head>[^】］\]\n]{0,30}?)(?P<who>[^】］\]\s\n]{2,12})[】］\]](?P<close>[\s–—-]{0,4})"),
    re.compile(r"(?P<who>[^，。\s\d]{3,4}?)(?P<head>[^，。\d]{1,12}\d{1,2}月\d{1,2}日)(?P<close>[^，。\n]{0,4}电[\s(（]?)"),
    re.compile(
        r"(?P<head>[^,:।\n]{2,40}),\s(?P<who>[^,:।\n]{2,30}?)\s?(?P<close>।|:(?![a-zäåö])|\|)\s?"
    ),  # `TT:s` is a name that Swedish inflects
    re.compile(r"(?P<who>[^,:।\n]{2,30}?),\s(?P<head>[^,:।\n]{2,40}?)\s?(?P<close>।|:|\|)\s?"),
    re.compile(r"(?P<head>[^–—\n]{2,40}\d{1,2}\s[^–—\n]{1,12})\s?[–—-]\s(?P<who>[^.–—\n]{2,30})(?P<close>\.)\s?"),
    re.compile(r"(?P<head>[^–—()\n]{2,60}\d) (?P<who>[^\W\d_][^\s\d–—]{1,20})(?P<close>\s[–—-]{1,2}\s)"),
)
_BOXED = 3  # the shape in East Asian brackets, where place and agency stand together
_TOKENS = re.compile(r"[\s,/.–—:;|()\[\]-]+")
_SMALL = re.compile(
    r"de|la|le|les|del|di|da|do|dos|das|of|the|and|y|und|al|am|an|der|den|en|el|upon|sur|on|bei|ob|i|in|near|via|jan|feb|mar|"
    r"apr|may|jun|jul|aug|sep|sept|oct|nov|dec|ene|abr|ago|set|dic|gen|mag|giu|lug|ott|janv|févr|mars|avr|mai|juin|juil|août|"
    r"déc|avril|juillet|septembre|octobre|novembre|décembre|janvier|février|января|февраля|марта|апреля|мая|июня|июля|"
    r"августа|сентября|октября|ноября|декабря|янв|фев|мар|апр|июн|июл|авг|сен|сент|окт|ноя|дек|gennaio|febbraio|marzo|aprile|"
    r"maggio|giugno|luglio|agosto|settembre|ottobre|dicembre|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|"
    r"noviembre|diciembre|st"
)
_LOWER = re.compile(r"[a-z]{3}")  # `Genève (ats) Le`: so a few agencies sign, and nobody else
MAX_WORDS = 12
CAPITALS = 2


def read_datelines(docket: Docket, kit: Kit, places: tuple[Ground, ...]) -> None:
    """Credit the agency that the first or second block opens with, and take the dateline out of the body."""
    for place in places:
        if _read(docket, kit, place):
            return


def _read(docket: Docket, kit: Kit, place: Ground) -> bool:
    """Read one block's opening words."""
    text = docket.raw[place.start : min(place.end, place.start + MAX_DATELINE)]
    if not kit.lexicon.may_name(text):
        return False
    for number, shape in enumerate(_SHAPES):
        match = shape.match(text)
        if match is None:
            continue
        who = kit.lexicon.who(match["who"], "dateline", docket.country)
        if who.any and (number == _BOXED or not (who.others or who.staff)) and _is_opening(match, who, number):
            proof = docket.prove("dateline.credit", "dateline", place.start, place.start + match.end())
            docket.credit_all(who, "source", proof)
            if any(agency.kind == "release" for agency in who.agencies):
                docket.mark("release", proof)
            docket.remove(place.start, place.start + match.end())
            return True
    return False


def _is_opening(match: re.Match[str], who: Who, number: int) -> bool:
    """Whether what stands beside the agency is a place and perhaps a day, and whether the words end as a dateline does."""
    head, close = match["head"].strip(), match["close"].strip()
    tokens = [token for token in _TOKENS.split(head) if token]
    if len(tokens) > MAX_WORDS or not all(map(_is_place, tokens)):
        return False
    if number == 0 and not close:
        dated = any(token[0].isdigit() for token in tokens)
        listed = (
            "," in head and len(who.named) == 1 and match.string[match.end() :].lstrip()[:1].isupper()
        )  # `Hyderabad, Telangana, India (NewsVoir) In`
        return bool(tokens) and (
            dated or listed or (tokens[0].isupper() and len(tokens[0]) > CAPITALS) or _LOWER.fullmatch(match["who"]) is not None
        )
    return bool(tokens) or number == _BOXED or bool(close and who.named)


def _is_place(token: str) -> bool:
    """Whether a word may stand in a dateline: a name, a number, a month, a particle."""
    first = token[0]
    return first.isdigit() or first.upper() == first or _SMALL.fullmatch(token.casefold()) is not None
