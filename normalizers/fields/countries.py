"""Countries: whose an address is, which zone each keeps, and whether it writes the day or the month first."""

from __future__ import annotations

import re
from functools import lru_cache

from normalizers.rulebook import hostname

# Countries with one civil zone (or one where nearly all live), by top-level domain.
# Countries of many zones are left out: there a time without a zone stays without.
ZONES = {
    "ae": "Asia/Dubai",
    "af": "Asia/Kabul",
    "al": "Europe/Tirane",
    "am": "Asia/Yerevan",
    "ao": "Africa/Luanda",
    "ar": "America/Argentina/Buenos_Aires",
    "at": "Europe/Vienna",
    "az": "Asia/Baku",
    "ba": "Europe/Sarajevo",
    "bb": "America/Barbados",
    "bd": "Asia/Dhaka",
    "be": "Europe/Brussels",
    "bf": "Africa/Ouagadougou",
    "bg": "Europe/Sofia",
    "bh": "Asia/Bahrain",
    "bi": "Africa/Bujumbura",
    "bj": "Africa/Porto-Novo",
    "bn": "Asia/Brunei",
    "bo": "America/La_Paz",
    "bt": "Asia/Thimphu",
    "bw": "Africa/Gaborone",
    "by": "Europe/Minsk",
    "bz": "America/Belize",
    "ch": "Europe/Zurich",
    "ci": "Africa/Abidjan",
    "cl": "America/Santiago",
    "cm": "Africa/Douala",
    "cn": "Asia/Shanghai",
    "cr": "America/Costa_Rica",
    "cu": "America/Havana",
    "cy": "Asia/Nicosia",
    "cz": "Europe/Prague",
    "de": "Europe/Berlin",
    "dj": "Africa/Djibouti",
    "dk": "Europe/Copenhagen",
    "do": "America/Santo_Domingo",
    "dz": "Africa/Algiers",
    "ec": "America/Guayaquil",
    "ee": "Europe/Tallinn",
    "eg": "Africa/Cairo",
    "es": "Europe/Madrid",
    "et": "Africa/Addis_Ababa",
    "fi": "Europe/Helsinki",
    "fj": "Pacific/Fiji",
    "fr": "Europe/Paris",
    "ga": "Africa/Libreville",
    "gb": "Europe/London",
    "ge": "Asia/Tbilisi",
    "gh": "Africa/Accra",
    "gm": "Africa/Banjul",
    "gn": "Africa/Conakry",
    "gr": "Europe/Athens",
    "gt": "America/Guatemala",
    "gy": "America/Guyana",
    "hk": "Asia/Hong_Kong",
    "hn": "America/Tegucigalpa",
    "hr": "Europe/Zagreb",
    "ht": "America/Port-au-Prince",
    "hu": "Europe/Budapest",
    "ie": "Europe/Dublin",
    "il": "Asia/Jerusalem",
    "in": "Asia/Kolkata",
    "iq": "Asia/Baghdad",
    "ir": "Asia/Tehran",
    "is": "Atlantic/Reykjavik",
    "it": "Europe/Rome",
    "jm": "America/Jamaica",
    "jo": "Asia/Amman",
    "jp": "Asia/Tokyo",
    "ke": "Africa/Nairobi",
    "kg": "Asia/Bishkek",
    "kh": "Asia/Phnom_Penh",
    "kr": "Asia/Seoul",
    "kw": "Asia/Kuwait",
    "la": "Asia/Vientiane",
    "lb": "Asia/Beirut",
    "li": "Europe/Vaduz",
    "lk": "Asia/Colombo",
    "lr": "Africa/Monrovia",
    "ls": "Africa/Maseru",
    "lt": "Europe/Vilnius",
    "lu": "Europe/Luxembourg",
    "lv": "Europe/Riga",
    "ma": "Africa/Casablanca",
    "mc": "Europe/Monaco",
    "md": "Europe/Chisinau",
    "mg": "Indian/Antananarivo",
    "mk": "Europe/Skopje",
    "ml": "Africa/Bamako",
    "mm": "Asia/Yangon",
    "mo": "Asia/Macau",
    "mt": "Europe/Malta",
    "mu": "Indian/Mauritius",
    "mv": "Indian/Maldives",
    "mw": "Africa/Blantyre",
    "my": "Asia/Kuala_Lumpur",
    "mz": "Africa/Maputo",
    "na": "Africa/Windhoek",
    "ne": "Africa/Niamey",
    "ng": "Africa/Lagos",
    "ni": "America/Managua",
    "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo",
    "np": "Asia/Kathmandu",
    "nz": "Pacific/Auckland",
    "om": "Asia/Muscat",
    "pa": "America/Panama",
    "pe": "America/Lima",
    "ph": "Asia/Manila",
    "pk": "Asia/Karachi",
    "pl": "Europe/Warsaw",
    "pr": "America/Puerto_Rico",
    "ps": "Asia/Gaza",
    "pt": "Europe/Lisbon",
    "py": "America/Asuncion",
    "qa": "Asia/Qatar",
    "ro": "Europe/Bucharest",
    "rs": "Europe/Belgrade",
    "rw": "Africa/Kigali",
    "sa": "Asia/Riyadh",
    "sc": "Indian/Mahe",
    "sd": "Africa/Khartoum",
    "se": "Europe/Stockholm",
    "sg": "Asia/Singapore",
    "si": "Europe/Ljubljana",
    "sk": "Europe/Bratislava",
    "sl": "Africa/Freetown",
    "sm": "Europe/San_Marino",
    "sn": "Africa/Dakar",
    "so": "Africa/Mogadishu",
    "sr": "America/Paramaribo",
    "sv": "America/El_Salvador",
    "sy": "Asia/Damascus",
    "sz": "Africa/Mbabane",
    "td": "Africa/Ndjamena",
    "tg": "Africa/Lome",
    "th": "Asia/Bangkok",
    "tj": "Asia/Dushanbe",
    "tm": "Asia/Ashgabat",
    "tn": "Africa/Tunis",
    "tr": "Europe/Istanbul",
    "tt": "America/Port_of_Spain",
    "tw": "Asia/Taipei",
    "tz": "Africa/Dar_es_Salaam",
    "ua": "Europe/Kyiv",
    "ug": "Africa/Kampala",
    "uk": "Europe/London",
    "uy": "America/Montevideo",
    "uz": "Asia/Tashkent",
    "va": "Europe/Vatican",
    "ve": "America/Caracas",
    "vn": "Asia/Ho_Chi_Minh",
    "ye": "Asia/Aden",
    "za": "Africa/Johannesburg",
    "zm": "Africa/Lusaka",
    "zw": "Africa/Harare",
}
_BY_ZONE = {zone: country for country, zone in ZONES.items()} | {"Asia/Calcutta": "in", "Asia/Katmandu": "np", "Europe/Kiev": "ua"}
_US = frozenset(("New_York", "Chicago", "Denver", "Los_Angeles", "Phoenix", "Detroit", "Anchorage", "Boise", "Honolulu"))

