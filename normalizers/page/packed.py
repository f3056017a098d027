"""States that are packed: values that point at one another by number (devalue), and JavaScript's own literals with their arguments behind.

Both are read without running anything, within a budget: what asks for more is no state of an article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_VALUES = 40_000  # a packed value may be pointed at a thousand times; each time counts
MAX_TOKENS = 120_000
MAX_DEPTH = 40
MAX_NAMES = 5000
_BOXES = frozenset(("Reactive", "ShallowReactive", "Ref", "ShallowRef", "EmptyRef", "EmptyShallowRef", "Date", "BigInt", "Object"))
_LISTS = frozenset(("Set", "Map"))
_TOKEN = re.compile(
    r"""\s*+(?:("(?:[^"\\]++|\\.)*+"|'(?:[^'\\]++|\\.)*+')|(-?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)|([A-Za-z_$][\w$]*+)|([\[\]{}(),:!;]))""",
    re.DOTALL,
)
_CALL = re.compile(r"\(\s{0,9}function\s{0,9}\(([\w$,\s]{0,40000})\)\s{0,9}\{\s{0,9}return\b")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": "\n", "v": "\n", "0": "", "\n": "", "\r\n": ""}
_WORDS = {"true": True, "false": False}


class Unpackable(ValueError):
    """A text that is no literal, or one that is too large; the page is read without it."""


def is_packed(value: object) -> bool:
    """Whether a JSON value is a devalue array: its first value points at the others by number."""
    if not isinstance(value, list) or len(value) < 3:  # noqa: PLR2004 - a root, a name, a value
        return False
    first = value[0]
    parts = first.values() if isinstance(first, dict) else first[1:] if isinstance(first, list) and first[:1] and first[0] in _BOXES else ()
    return bool(parts) and all(isinstance(part, int) and part < len(value) for part in parts)


def unpacked(values: Sequence[object]) -> object:
    """The value that a devalue array packs; what points at itself is left out, and what would grow beyond the budget is cut."""
    return _Unpacking(values).value(0, ())


class _Unpacking:
    """One unpacking and what is left of its budget."""

    def __init__(self, values: Sequence[object]) -> None:
        """Begin with the whole budget."""
        self.values = values
        self.left = MAX_VALUES

    def value(self, at: object, above: tuple[int, ...]) -> object:
        """The value at a number; `above` are those it stands within."""
        self.left -= 1
        if not isinstance(at, int) or not 0 <= at < len(self.values) or at in above or len(above) > MAX_DEPTH or self.left < 0:
            return None
        packed = self.values[at]
        within = (*above, at)
        if isinstance(packed, dict):
            return {key: self.value(part, within) for key, part in packed.items() if self.left > 0}
        if not isinstance(packed, list):
            return packed
        head = packed[0] if packed else None
        if isinstance(head, str):
            return self._boxed(head, packed[1:], within)
        return [self.value(part, within) for part in packed if self.left > 0]

    def _boxed(self, name: str, parts: Sequence[object], within: tuple[int, ...]) -> object:
        """A value in a box that says its kind."""
        if name in _LISTS:
            return [self.value(part, within) for part in parts if self.left > 0]
        if name not in _BOXES or not parts:
            return None
        return parts[0] if isinstance(parts[0], str) else self.value(parts[0], within)


def literal(text: str) -> object:
    """The JavaScript value that a text begins with: a literal, or a function that returns one, called with its arguments.

    Raises Unpackable.
    """
    call = _CALL.match(text)
    if call is None:
        return _Reader(text, 0, {}).value()
    first = _Reader(text, call.end(), {})
    first.value()
    given = first.arguments()
    names = [name.strip() for name in call[1].split(",")][:MAX_NAMES]
    return _Reader(text, call.end(), dict(zip(names, given, strict=False))).value()


class _Reader:
    """A reader of one literal, with the values of the names in it."""

    def __init__(self, text: str, at: int, names: Mapping[str, object]) -> None:
        """Stand at a place of a text."""
        self.text, self.at, self.names, self.left = text, at, names, MAX_TOKENS

    def value(self, depth: int = 0) -> object:
        """The value that begins here."""
        string, number, word, sign = self._next()
        if depth > MAX_DEPTH:
            raise Unpackable("too deep")
        if string is not None:
            return _unescaped(string)
        if number is not None:
            return float(number) if any(char in ".eE" for char in number) else int(number[:30])
        if word is not None:
            return self._named(word, depth)
        if sign == "{":
            return self._object(depth + 1)
        if sign == "[":
            return self._list("]", depth + 1)
        if sign == "!":
            return not self.value(depth + 1)
        raise Unpackable(f"{sign!r} begins no value")

    def arguments(self) -> list[object]:
        """What a function is called with, behind what it returns: `}("a",1))`, `;})("a",1)`."""
        for _ in range(4):
            sign = self._next()[3]
            if sign == "(":
                return self._list(")", 1)
        raise Unpackable("no arguments")

    def _next(self) -> tuple[str | None, str | None, str | None, str | None]:
        """The next token as (string, number, word, sign)."""
        self.left -= 1
        found = _TOKEN.match(self.text, self.at)
        if found is None or self.left < 0:
            raise Unpackable("no literal, or too large a one")
        self.at = found.end()
        return found[1], found[2], found[3], found[4]

    def _peek(self) -> str | None:
        """The sign that comes next; None where it is none."""
        found = _TOKEN.match(self.text, self.at)
        return found[4] if found else None

    def _named(self, word: str, depth: int) -> object:
        """A name's value: a constant, `void 0`, a date, an argument; None for what nobody gave."""
        if word in ("void", "new"):
            return self.value(depth + 1)
        if self._peek() == "(":  # Date("2031-03-07"), Array(3)
            self._next()
            given = self._list(")", depth + 1)
            return given[0] if given and word == "Date" else None
        return _WORDS[word] if word in _WORDS else self.names.get(word)

    def _object(self, depth: int) -> dict[str, object]:
        """An object, its keys in quotation marks or not."""
        found: dict[str, object] = {}
        while self._peek() != "}":
            string, number, word, sign = self._next()
            if sign == ",":
                continue
            key = _unescaped(string) if string is not None else number or word
            if key is None or self._next()[3] != ":":
                raise Unpackable("no key")
            found[key] = self.value(depth)
        self._next()
        return found

    def _list(self, end: str, depth: int) -> list[object]:
        """A list up to its end; holes are left out."""
        found: list[object] = []
        while self._peek() != end:
            if self._peek() == ",":
                self._next()
            else:
                found.append(self.value(depth))
        self._next()
        return found


def _unescaped(string: str) -> str:
    """A string without its quotation marks, its escapes read."""
    inner = string[1:-1]
    return _ESCAPE.sub(_escaped, inner) if "\\" in inner else inner


def _escaped(found: re.Match[str]) -> str:
    """One escape read; halves of a pair and figures beyond the last sign are no letters."""
    code = found[1] or found[2] or found[3]
    if code is None:
        return _PLAIN.get(found[4], found[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else ""  # noqa: PLR2004 - the ends of Unicode
