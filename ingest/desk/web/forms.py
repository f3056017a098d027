"""What a form says: read whole, bounded, every field a plain line of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ingest.desk.web.problems import Turned

if TYPE_CHECKING:
    from starlette.requests import Request

MOST_BYTES = 65_536
MOST_FIELDS = 1200
MOST_ITEMS = 500
LONGEST_ID = 15


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in order."""

    fields: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """The last value of a field; empty where it is not there."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(value for key, value in self.fields if key == name)

    @property
    def items(self) -> tuple[tuple[int, int | None], ...]:
        """The items a form names, each with the last event its editor knew of (`12:345`). Raises Turned for what is no item."""
        found = tuple(_item(value) for value in self.all("item"))
        if len(found) > MOST_ITEMS:
            raise Turned(400, "Too many at once", f"Decide on {MOST_ITEMS} items at most in one go.")
        return found


def _item(value: str) -> tuple[int, int | None]:
    number, _, seen = value.partition(":")
    if not counts(number) or (seen and not counts(seen)):
        raise Turned(400, "That names no item", f"{value[:40]!r} should be an item's number.")
    return int(number), int(seen) if seen else None


def counts(text: str) -> bool:
    """Whether a text is a plain number."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_ID


async def read_form(request: Request) -> Form:
    """Read a form. Raises Turned for one that is too large or of another kind."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Turned(415, "That is no form of ours", "Send application/x-www-form-urlencoded.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Turned(413, "That is too long", "A form of this desk has 64 kB at most.")
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Turned(400, "That form can't be read", "It must be UTF-8, with a thousand fields at most.") from error
    return Form(tuple((name, value.replace("\0", "")) for name, value in fields))
