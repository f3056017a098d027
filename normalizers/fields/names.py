"""What a piece of a byline is: a person, a desk, an agency, a job or nothing; and the words newsrooms use for these."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizers.terms import Publisher

Kind = Literal["person", "desk", "agency", "job", "nothing"]

LONGEST_NAME = 60
MOST_WORDS = 6
_LETTERS = 3  # initials of a degree, a desk or an agency we don't know; no name

_DESK = re.compile(
    r"(?<!\w)(?:desk|newsdesk|webdesk|bureau|staff|team|newsroom|news\s?service|news\s?network|"
    r"editorial|editorial\s?board|online\s?team|web\s?team|correspondents?|reporters?|"
    r"redaktion\w*|newsteam|onlineredaktion|redacci[oó]n|r[eé]daction|redazione|reda[cç][aã]o|"
    r"redactie|redakcja|redakce|toimitus|redaksjonen|redaktionen|"
    r"редакция|haber\s?merkezi|redaksi|डेस्क|टीम|ब्यूरो|संवाददाता|प्रतिनिधि|प्रतिनिधी|वृत्तसेवा|"
    r"ডেস্ক|প্রতিবেদক|প্রতিনিধি|செய்திப்பிரிவு|డెస్క్|ڈیسک|編集部|取材班|本报记者|본지|취재팀)(?!\w)",
    re.IGNORECASE,
)
_OUTFIT = re.compile(
    r"(?<!\w)(?:news|online|media|gmbh|inc|ltd|llc|corp|pvt|magazine|magazin|weekly|times|tv|radio|network|agency|"
    r"group|verlag|association|foundation|university|"
    r"institute|company|newspaper|tribune|gazette|zeitung|podcast|newsletter|contributors?|meldungen|artikel|समाचार|न्यूज़?|সংবাদ)(?!\w)"
    r"|^the\s+\w",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"(?<!\w)(?:writers?|correspondents?|reporters?|editors?|columnists?|journalists?|producers?|"
    r"contributors?|analysts?|critics?|commentators?|bloggers?|chief|"
    r"korrespondent(?:in)?|redakteur(?:in)?|reporter(?:in)?|journaliste?|journalist(?:in)?|"
    r"corresponsal|periodista|correspondant[e]?|envoyée? spéciale?|corrispondente|inviat[oa]|"
    r"correspondente|repórter|jornalista|professor|lecturer|director|ceo|founder|president|fellow|author|"
    r"head\s+of|vice|experts?|reviewers?|specialists?|managers?|officer|consultants?|attorneys?|lawyers?|"
    r"research(?:er)?s?|scientists?|strategists?|"
    r"chair(?:man|woman)?|secretary|ambassador|co-?founder|advis[eo]r|engineers?|physicians?|dietitians?|coach|"
    r"intern|freelancer?|meteorologists?)(?!\w)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"\s+(?:(?:chief|senior|junior|deputy|assistant|associate|political|diplomatic|special|staff|"
    r"foreign|national|international|business|economics?|city|crime|legal|"
    r"health|science|sports?|technology|education|environment|defen[cs]e|social|data|digital|news|"
    r"travel|showbiz|celebrity|entertainment|lifestyle|money|property|motoring|food|film|music|football|cricket|"
    r"weather|religion|war|parliamentary|home|world|features?|culture|arts|royal|principal|executive|managing|"
    r"affairs|media|transport|energy|consumer|community|court|local|democracy|investigative|"
    r"investigations|multimedia|video|night|general|assignment)\s+){0,4}"
    r"(?:correspondent|reporter|writer|editor|columnist|journalist|producer)$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:in|from|aus|à|em|en|en\s+la|at)\s+[^\W\d_a-z][^,;|]{1,40}$")
_FOR = re.compile(r"\s+(?:for|of\s+the|para|für|pour|voor|per\s+il)\s+[^\W\d_].{1,60}$")
_NOBODY = frozenset((
    "fact checked", "more posts", "posted on", "published on", "read more",
    "actualizado", "admin", "administrator", "advertisement", "agencies", "agency", "aktualisiert", "anonymous", "anónimo",
    "anonyme", "anonym", "anzeige",
    "auteur", "author", "authors", "autor", "autorin", "bookmark", "business", "by", "byline", "comments", "contributor",
    "correspondent", "desk", "editor", "editors", "erstellt", "exclusive", "follow", "guest", "home", "internet", "kommentare",
    "media", "n/a", "na", "national", "news", "newswire", "none", "null", "online", "others", "par", "por", "posted", "premium",
    "press", "print", "publicado", "published", "publié", "reporter", "root", "share", "source", "sources",
    "sponsored", "sports", "stand", "subscribe", "team", "test", "undefined", "unknown", "updated", "user",
    "veröffentlicht", "von", "web", "webmaster", "werbung", "wire", "world", "writer",
))  # fmt: skip
_PARTICLES = frozenset((
    "de", "del", "della", "der", "den", "di", "da", "das", "do", "dos", "du", "van", "von", "zu", "zum", "zur", "la", "le", "el",
    "al", "bin", "bint", "ibn", "ben", "ter", "ten", "te", "het", "y", "e", "und", "of", "af", "av", "dal", "dalla", "degli",
    "lo", "los", "las", "san", "st", "vom", "ap", "ab", "abu", "binti",
))  # fmt: skip
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_HOUSES = frozenset((
    "beehiiv.com", "blogspot.com", "ghost.io", "github.io", "hypotheses.org", "livejournal.com", "medium.com", "substack.com",
    "tumblr.com", "typepad.com", "wordpress.com",
))  # fmt: skip
_DEGREES = frozenset(("md", "m.d.", "phd", "ph.d.", "ph.d", "mba", "esq", "esq.", "cfa", "rn", "msc", "dphil", "llb", "cpa", "rd"))
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]\s*")
_ELISION = re.compile(r"\w{1,2}['’]")  # d'Arc, al-
_HANDLE = re.compile(r"(?<!\S)@\w{2,30}(?!\S)|\S{1,64}@\S{1,120}")
_WEB = re.compile(r"https?:|www\.|@|\.(?:com|org|net|in|co|de|fr|es|it|uk|info|news|tv|io|ch|at|eu)(?![\w.])|[<>{}=\\]", re.IGNORECASE)
_SITE = re.compile(r"[^\W_][\w-]{2,60}\.[a-z]{2,6}")  # `Kaiposten.no` signs as a house, not as a person
_SLUG = re.compile(r"[a-z\d]+(?:[-_.][a-z\d]+)+|[a-z\d_]+")
_PHOTO = re.compile(
    r"(?<!\w)(?:photos?|photographs?|photographers?|pictures?|images?|imágenes|fotos?|fotografías?|"
    r"bild(?:er)?|getty|shutterstock|istock|file pic|illustrations?|"
    r"grafik|graphics?|videos?|crédito|तस्वीर|फोटो|छवि)(?!\w)",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"[^\W\d_]{2}\s[^\W\d_a-z]\.\s*$")  # "Bruno Castell M."
_AGENCY_TAIL = re.compile(
    r"\s+(?:staff(?:\s+writers?)?|writers?|correspondents?|reporters?|news(?:\s+agency)?|newsroom|"
    r"agency|desk|feed|wire|hindi|english)$",
    re.IGNORECASE,
)


_SMALL = bytes(range(256)).lower()
_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def folded(text: str) -> str:
    """A text without case, white space and punctuation; bytes take a third of the time of letters."""
    if text.isascii():
        return text.encode().translate(_SMALL, _MARKS).decode()
    return "".join(filter(str.isalnum, text.casefold()))


def key(text: str) -> str:
    """A name or title for comparing: case folded letters and figures alone."""
    if text.isascii():
        return folded(text)
    small = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in small if char.isalnum() or unicodedata.category(char).startswith("M"))


def is_suffix(text: str) -> bool:
    """Whether a piece after a comma belongs to the name before it ("Jr.")."""
    return text.casefold() in _SUFFIXES


def is_photo_credit(line: str) -> bool:
    """Whether a line credits a picture, not words."""
    return bool(_PHOTO.search(line))


@lru_cache(maxsize=256)
def own_names(publisher: Publisher) -> frozenset[str]:
    """The keys under which a publisher may stand in its own byline: name, domain, the domain without its end."""
    names = {key(publisher.name)} if publisher.name else set()
    if publisher.domain:
        bare = publisher.domain.removeprefix("www.")
        names |= {key(bare), key(bare.partition(".")[0])}
    names |= {name.removeprefix("the") for name in names}
    return frozenset(name for name in names if name)


def is_shared(domain: str | None) -> bool:
    """Whether a host is one writer's room in a house of many: its name is the writer's, not a paper's."""
    return (domain or "").partition(".")[2] in _HOUSES


