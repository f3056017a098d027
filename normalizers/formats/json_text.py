"""Hostile JSON into values, with the line and column of what is wrong in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from normalizers.markup import decode
from normalizers.problems import DocumentError, TooBig

if TYPE_CHECKING:
    from normalizers.terms import Hints

Kind = TypeVar("Kind")
_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "a truth value", int: "a number", float: "a number", type(None): "null"}


def source(data: bytes, hints: Hints) -> str:
    """The document as text, without byte order mark and characters that are no copy."""
    return decode(data, charset=hints.charset)


def load(text: str) -> object:
    """Read one JSON value. Raises DocumentError that names the line and column of the fault."""
    try:
        value: object = json.loads(text, strict=False, parse_constant=_refused)
        return _whole(value) if "\\ud" in text or "\\uD" in text else value
    except json.JSONDecodeError as fault:
        raise DocumentError(f"line {fault.lineno}, column {fault.colno}", f"this is no JSON: {fault.msg}") from None
    except RecursionError:
        raise TooBig("document", "its objects nest too deep to be a news item") from None
    except ValueError as fault:  # Python refuses to read a number of more than 4,300 digits
        raise DocumentError("document", f"this is no JSON we read: {str(fault)[:120]}") from None


def _whole(value: object) -> object:
    r"""The same without halves of signs (`\ud800` with no second half): no text can hold them, and no database takes them.

    >>> _whole({"\ud83d": ["a\ud800b", "\U0001f6a2"]})
    {'�': ['a�b', '🚢']}
    """
    match value:
        case str():
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case list():
            return [_whole(one) for one in value]
        case dict():
            return {_whole(key): _whole(one) for key, one in value.items()}
        case _:
            return value


def _refused(name: str) -> None:
    """NaN and its like are not JSON; such a value is none."""
    del name


def words(row: dict[str, Any], *keys: str) -> str | None:
    """The first of these keys that holds a string with words in it, without the white space around it."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and (text := value.strip()):
            return text
    return None


def rows(row: dict[str, Any], key: str, of: type[Kind]) -> list[Kind]:
    """The members of a list that are of one kind; none where there is no list."""
    value = row.get(key)
    return [member for member in value if isinstance(member, of)] if isinstance(value, list) else []


def kind(value: object) -> str:
    """What a JSON value is, in words."""
    return _KINDS.get(type(value), "something else")
