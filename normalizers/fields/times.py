"""When a story appeared and when it was changed: the candidates' strings read, compared and settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from normalizers.fields.timestamp import Times, is_stamp, read_times
from normalizers.terms import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalizers.terms import Words

Rule = Literal["page", "feed", "wire"]
_FEEDS = frozenset(("rss", "rdf", "atom", "json-feed", "news-sitemap", "sitemap"))
_PAGES = frozenset(("page", "text"))
_Pair = tuple[Moment | None, Moment | None]

_LATE = timedelta(minutes=15)  # clocks of newsrooms run this far apart
_FARTHEST = timedelta(hours=14)  # no clock on Earth is farther ahead of UTC
_QUARTER = timedelta(minutes=15)  # every zone's offset is a multiple of this
_MIDNIGHT = "T00:00:00"


def rule_of(form: str) -> Rule:
    """How a form's times are to be understood."""
    return "page" if form in _PAGES else "feed" if form in _FEEDS else "wire"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What is known about time beside the strings: the zone for those that print none and who told it, the country, the time of receipt."""

    zone: str | None = None
    zone_from: str = "source"
    country: str | None = None
    language: str | None = None
    received: datetime | None = None

    def read(self, text: str, near: date | None = None) -> Times:
        """The times a string states, with these hints; `near` is a day another string states."""
        return read_times(text, zone=self.zone, country=self.country, language=self.language, zone_from=self.zone_from, near=near)

    def is_stamp(self, text: str) -> bool:
        """Whether a string is a stamp that programs print: no language and no neighbor changes what it says."""
        return is_stamp(text, zone=self.zone, country=self.country, zone_from=self.zone_from)

    def has_passed(self, moment: Moment) -> bool:
        """Whether a moment lies before the time of receipt, as far as its words allow to say."""
        if self.received is None:
            return True
        instant = moment.instant
        if instant is not None:
            return instant <= self.received + _LATE
        return wall(moment) <= self.received.replace(tzinfo=None) + _FARTHEST


@dataclass(frozen=True, slots=True)
class Settled:
    """The two times, and the strings they were read from."""

    published: Moment | None = None
    updated: Moment | None = None


def settle_times(published: Sequence[Words], updated: Sequence[Words], clock: Clock, rule: Rule) -> Settled:
    """Both times of a story, from candidates that stand best first.

    A label inside a string outranks the field it stands in. What lies after the time of receipt is not taken, nor, save in feeds,
    a change before publication. A page with one time states both by it; a wire item with one time was at least changed then;
    a feed states what it states.
    """
    readings = _readings(published, updated, clock)
    known = _best([reading[0] for reading in readings], clock) or _best([reading[1] for reading in readings], clock)
    if known and (None, None) in readings:  # a day known from one candidate may settle another's 03/04
        readings = _readings(published, updated, clock, wall(known).date())
    return _together(_best([reading[0] for reading in readings], clock), _best([reading[1] for reading in readings], clock), rule)


def _readings(published: Sequence[Words], updated: Sequence[Words], clock: Clock, near: date | None = None) -> list[_Pair]:
    """What each candidate says of either time, in order; None where it says nothing of it."""
    pairs: list[_Pair] = [clock.read(word.text, near) for word in published]
    for word in updated:
        first, later = clock.read(word.text, near)
        pairs.append((first if later else None, later or first))
    return pairs


def _together(first: Moment | None, later: Moment | None, rule: Rule) -> Settled:
    """The pair, by the rule of the form."""
    if rule == "feed":
        return Settled(first, later)
    if first and later and before(later, first):
        later = None
    if rule == "page":
        return Settled(first or later, later or first)
    return Settled(first, later or first)


def _best(moments: Iterable[Moment | None], clock: Clock) -> Moment | None:
    """The first moment that has passed, made more precise by later ones that agree with it."""
    best: Moment | None = None
    for moment in moments:
        if moment is None or not clock.has_passed(moment):
            continue
        if best is None or (precision(moment) > precision(best) and agree(best, moment)) or _is_local(moment, best):
            best = moment
    return best


def _is_local(moment: Moment, best: Moment) -> bool:
    """Whether a moment is the very instant of the best one, told by the newsroom's own clock where that one is told in UTC."""
    one, other = moment.instant, best.instant
    if one is None or other is None or not best.iso.endswith("+00:00") or moment.iso.endswith("+00:00"):
        return False
    return abs(one - other) < timedelta(minutes=1)


def precision(moment: Moment) -> int:
    """How much a moment says: 0 the day (a midnight says no more), 1 a wall clock, 2 an instant."""
    if moment.is_day or _MIDNIGHT in moment.iso:
        return 0
    return 1 if moment.instant is None else 2


def agree(vague: Moment, exact: Moment) -> bool:
    """Whether a more precise moment may be the one a vague one means."""
    if precision(vague) == 0:
        return wall(vague).date() == wall(exact).date()
    apart = abs(wall(vague) - _utc(exact))
    return apart <= _FARTHEST and apart % _QUARTER < timedelta(minutes=1)


def before(one: Moment, other: Moment) -> bool:
    """Whether one moment is plainly before another: by instant where both have one, else by the day or the wall clock."""
    if one.instant is not None and other.instant is not None:
        return one.instant < other.instant
    if one.is_day or other.is_day:
        return wall(one).date() < wall(other).date()
    return wall(one) < wall(other) - (_FARTHEST if (one.instant is None) != (other.instant is None) else timedelta(0))


def wall(moment: Moment) -> datetime:
    """What clock and calendar showed, without zone."""
    return datetime.fromisoformat(moment.iso).replace(tzinfo=None)


def _utc(moment: Moment) -> datetime:
    """The instant as Greenwich's wall clock showed it; the wall clock itself where no zone is known."""
    instant = moment.instant
    return instant.astimezone(UTC).replace(tzinfo=None) if instant else wall(moment)
