"""Time zones: what an offset, an abbreviation or a phrase means, and where."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# Abbreviations that mean one thing wherever they are printed, in minutes east of Greenwich.
_FIXED = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "CET": 60, "MEZ": 60, "MET": 60, "CEST": 120,
    "MESZ": 120, "MEST": 120, "EET": 120, "EEST": 180, "MSK": 180, "МСК": 180, "TRT": 180, "SAMT": 240, "YEKT": 300,
    "IRST": 210, "IDT": 180, "AFT": 270, "PKT": 300, "UZT": 300, "NPT": 345, "BTT": 360, "BDST": 360, "SLST": 330,
    "MVT": 300, "MMT": 390, "ICT": 420, "WIB": 420, "WITA": 480, "WIT": 540, "SGT": 480, "HKT": 480, "MYT": 480,
    "PHT": 480, "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720,
    "NZDT": 780, "WAT": 60, "CAT": 120, "SAST": 120, "EAT": 180, "NST": -210, "NDT": -150, "ADT": -180, "EDT": -240,
    "CDT": -300, "MDT": -360, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
    "CLT": -240, "CLST": -180, "COT": -300, "PET": -300, "VET": -240, "BOT": -240, "UYT": -180, "ECT": -300, "GET": 240,
    "AZT": 240,
}  # fmt: skip

# Abbreviations that mean different things; the country (None: no country is known) settles them, and where it does not, nothing is said.
_BY_COUNTRY: dict[str, dict[str | None, int]] = {
    "IST": {None: 330, "in": 330, "lk": 330, "ie": 60, "il": 120},
    "BST": {"uk": 60, "gb": 60, "im": 60, "bd": 360},
    "CST": {
        None: -360, "us": -360, "ca": -360, "mx": -360, "cr": -360, "gt": -360,
        "sv": -360, "hn": -360, "ni": -360, "cn": 480, "tw": 480, "hk": 480, "cu": -300,
    },
    "EST": {None: -300, "us": -300, "ca": -300, "jm": -300, "pa": -300, "au": 600},
    "MST": {None: -420, "us": -420, "ca": -420, "mx": -420, "my": 480, "mm": 390},
    "PST": {None: -480, "us": -480, "ca": -480, "mx": -480, "pk": 300, "ph": 480},
    "AST": {
        "sa": 180, "qa": 180, "kw": 180, "bh": 180, "ye": 180, "iq": 180,
        "us": -240, "ca": -240, "pr": -240, "do": -240, "bm": -240, "tt": -240,
    },
    "GST": {None: 240, "ae": 240, "om": 240},
    "AMT": {"am": 240, "br": -240},
    "EDT": {"au": 660},
    "WST": {"au": 480, "ws": 780},
    "SST": {"sg": 480},
}  # fmt: skip

# "ET" is whatever New York's clocks show that day.
_LEGAL = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles", "UK": "Europe/London"}
_CLOCKS = {
    "heure de paris": "Europe/Paris",
    "horário de brasília": "America/Sao_Paulo",
    "horario peninsular": "Europe/Madrid",
    "hora peninsular": "Europe/Madrid",
    "indian standard time": "Asia/Kolkata",
    "بتوقيت غرينتش": "UTC",
    "توقيت جرينتش": "UTC",
    "по москве": "Europe/Moscow",
    "日本時間": "Asia/Tokyo",
    "北京时间": "Asia/Shanghai",
    "भारतीय समय": "Asia/Kolkata",
}


@lru_cache(maxsize=64)
def clock(zone: str) -> tzinfo | None:
    """The rules of an IANA zone; None where there is no such zone."""
    try:
        return ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError; odd keys raise ValueError or OSError
        return None


@lru_cache(maxsize=256)
def fixed(minutes: int) -> timezone:
    """An offset as a zone."""
    return timezone(timedelta(minutes=minutes))


def offset_of(sign: str, hours: str, minutes: str | None) -> timezone | None:
    """A printed offset; None where no clock on Earth keeps it."""
    total = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or total > 14 * 60:  # noqa: PLR2004 - minutes of an hour; the farthest zone east is +14
        return None
    return fixed(-total if sign in "-−–" else total)


def abbreviated(name: str, when: datetime, country: str | None) -> tzinfo | None:
    """What a zone's abbreviation means in a country on a day; None where that can't be told."""
    name = name.upper()
    if name in _LEGAL:
        return clock(_LEGAL[name])
    meanings = _BY_COUNTRY.get(name, {})
    if country in meanings:
        return fixed(meanings[country])
    if name in _FIXED:
        return fixed(_FIXED[name])
    if name == "BST":
        return _british_summer(when)
    return fixed(meanings[None]) if None in meanings else None


def _british_summer(when: datetime) -> tzinfo | None:
    """BST with no country is Britain's, on days when Britain keeps summer time."""
    london = clock("Europe/London")
    local = when.replace(tzinfo=london)
    return fixed(60) if local.utcoffset() == timedelta(hours=1) else None


def named(text: str) -> tzinfo | None:
    """The zone that a phrase in words names ("heure de Paris"); `text` is case folded."""
    return next((clock(zone) for words, zone in _CLOCKS.items() if words in text), None)


def known(name: str) -> bool:
    """Whether a word is an abbreviation of a zone at all; written in capitals, save `BdST`."""
    return (name.isupper() or name == "BdST") and (name.upper() in _FIXED or name in _LEGAL or name in _BY_COUNTRY)
