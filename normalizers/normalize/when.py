"""When: both times of an item, the clock by which its strings are read, and what keeps it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from normalizers.fields.countries import country_of, zone_of_country
from normalizers.fields.markers import read_markers
from normalizers.fields.times import Clock, Settled, rule_of, settle_times
from normalizers.normalize.lead import from_lead
from normalizers.terms import Moment, Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizers.formats.slip import Slip
    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, PubStatus, Signal, WireItem


def times_of(item: WireItem, hints: Hints, clock: Clock) -> Settled:
    """Both times, the lead's word last; where no candidate says a day, the page's time lines are read whole."""
    published = (*item.published, *from_lead(hints, "published"))
    updated = (*item.updated, *from_lead(hints, "updated"))
    settled = settle_times(published, updated, clock, "feed" if item.as_stated else rule_of(item.form))
    if settled.published is None and settled.updated is None:
        lines = (Words(item.raw_text[zone.start : zone.end], "line") for zone in item.zones if zone.kind == "time")
        settled = settle_times(tuple(lines), (), clock, rule_of(item.form))
    own = {word.text for word in (*item.published, *item.updated)}
    lead = (hints.lead.published, hints.lead.updated) if hints.lead else ()
    told = [moment for moment in lead if moment and moment.iso not in own]
    return Settled(_as_told(settled.published, told), _as_told(settled.updated, told))


def _as_told(settled: Moment | None, told: Sequence[Moment]) -> Moment | None:
    """A time that the lead gave, with the lead's own words and what told its zone."""
    return next((moment for moment in told if settled and settled.raw == moment.iso == settled.iso), settled)


def clock_of(item: WireItem | Slip, style: HouseStyle, hints: Hints, language: str | None) -> Clock:
    """The hints by which this item's times are read: the publisher's zone, else the source's, else that of the address's country."""
    country = style.country or country_of(item.url) or country_of(item.canonical_url) or country_of(item.publisher.domain)
    return _clock(style.zone, hints.zone, country, language, hints.received)


@lru_cache(maxsize=64)
def _clock(own: str | None, hinted: str | None, country: str | None, language: str | None, received: str | None) -> Clock:
    """One clock for all entries of a feed."""
    zone, told = (own, "publisher") if own else (hinted, "source") if hinted else (zone_of_country(country), "country")
    return Clock(zone=zone, zone_from=told, country=country, language=language, received=_received(received))


def moment_of(printed: str | None, clock: Clock) -> Moment | None:
    """The one time a field of its own states."""
    times = clock.read(printed) if printed else None
    return (times.published or times.updated) if times else None


def _received(text: str | None) -> datetime | None:
    """The time of receipt; None where it isn't told, or not in ISO 8601."""
    try:
        value = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC) if value else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What keeps a story back, and its signals."""

    status: PubStatus
    embargo: Moment | None
    expires: Moment | None
    signals: tuple[Signal, ...]


def gate_of(item: WireItem, headline: Words | None, clock: Clock) -> Gate:
    """Status, embargo and signals; an embargo whose end can't be told to the minute keeps the story back until a person acts."""
    markers = read_markers(headline=headline.text if headline else None, slugline=item.slugline, ed_note=item.ed_note)
    printed = item.embargo if item.embargo is not None else markers.embargo
    embargo = moment_of(printed, clock)
    held = (item.embargo is not None or markers.withheld) and (embargo is None or embargo.instant is None)
    killed = markers.kill or "kill" in item.signals
    status: PubStatus = "canceled" if killed else "withheld" if held and item.pub_status == "usable" else item.pub_status
    return Gate(
        status=status,
        embargo=embargo,
        expires=moment_of(item.expires, clock),
        signals=tuple(dict.fromkeys((*item.signals, *markers.signals))),
    )
