"""A sounding: one source fetched once, nothing stored, and what an operator should know about it before relying on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ingest.dial.ssh import BAD_KEY, shown_key
from ingest.fetch import open_box
from ingest.harvest import form_for, hints_for, not_a_feed
from ingest.pipeline.arrivals import batches
from ingest.pipeline.sitemaps import current, is_index
from ingest.settings.kinds import BOXES
from ingest.sounding.facts import Dates, Fault, Kit, Sounding
from ingest.sounding.faults import UNLISTED, faults
from ingest.sounding.questions import ask_again, ask_robots, children, pages_of
from ingest.sounding.rhythm import rhythm
from ingest.sounding.told import told_facts, told_faults
from ingest.sounding.zones import guess_zone
from ingest.terms import FetchFailed, NotModified, Transmission, Validators
from normalizers.formats.pace import pace
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.fetch.archives import Spoiled
    from ingest.terms import Fetched, Source
    from normalizers.terms import Moment

__all__ = ["UNLISTED", "Fault", "Kit", "Sounding", "sound", "told_facts", "told_faults"]

FUTURE = timedelta(minutes=10)
FILES = 200  # files of a folder that a sounding reads at the most
SAMPLES = 3
HEADLINE = 100

Read = list[Story | Unreadable]


async def sound(source: Source, kit: Kit, fetched: Fetched | None = None) -> Sounding:
    """Look at a source once and say what it is; `fetched` is its answer where it was asked already."""
    if source.kind in BOXES:
        return _judged(await _files(source, kit), source, kit)
    fetched = fetched or await kit.fetcher.fetch(source, source.url or "", Validators(), kit.now)
    base = replace(_begun(source, source.url or ""), status=fetched.status, hops=fetched.hops)
    match fetched:
        case Transmission():
            look = await _web(replace(base, final_url=fetched.url, moved_to=fetched.moved_to), source, fetched, kit)
        case FetchFailed():
            look = replace(base, good=False, reached=fetched.connected, reason=fetched.reason)
        case NotModified():
            look = replace(base, good=False, reason="the server said 304 to a question without condition")
    return _judged(look, source, kit)


def _begun(source: Source, where: str) -> Sounding:
    """A sounding of which nothing is known yet."""
    return Sounding(source=source.id, where=where, kind=source.kind, good=True, followed=source.follow, links=source.links)


def _judged(found: Sounding, source: Source, kit: Kit) -> Sounding:
    """A sounding with its faults."""
    return replace(found, faults=faults(found, source, kit.now))


async def _files(source: Source, kit: Kit) -> Sounding:
    """What the files of a box hold, and those in its archives; one of which nothing could be taken can't be used."""
    base = _begun(source, source.url or str(source.path))
    found: Read = []
    refused: list[FetchFailed] = []
    async with open_box(source, replace(kit.limits, files=min(kit.limits.files, FILES))) as box:
        async for batch in batches(box.arrivals(_nothing, kit.now), kit.limits, _nothing):
            for one in batch.sent:
                found += await read(source, one, kit)
            refused += [*batch.refused, *batch.shut, *(_spoiled(source, one) for one in batch.spoiled)]
            if len(found) >= FILES:
                break
    shut = next((one for one in refused if not one.connected), None)
    if shut is not None or (refused and not found):
        first = shut or refused[0]
        known = await shown_key(source) if source.known_hosts is not None and BAD_KEY.search(first.reason) else None
        return replace(base, good=False, reached=first.connected or first.origin is not None, reason=first.reason, host_key=known)
    return _counted(base, source, [*found, *(Unreadable(source.form, one.url, one.reason) for one in refused)], kit)


def _nothing(_keys: Sequence[str]) -> frozenset[str]:
    """Nothing is known of what a sounding looks at: it is looked at whole."""
    return frozenset()


def _spoiled(source: Source, one: Spoiled) -> FetchFailed:
    """What could not be taken out of an archive."""
    return FetchFailed(source=source.id, url=one.name, reason=f"{one.name}: {one.reason}")


async def read(source: Source, sent: Transmission, kit: Kit) -> Read:
    """What one transmission holds. It is read as if we didn't know when it came: a run leaves a time in the future empty, we tell of it."""
    hints = replace(hints_for(source, sent, None), received=None)
    return await kit.readers.read(sent.data, url=None if source.kind in BOXES else sent.url, form=form_for(source, None), hints=hints)


async def _web(base: Sounding, source: Source, sent: Transmission, kit: Kit) -> Sounding:
    """What an answer of the web shows, and the questions that it leads to."""
    found = await read(source, sent, kit)
    wrong = not_a_feed(source, found)
    if wrong is not None:
        return replace(base, good=False, reason=wrong)
    sitemaps: tuple[str, ...] = ()
    if is_index(found):
        sitemaps, found = await children(source, kit, found)
    elif source.kind == "news-sitemap":
        found = current(found, kit.now)
    if not any(isinstance(item, Story) for item in found) and source.kind == "news-sitemap":
        return replace(
            base, good=False, sitemaps=sitemaps, reason="it names no news: no address with a headline, or changed in the last days"
        )
    asked = pace(sent.data) if source.kind == "feed" else None
    counted = _counted(replace(base, sitemaps=sitemaps), source, found, kit, asks_s=asked.seconds if asked else None)
    robots = await ask_robots(source, kit, pages_of(source, found, sent.url or base.where))
    asking = await ask_again(source, kit, sent.validators)
    return replace(counted, robots=robots, asking=asking)


def _counted(base: Sounding, source: Source, found: Sequence[Story | Unreadable], kit: Kit, asks_s: int | None = None) -> Sounding:
    """What the stories themselves show: how many, how whole, how dated, how fast."""
    stories = [item for item in found if isinstance(item, Story)]
    times = [time for story in stories if (time := story.published or story.updated) is not None]
    instants = [when for time in times if (when := _instant(time)) is not None]
    clocks = [datetime.fromisoformat(time.iso) for time in times if not time.is_day and time.instant is None]
    future = [when for when in instants if when > kit.now + FUTURE]
    doubtful = [*clocks, *(_wall(time) for time in times if time.instant in future)]
    dates = Dates(
        dated=len(times),
        zoned=len(instants),
        printed=sum(time.zone_from == "printed" for time in times),
        bare=len(clocks),
        in_future=len(future),
        newest=max(instants, default=None),
        oldest=min(instants, default=None),
    )
    named = {story.publisher.name for story in stories if story.publisher.name}
    polled = source.kind in ("feed", "news-sitemap")
    return replace(
        base,
        forms=tuple(dict.fromkeys(story.form for story in stories)),
        title=named.pop() if len(named) == 1 else None,
        stories=len(stories),
        partial=sum(story.partial for story in stories),
        unreadable=tuple(f"{item.place}: {item.reason}" for item in found if isinstance(item, Unreadable)),
        samples=tuple((story.headline or story.url or "—")[:HEADLINE] for story in stories[:SAMPLES]),
        dates=dates,
        zone=guess_zone(doubtful, source.url, kit.now),
        rhythm=rhythm([*(instants or [clock.replace(tzinfo=UTC) for clock in clocks])], asks_s) if polled else None,
    )


def _instant(time: Moment) -> datetime | None:
    """The instant of a time; None where no calendar has it."""
    try:
        return time.instant
    except (ValueError, OverflowError):
        return None


def _wall(time: Moment) -> datetime:
    """What the clock on the wall said, whatever zone it was taken for."""
    return datetime.fromisoformat(time.iso).replace(tzinfo=None)
