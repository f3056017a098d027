"""Which encoding bytes are in that say nothing of it and are no UTF-8: told by the letters that a language uses most.

A reading is believed where next to none of it is broken and its commonest letters are as common as they should be.
"""

from __future__ import annotations

import re

from normalizers.markup.latin import latin

_HEAD = 4096
SAMPLE = 60_000  # bytes
_HIGH = re.compile(rb"[\x80-\xff]+")
_RUN = 1.5  # bytes: in Western copy a letter beyond ASCII mostly stands alone
_FEWEST = 12  # letters beyond ASCII: fewer tell nothing
_BROKEN = 0.01  # of the letters
_ENOUGH = 0.5  # of the share that is usual

_KANA = "のにはをたがでてとしれさいるなかもっあらこりまうくすけだー、。"
_HAN = "的一是在不了有和人中大上以要他用生到作地出就分成可主年同工也能下子面而方多定行法所民得重原月日，。、“”"
_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
# The codec, its commonest letters, and what share of all letters beyond ASCII they usually make up.
_TONGUES = (
    ("gb18030", _HAN + "这为个国我时来们于对会发动过说产种后学经", 0.28),
    ("big5hkscs", _HAN + "這為個國我時來們於對會發動過說產種後學經「」", 0.28),
    ("cp932", _KANA, 0.45),
    ("euc_jp", _KANA, 0.45),
    ("cp949", "이다는의에가을를한하고지은로서도인기사으대시그나어아자리라해정일수부", 0.4),
    ("cp1251", _CYRILLIC, 0.9),
    ("koi8-r", _CYRILLIC, 0.9),
    ("cp1256", "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةأإآءؤئ،", 0.95),
    ("cp1253", "αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώϊ", 0.9),
    ("cp1255", "אבגדהוזחטיכלמנסעפצקרשתךםןףץ", 0.9),
    ("cp874", "กขคงจชซญดตถทธนบปผฝพฟภมยรลวศษสหอฮะาำิีึืุูเแโใไ่้๊๋็์ั", 0.95),
)


def detect(data: bytes) -> str | None:
    """The codec of bytes that are no UTF-8; None where they look Western, or like nothing we know."""
    first = _HIGH.search(data)
    start = first.start() if first else 0
    sample = data[start : start + SAMPLE]  # a head full of scripts says nothing
    runs = _HIGH.findall(sample)
    high = sum(map(len, runs))
    if high < _FEWEST or high < _RUN * len(runs):
        return latin(data[:_HEAD], sample)
    best, name = max((_score(sample, codec, letters) / usual, codec) for codec, letters, usual in _TONGUES)
    return name if best >= _ENOUGH else latin(data[:_HEAD], sample)


def _score(sample: bytes, codec: str, letters: str) -> float:
    """What share of the letters beyond ASCII are the commonest ones; 0 where too much is broken."""
    text = sample.decode(codec, "replace")
    beyond = [char for char in text if char > "\x7f"]
    if not beyond or beyond.count("�") > max(1, _BROKEN * len(beyond)):
        return 0.0
    common = frozenset(letters)
    return sum(char in common for char in beyond) / len(beyond)
