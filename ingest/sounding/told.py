"""A sounding as people read it: what is wrong first, each with its mend, then the facts, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.fetch.answers import phrase
from ingest.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ingest.sounding.facts import Dates, Rhythm, RobotsFacts, Sounding

FOR_GOOD = (301, 308)
Row = tuple[str, str]  # a label and what stands behind it; a label that is empty belongs to the one above


def told_faults(found: Sounding) -> list[Row]:
    """What is wrong, and under each what mends it."""
    return [row for fault in found.faults for row in (("✗" if fault.grave else "·", fault.says), ("", f"mend: {fault.mend}"))]


def told_facts(found: Sounding, now: datetime) -> list[Row]:
    """What it is, a line a fact."""
    return list(_facts(found, now))


def _facts(found: Sounding, now: datetime) -> Iterator[Row]:
    """What it is, from the address to the advice."""
    yield "where", found.where
    for hop in found.hops:
        yield "redirect", f"{hop.status} {'for good' if hop.status in FOR_GOOD else 'for now'}: {hop.url}"
    if found.hops and found.final_url:
        yield "", f"leads to {found.final_url}"
    if found.status is not None:
        yield "status", f"{found.status} {phrase(found.status)}".rstrip()
    if found.good:
        yield from _copy(found, now)
        yield from _manners(found)


def _copy(found: Sounding, now: datetime) -> Iterator[Row]:
    """What it gives."""
    forms = ", ".join(form for form in found.forms if form != found.kind)
    yield "kind", found.kind + (f" ({forms})" if forms else "") + (f": {found.title}" if found.title else "")
    if found.sitemaps:
        yield "sitemaps", f"{len(found.sitemaps)} of the index are read: {', '.join(found.sitemaps)}"
    yield "items", _items(found)
    for sample in found.samples:
        yield "", sample
    yield "times", _times(found.dates, found.stories, now)


def _manners(found: Sounding) -> Iterator[Row]:
    """How it wants to be asked."""
    if found.robots is not None:
        yield "robots", _robots(found.robots)
    if found.asking.says:
        yield "unchanged", found.asking.says
    if found.rhythm is not None:
        yield "every", f'"{found.rhythm.every}" is advised: {found.rhythm.why}' + _asked(found.rhythm)


def _items(found: Sounding) -> str:
    whole = found.stories - found.partial
    parts = [f"{whole} whole" if whole else "", f"{found.partial} leads to a page" if found.partial else ""]
    unread = f", {len(found.unreadable)} can't be read" if found.unreadable else ""
    return f"{found.stories}" + (f": {', '.join(filter(None, parts))}" if found.stories else "") + unread


def _times(dates: Dates, stories: int, now: datetime) -> str:
    if not dates.dated:
        return "none of them is dated" if stories else "—"
    told = dates.zoned - dates.printed
    zones = [
        f"{dates.printed} state their zone" if dates.printed else "",
        f"{told} have it from what is known of the source" if told else "",
    ]
    zones += [f"{dates.bare if told or dates.printed else 'all'} carry none" if dates.bare else ""]
    ages = ""
    if dates.newest is not None and dates.oldest is not None:
        seconds = (now - dates.newest).total_seconds()
        newest = f"{span(seconds)} old" if seconds >= 0 else f"{span(-seconds)} ahead"
        ages = f"; newest {newest}, oldest {span((now - dates.oldest).total_seconds())}"
    return f"{dates.dated} of {stories} dated: {', '.join(filter(None, zones)) or 'days alone'}{ages}"


def _robots(robots: RobotsFacts) -> str:
    delay = f", {robots.crawl_delay_s:g} s between two" if robots.crawl_delay_s else ""
    if robots.why is not None:
        return f"can't be fetched: {robots.why}"
    if not robots.there:
        return "there is none: its pages may be fetched"
    many = "the page may be fetched" if robots.pages == 1 == robots.allowed else f"{robots.allowed} of {robots.pages} pages may be fetched"
    return many + delay


def _asked(rhythm: Rhythm) -> str:
    return f" (the feed asks for {span(rhythm.asks_s)} between two polls)" if rhythm.asks_s else ""