def trim(text: str, own: frozenset[str], is_agency: Callable[[str], bool]) -> str:
    """A name without place, client, job, agency and publisher behind it; the point behind a last initial stays."""
    initial = _INITIAL.search(text)
    text = _HANDLE.sub(" ", _ASIDE.sub(" ", text)).strip(' \t.,;:·•|/–—-*"“”„«»')
    text += "." if initial else ""
    for pattern in (_FOR, _PLACE):
        text = pattern.sub("", text).strip(" ,")
    name = _TITLE.sub("", text)
    if (
        len(name.split()) > 1 and key(name) not in own and not is_agency(name)
    ):  # "Our Correspondent" is a desk, "Asha Verma Business Editor" a name
        text = name
    words = text.split()
    for size in (4, 3, 2, 1):
        if len(words) - size >= 2:  # noqa: PLR2004 - a name keeps at least two words
            tail = " ".join(words[-size:])
            if key(tail) in own or is_agency(tail):
                return " ".join(words[:-size]).strip(" ,–—-")
    return text


def kind_of(text: str, own: frozenset[str], is_agency: Callable[[str], bool]) -> Kind:
    """What a trimmed piece of a byline is. An agency is never a person."""
    if not text or key(text) in own or not any(map(str.isalpha, text)):
        return "nothing"
    if _is_agency(text, is_agency):
        return "agency"
    low = text.casefold()
    if (text.isupper() and text.isascii() and len(text) <= _LETTERS) or low in _DEGREES or low in _NOBODY or _WEB.search(text):
        return "nothing"
    if (_DESK.search(text) or _OUTFIT.search(text)) and len(text) <= LONGEST_NAME:
        return "desk"
    if _JOB.search(text):
        return "job"
    return "person" if _could_be_a_name(text) else "nothing"


def _is_agency(text: str, is_agency: Callable[[str], bool]) -> bool:
    """An agency's name, alone, with "Staff" behind it or a place ("PTI Mumbai")."""
    if is_agency(text) or is_agency(_AGENCY_TAIL.sub("", text)):
        return True
    first, _, rest = text.partition(" ")
    return bool(rest) and first.isupper() and len(first) > 1 and is_agency(first)


def is_capitalized(text: str) -> bool:
    """Whether every word begins as a name's words do: with a capital where the script has them, or a small word of names."""
    return all(not word[0].islower() or word.strip(".,").casefold() in _PARTICLES or _ELISION.match(word) for word in text.split())


def _could_be_a_name(text: str) -> bool:
    """Few words, no figures, not a slug, a handle or a site."""
    if any(map(str.isdigit, text)) or len(text) > LONGEST_NAME or len(text.split()) > MOST_WORDS or len(text) < 2:  # noqa: PLR2004 - one letter is no name
        return False
    if any(char in text for char in ":?!|#%$€₹…"):
        return False
    return not (_SITE.fullmatch(text) or (text.isascii() and _SLUG.fullmatch(text)))