_GENERIC = frozenset(("io", "me", "tv", "co", "fm", "ai", "ly", "cc", "ws", "to", "gg", "eu", "la", "im"))
_UNSURE_ORDER = frozenset(("en", "en-ca", "en-ph", "ja", "zh", "ko", "hu", "lt"))
_DAY_FIRST_ZONES = re.compile(
    r"(?<![A-Za-z])(?:IST|PKT|NPT|BdST|BST|CES?T|MES?Z|EES?T|MSK|SAST|A[EW]S?DT|AEST|NZ[SD]T|SGT|WIB)(?![A-Za-z])"
)
_UNSURE_COUNTRIES = frozenset(("ph", "ca", "jp", "cn", "kr", "tw", "hu", "lt"))


def country_of(url: str | None) -> str | None:
    """The country an address stands in, by its top-level domain: `in`, `uk`; None for `com` and for domains sold everywhere."""
    return _country_of_host(hostname(url if "//" in url else "//" + url) or "") if url else None


@lru_cache(maxsize=256)
def _country_of_host(host: str) -> str | None:
    """The country of a host; a feed's entries are all on one or two."""
    end = host.rstrip(".").rpartition(".")[2]
    if len(end) != 2 or not end.isalpha() or end in _GENERIC:  # noqa: PLR2004 - country domains have two letters
        return None
    return end


def country_of_zone(zone: str | None) -> str | None:
    """The country that keeps an IANA zone, where the table knows it."""
    if not zone:
        return None
    if zone.startswith("Australia/"):
        return "au"
    if zone.startswith("America/") and zone.rpartition("/")[2] in _US:
        return "us"
    return _BY_ZONE.get(zone)


def zone_of_country(country: str | None) -> str | None:
    """The IANA zone of a country that has one."""
    return ZONES.get(country) if country else None


def month_first(country: str | None, language: str | None, line: str = "") -> bool | None:
    """Whether 03/04 is March 4 (True), April 3 (False) or can't be told (None) by country, language or a zone printed in the line."""
    if country == "us" or (language or "").lower() == "en-us":
        return True
    if country is not None:
        return None if country in _UNSURE_COUNTRIES else False
    tongue = (language or "").lower()
    if not tongue or tongue in _UNSURE_ORDER or tongue.startswith(("zh-", "ja-", "ko-")):
        return False if _DAY_FIRST_ZONES.search(line) else None
    return False
