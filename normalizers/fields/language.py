"""The language of a story: what it declares, checked against its script and its small words."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.terms import Words

SAMPLE = 1200  # characters that are looked at: more tell nothing new
_FEWEST = 4  # small words that must be seen before their vote counts
_PLAIN = 12  # small words that overrule a template's wrong declaration

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}")
_NAMES = {
    "english": "en", "hindi": "hi", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "portuguese": "pt",
    "italian": "it", "dutch": "nl", "turkish": "tr", "bengali": "bn", "tamil": "ta", "telugu": "te", "marathi": "mr",
    "urdu": "ur", "arabic": "ar",
    "russian": "ru", "japanese": "ja", "chinese": "zh", "korean": "ko",
    "eng": "en", "hin": "hi", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it",
    "nld": "nl", "dut": "nl", "tur": "tr",
    "ben": "bn", "tam": "ta", "tel": "te", "mar": "mr", "urd": "ur", "ara": "ar", "rus": "ru", "jpn": "ja", "zho": "zh",
    "chi": "zh", "kor": "ko", "guj": "gu",
    "kan": "kn", "mal": "ml", "pan": "pa", "ori": "or", "ory": "or", "nep": "ne", "pol": "pl", "swe": "sv", "dan": "da",
    "fin": "fi", "ces": "cs", "cze": "cs",
    "ell": "el", "gre": "el", "heb": "he", "ukr": "uk", "fas": "fa", "per": "fa", "ind": "id", "iw": "he", "in": "id",
      "nor": "no",
    "cn": "zh", "jp": "ja", "kr": "ko",
}  # fmt: skip
_NOT_TAGS = frozenset(("und", "mul", "zxx", "xx", "xxx", "qaa", "cms", "utf", "www", "yes", "no-no"))

# Scripts by their first and last letter.
_SCRIPTS = (
    ("Latn", 0x41, 0x24F), ("Grek", 0x370, 0x3FF), ("Cyrl", 0x400, 0x52F), ("Armn", 0x530, 0x58F), ("Hebr", 0x590, 0x5FF),
    ("Arab", 0x600, 0x6FF),
    ("Deva", 0x900, 0x97F), ("Beng", 0x980, 0x9FF), ("Guru", 0xA00, 0xA7F), ("Gujr", 0xA80, 0xAFF), ("Orya", 0xB00, 0xB7F),
    ("Taml", 0xB80, 0xBFF),
    ("Telu", 0xC00, 0xC7F), ("Knda", 0xC80, 0xCFF), ("Mlym", 0xD00, 0xD7F), ("Sinh", 0xD80, 0xDFF), ("Thai", 0xE00, 0xE7F),
    ("Mymr", 0x1000, 0x109F),
    ("Geor", 0x10A0, 0x10FF), ("Ethi", 0x1200, 0x137F), ("Khmr", 0x1780, 0x17FF), ("Latn", 0x1E00, 0x1EFF), ("Kana", 0x3040, 0x30FF),
    ("Hani", 0x3400, 0x4DBF), ("Hani", 0x4E00, 0x9FFF), ("Hang", 0xAC00, 0xD7A3),
)  # fmt: skip
_ONE = {
    "Grek": "el", "Armn": "hy", "Hebr": "he", "Beng": "bn", "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta",
    "Telu": "te", "Knda": "kn", "Mlym": "ml",
    "Sinh": "si", "Thai": "th", "Mymr": "my", "Geor": "ka", "Ethi": "am", "Khmr": "km", "Hang": "ko",
}  # fmt: skip
_SEVERAL = {
    "Deva": ("hi", "mr", "ne", "sa", "bho", "mai", "kok"), "Arab": ("ar", "ur", "fa", "ps", "ckb", "sd", "ug", "ks"),
    "Cyrl": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "uz"), "Hani": ("zh", "ja"), "Kana": ("ja",),
    "Hebr": ("he", "yi"),
    "Beng": ("bn", "as"), "Hang": ("ko",),
}  # fmt: skip

_SMALL_WORDS = {
    "Latn": {
        "en": "the of and to in is that for was with on as are by from said has have he it at an",
        "de": "der die das und ist nicht von mit den ein eine sich auf für im dem des zu als auch wird",
        "fr": "le la les des et est une dans pour que qui sur pas par au plus avec du ce sont été",
        "es": "el la los las que y en del una por con para se su es como más al lo fue pero ha dijo sin según después años sobre también",
        "pt": "o os as que e do da em um uma para com não por mais dos das na no ao se foi são",
        "it": "il lo gli che di e un una per non del della con sono è si nel alla da anche dei",
        "nl": "de het een en van is dat op te zijn voor met niet aan er ook als bij door werd",
        "tr": "ve bir bu için ile olarak da de daha çok olan sonra kadar gibi ancak ise değil",
        "id": "yang dan di untuk dengan dari ini itu pada tidak dalam akan oleh juga telah kepada",
        "pl": "w i na z się nie do że jest o od przez jak po za to dla",
        "sv": "och att det som en på är av för med till den har de inte ett om var",
        "da": "og at det er en til af på med for der den ikke som har de et i",
        "no": "og det er en til av på med for som ikke den har at i de et ble",
        "fi": "ja on ei se että oli hän myös ovat kun mutta mukaan joka",
        "cs": "a se na je že v o s z do pro by jako ale také byl jsou",
        "ro": "și de la în a cu că pe din pentru nu este care mai un o fost",
        "hu": "a az és hogy nem is egy van volt meg csak azt már de",
        "ca": "el la els les i que de en per amb no és una ha més dels del",
    },
    "Deva": {
        "hi": "है के में की और को से का हैं ने पर कि यह भी नहीं एक इस लिए कहा था",
        "mr": "आहे आणि या आहेत होते केली झाली नाही मध्ये ही तर हा यांनी असे त्या केला मात्र",
        "ne": "छ र भएको गरेको हो छन् पनि लागि भन्दै थियो गर्ने यो रहेको उनले तथा",
    },
    "Arab": {
        "ar": "في من على إلى أن التي عن مع هذا الذي كان قد بعد ما لا بين",
        "ur": "کے میں کی ہے اور سے کا کو نے پر کہ ہیں یہ بھی نہیں",
        "fa": "در به از که این را با است برای آن می شد شده های خود",
        "ps": "په د چې او کې دی له ته سره شوي",
    },
    "Cyrl": {
        "ru": "и в не на что с по это как к из за его от о был также",
        "uk": "і в не на що з у та до це як за від про є також було",
        "bg": "и на в за от се да е с не че са по ще като това",
        "sr": "и је у да се на су за са од не који као",
    },
}  # fmt: skip
_VOTERS: dict[str, dict[str, tuple[str, ...]]] = {script: {} for script in _SMALL_WORDS}
for _script, _tongues in _SMALL_WORDS.items():
    for _tongue, _words in _tongues.items():
        for _small in set(_words.split()):
            _VOTERS[_script][_small] = (*_VOTERS[_script].get(_small, ()), _tongue)
_WORD = re.compile(r"[^\s\d.,:;!?()\[\]{}\"“”„«»‘’'|/<>–—…।-]+")


def settle_language(declared: Sequence[Words], text: str) -> str | None:
    """The story's language as a two-letter tag; None where nothing tells.

    A declared tag is taken unless the text plainly is something else: another script, or a dozen small words of another language.
    """
    sample = text[:SAMPLE]
    script = script_of(sample)
    told = next((tag for tag in map(_primary, declared) if tag), None)
    if told is not None and script is not None and not _fits(told, script):
        told = None
    votes = _ballot(sample, script) if script in _VOTERS else Counter[str]()
    heard, count = _heard(votes, script)
    if told is None:
        return heard if count >= _FEWEST or script != "Latn" else None
    overruled = told in _SMALL_WORDS.get(script or "", ()) and count >= _PLAIN and votes[told] * 3 < count
    return heard if overruled else told


def declared_tag(declared: Sequence[Words], language: str | None) -> str | None:
    """The tag that declares the settled language, as declared but for its dashes (`en_GB` is `en-GB`); None where none does."""
    tags = (word.text.strip().replace("_", "-") for word in declared if _TAG.fullmatch(word.text.strip()) and _primary(word) == language)
    return next(tags, None)


def _primary(word: Words) -> str | None:
    """The primary subtag a declaration holds."""
    text = word.text.strip()
    tag = _TAG.fullmatch(text)
    low = tag[1].lower() if tag else text.casefold()
    if low in _NOT_TAGS:
        return None
    known = _NAMES.get(low)
    return known or (low if tag else None)


_BEYOND_LATIN = re.compile("[\u0250-\u1fff\u2c00-\uffff\U00010000-\U0010ffff]")
_LATIN = re.compile(r"[^\W\d_]")
_DENSE = frozenset(("Hani", "Kana", "Hang"))  # a character says as much as two Latin letters at least: names of firms don't outvote them


def script_of(sample: str) -> str | None:
    """The script most letters are in; Japanese mixes two, so some kana is enough for it."""
    if sample.isascii():
        return "Latn" if any(map(str.isalpha, sample)) else None
    if not _BEYOND_LATIN.search(sample):  # Latin with quotation marks and dashes
        return "Latn" if _LATIN.search(sample) else None
    counts: Counter[str] = Counter()
    for char, times in Counter(sample).items():  # some sixty letters, not three thousand
        if char.isalpha():
            script = _script_at(ord(char))
            counts[script] += times * 2 if script in _DENSE else times
    del counts[""]
    if not counts:
        return None
    best, count = counts.most_common(1)[0]
    if best == "Hani" and counts["Kana"] * 20 > count:
        return "Kana"
    return best if count * 2 > counts.total() or best in ("Kana", "Hani") else None


def _script_at(code: int) -> str:
    """The script of a letter; empty where it is none of ours."""
    return next((name for name, first, last in _SCRIPTS if first <= code <= last), "")


def _fits(tongue: str, script: str) -> bool:
    """Whether a language is written in a script; one we don't know may be written in Latin."""
    if script in _SEVERAL:
        return tongue in _SEVERAL[script]
    if script in _ONE:
        return tongue == _ONE[script]
    return tongue not in _ONE.values() and all(tongue not in tongues or tongue in ("sr", "uz", "kk") for tongues in _SEVERAL.values())


def _heard(votes: Counter[str], script: str | None) -> tuple[str | None, int]:
    """The language that the script, or the small words in it, tell; and how many of these there were."""
    if script in _VOTERS:
        ranked = [*votes.most_common(2), (None, 0), (None, 0)]
        (first, most), (_, next_most) = ranked[0], ranked[1]
        return (first, most) if most > next_most * 1.2 else (None, 0)
    if script == "Hani":
        return "zh", _PLAIN
    if script == "Kana":
        return "ja", _PLAIN
    return (_ONE.get(script), 0) if script else (None, 0)


def _ballot(sample: str, script: str | None) -> Counter[str]:
    """How many of each language's small words a sample of a script holds."""
    voters = _VOTERS[script or ""]
    counts = Counter(_WORD.findall(sample.casefold()))
    votes: dict[str, int] = {}
    for word in counts.keys() & voters.keys():  # a score of small words, of a hundred different ones
        for tongue in voters[word]:
            votes[tongue] = votes.get(tongue, 0) + counts[word]
    return Counter(votes)
