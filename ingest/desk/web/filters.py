"""A filter is an address: read from the query, and written back into links."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlencode

from ingest.desk.web.problems import Turned
from ingest.store.desk import Filter, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 200
ANY = "*"  # what a form says of a field that does not narrow
NAMES = tuple(field.name for field in fields(Filter))
SHORT = {"search": "q"}  # what is typed into the address most


def filter_of(query: Mapping[str, str]) -> Filter:
    """The filter of an address; a part it does not know is refused rather than passed over. Raises Turned."""
    given: dict[str, Any] = {}
    for name in NAMES:
        value = query.get(SHORT.get(name, name))
        if value is None or value == ANY or (not value and name in ("search", "signal", "status", "order")):
            continue
        if len(value) > LONGEST:
            raise Turned(400, "That filter is too long", f"{name} takes {LONGEST} characters at most.")
        given[name] = value.replace("\0", "")
    if given.get("status", "waiting") not in get_args(Kept):
        raise Turned(400, "There is no such list", f"A list is one of {', '.join(get_args(Kept))}.")
    if given.get("order", "newest") not in ("newest", "urgent"):
        raise Turned(400, "There is no such order", "An order is newest or urgent.")
    return Filter(**given)


def query_of(wanted: Filter, **more: object) -> str:
    """The query that leads to a filter, without what goes without saying."""
    usual = Filter()
    said = {SHORT.get(name, name): getattr(wanted, name) for name in NAMES if getattr(wanted, name) != getattr(usual, name)}
    said |= {name: value for name, value in more.items() if value is not None}
    return f"?{urlencode(said)}" if said else ""


def link(wanted: Filter, **changes: Any) -> str:  # noqa: ANN401 - fields of Filter
    """The address of a filter with some of its parts changed; None takes a part out."""
    return f"/{query_of(replace(wanted, **changes))}"


def asked(wanted: Filter) -> tuple[tuple[str, str], ...]:
    """The parts of a filter that narrow it, for people to take away one by one."""
    usual = Filter()
    names = (name for name in NAMES if name not in ("status", "order") and getattr(wanted, name) != getattr(usual, name))
    return tuple((name, str(getattr(wanted, name))) for name in names)
