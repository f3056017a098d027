"""`trace`: the whole reading of one item's origin, zone by zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizers.fields.times import rule_of
from normalizers.provenance.bylines import read_bylines, read_meta
from normalizers.provenance.datelines import read_datelines
from normalizers.provenance.docket import Docket, language_of
from normalizers.provenance.grounds import grounds_of
from normalizers.provenance.kit import kit_for
from normalizers.provenance.settle import settle
from normalizers.provenance.tails import read_heads, read_tails, read_title

if TYPE_CHECKING:
    from normalizers.rulebook import Agency, HouseStyle, Rulebook
    from normalizers.terms import Provenance, WireItem


@dataclass(frozen=True, slots=True)
class Trace:
    """Where an item comes from, what leaves its body (spans of raw_text), the publisher a notice names, the lines that sign it below."""

    provenance: Provenance
    drop: tuple[tuple[int, int], ...] = ()
    publisher_named: str | None = None
    signed: tuple[str, ...] = ()


def trace(item: WireItem, style: HouseStyle, rules: Rulebook) -> Trace:
    """Read who wrote an item, who carried it and what was changed; the words that say so are its evidence."""
    kit = kit_for(rules, language_of(item))
    docket = Docket(item, style, rules)
    grounds = grounds_of(item)
    read_bylines(docket, kit, grounds.bylines)
    read_heads(docket, kit, grounds.heads)
    read_title(docket, kit, grounds.title)
    read_datelines(docket, kit, grounds.first)
    read_tails(docket, kit, grounds.tails)
    read_meta(docket, kit, grounds.meta)
    _own_site(docket)
    return Trace(settle(docket), _merged(docket.drop), docket.publisher, tuple(docket.signed))


def _own_site(docket: Docket) -> None:
    """Copy on an agency's own site is the agency's, where its name stands on the page to prove it."""
    item = docket.item
    agency = docket.rules.agencies.get(docket.style.agency) if docket.style.agency else None
    for address in (item.url, item.canonical_url, item.publisher.domain):
        agency = agency or docket.rules.agency_at(address)
    agency = agency or _publishing(docket) or _sending(docket)
    if agency is None or agency.kind == "partner":
        return
    known = docket.credits.get(agency.id)
    proof = known.evidence[0] if known else _named_on_page(docket, agency)
    if proof is not None:
        docket.credit(agency, "release" if agency.kind == "release" else "source", proof)
        docket.mark("release" if agency.kind == "release" else "direct", proof)


def _publishing(docket: Docket) -> Agency | None:
    """The agency that a wire item states as its publisher by name; pages and feeds that carry copy name their source there too."""
    name = docket.item.publisher.name if rule_of(docket.item.form) == "wire" else None
    agency = docket.rules.agency_named(name) if name else None
    return agency if agency is not None and agency.kind == "agency" else None


def _sending(docket: Docket) -> Agency | None:
    """The agency whose own message this is: the one that its dateline or closing line names."""
    if not docket.item.agencys_own:
        return None
    sources = (credit for credit in docket.credits.values() if credit.role == "source")
    signed = (one for one in sources if any(docket.evidence[at].kind in ("dateline", "tail") for at in one.evidence))
    return next((docket.rules.agencies.get(credit.agency) for credit in signed), None)


def _named_on_page(docket: Docket, agency: Agency) -> int | None:
    """Where the page itself names the agency: in the markup first, then anywhere."""
    raw = docket.raw
    behind = raw.find("\f")
    for begin in (behind, 0) if behind >= 0 else (0,):
        for name in sorted(agency.names, key=len, reverse=True):
            at = raw.find(name, begin)
            if at >= 0:
                return docket.prove("site.own", "domain", at, at + len(name))
    return None


def _merged(spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Spans in order, those that touch or overlap joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
