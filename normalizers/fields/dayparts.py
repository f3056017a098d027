"""The part of the day that stands before an hour: morning, noon, evening, night, as newsrooms of India, Pakistan and East Asia print it."""

from __future__ import annotations

import unicodedata

_NOON = 12
_EARLY = (
    "上午 午前 오전 凌晨 清晨 早上 早晨 未明 早朝 새벽 सुबह सवेरे पूर्वाह्न प्रातः सकाळी पहाटे "
    "সকাল ভোর காலை அதிகாலை ఉదయం తెల్లవారుజామున ಬೆಳಿಗ್ಗೆ ಬೆಳಗ್ಗೆ രാവിലെ പുലർച്ചെ સવારે ਸਵੇਰੇ ਸਵੇਰ صبح"
)
_MIDDAY = "中午 昼 दोपहर दुपारी দুপুর மதியம் நண்பகல் మధ్యాహ్నం ಮಧ್ಯಾಹ್ನ ഉച്ചയ്ക്ക് ഉച്ചക്ക് બપોરે ਦੁਪਹਿਰ دوپہر"
_LATE = "下午 午後 오후 傍晚 夕方 अपराह्न शाम सायं सायंकाळी संध्याकाळी বিকেল বিকাল সন্ধ্যা பிற்பகல் மாலை సాయంత్రం ಸಂಜೆ വൈകിട്ട് വൈകുന്നേരം સાંજે ਸ਼ਾਮ شام سہ_پہر"
_NIGHT = "晚上 晚间 深夜 夜 밤 रात रात्रि रात्री রাত இரவு రాత్రి ರಾತ್ರಿ രാത്രി રાત્રે ਰਾਤ رات"
_SMALL_HOURS = 5  # until then a night's hour is that of the clock


def _words(listed: str) -> list[str]:
    """The words of a list as the reader of hours sees them."""
    return [unicodedata.normalize("NFKC", word.replace("_", " ")) for word in listed.split()]


PARTS = {
    word: part for part, listed in (("early", _EARLY), ("noon", _MIDDAY), ("late", _LATE), ("night", _NIGHT)) for word in _words(listed)
}


def on_24(hour: int, part: str) -> int:
    """An hour of the clock of twelve in a part of the day on the clock of 24; what is beyond twelve stays.

    >>> on_24(6, "शाम"), on_24(9, "रात"), on_24(1, "रात"), on_24(12, "दोपहर"), on_24(12, "上午")
    (18, 21, 1, 12, 0)
    """
    if hour > _NOON:
        return hour
    match PARTS[part]:
        case "early":
            return hour % _NOON
        case "late":
            return hour % _NOON + _NOON
        case "noon":
            return hour if hour >= _NOON - 2 else hour + _NOON
        case _:
            return 0 if hour == _NOON else hour if hour < _SMALL_HOURS else hour + _NOON
