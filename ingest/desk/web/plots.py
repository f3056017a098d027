"""Small plots, drawn here as SVG: bars by the hour, dots of lags, shares by the day. Nothing in them comes from outside but figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.store.desk import Day, Hour

WIDE, HIGH = 480, 72
_HEAD = '<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-label="{says}" preserveAspectRatio="none">'


def bars(hours: Sequence[Hour], *, what: str, kind: str = "bar") -> Markup:
    """Bars, one an hour: `what` is `items` or `failed`."""
    values = [int(getattr(hour, what)) for hour in hours]
    top, step = max([*values, 1]), WIDE / max(1, len(hours))
    noun = "items" if what == "items" else "failed polls"
    drawn = "".join(
        _bar(kind, n * step, step - 1, value / top, f"{hour.at:%d %b %H:00} UTC: {value}")
        for n, (hour, value) in enumerate(zip(hours, values, strict=True))
        if value
    )
    return _framed(drawn, f"{noun} an hour, the last {len(hours)} hours: {sum(values)} in all, {max([*values, 0])} at the most")


def lags(hours: Sequence[Hour]) -> Markup:
    """The median minutes from publication to us, hour by hour; hours without copy leave a gap."""
    known = [hour.lag for hour in hours if hour.lag is not None]
    top, step = max([*known, 1.0]), WIDE / max(1, len(hours))
    says = f"hour by hour {min(known):.0f} to {max(known):.0f}" if known else "nothing to tell"
    drawn = "".join(
        f'<rect class="dot" x="{n * step + 1:.1f}" y="{HIGH - 6 - (HIGH - 8) * hour.lag / top:.1f}" width="{step - 2:.1f}" height="5">'
        f"<title>{hour.at:%d %b %H:00} UTC: {hour.lag:.0f} min</title></rect>"
        for n, hour in enumerate(hours)
        if hour.lag is not None
    )
    return _framed(drawn, f"minutes from publication to us: {says}")


def shares(days: Sequence[Day], name: str) -> Markup:
    """The share of each day's items that have a field."""
    step = WIDE / max(1, len(days))
    told = [(n, day, dict(day.shares)[name]) for n, day in enumerate(days) if day.shares]
    says = f"on the last day {told[-1][2]:.0%}" if told else "nothing to tell"
    drawn = "".join(
        _bar("share", n * step, step - 2, value, f"{day.at:%d %b}: {value:.0%} of {day.items}") for n, day, value in told if value
    )
    return _framed(drawn, f"share of items with {name}: {says}")


def _bar(kind: str, left: float, wide: float, share: float, says: str) -> str:
    """One bar, its words on it."""
    place = f'x="{left:.1f}" y="{HIGH - HIGH * share:.1f}" width="{max(1.0, wide):.1f}" height="{HIGH * share:.1f}"'
    return f'<rect class="{kind}" {place}><title>{says}</title></rect>'


def _framed(drawn: str, says: str) -> Markup:
    """A plot with its words for those who can't see it."""
    head = _HEAD.format(w=WIDE, h=HIGH, says=escape(says))
    return Markup(f'{head}<line class="floor" x1="0" y1="{HIGH}" x2="{WIDE}" y2="{HIGH}"/>{drawn}</svg>')  # noqa: S704 - numbers and times alone
