"""What is wrong with a source, what deserves a look, and what mends it: read off the facts. Pure."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from ingest.settings.kinds import POLLED
from ingest.sounding.facts import Fault
from ingest.sounding.rhythm import seconds
from ingest.spans import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ingest.sounding.facts import Sounding
    from ingest.terms import Source
STALE = timedelta(days=14)


def faults(found: Sounding, source: Source, now: datetime) -> tuple[Fault, ...]:
    """The faults of a source, grave ones first."""
    if not found.good:
        return (_wrong(f"can't be used: {found.reason}", _vouch(found, source) or _mend(found, source)),)
    told = (
        *_moved(found, source),
        *_dates(found, source, now),
        *_robots(found, source),
        *_reading(found, source),
        *_asking(found),
        *_pace(found, source),
    )
    return tuple(sorted(told, key=lambda fault: not fault.grave))


def _wrong(says: str, mend: str) -> Fault:
    """Something that loses copy, or falsifies it."""
    return Fault(grave=True, says=says, mend=mend)


def _look(says: str, mend: str) -> Fault:
    """Something that deserves a look."""
    return Fault(grave=False, says=says, mend=mend)


def _mend(found: Sounding, source: Source) -> str:
    """What to do about a source that gives nothing."""
    reason = found.reason or ""
    if "allow_private" in reason:
        return "allow_private in its row, or --allow-private HOST:PORT here"
    if "index of sitemaps" in reason:
        return _set(source, "kind", "news-sitemap")
    if source.links and "finds no link" in reason:
        return "look at the page's source for what its story links have in common, and mend `links`"
    if "web page" in reason or (found.status is not None and found.status >= 400):  # noqa: PLR2004 - the statuses of failure
        return f"look for its feeds: copytaster sources check {_site(found.where)}"
    if source.kind in POLLED:
        return "try again later; if it stays, look at the address in a browser"
    return next(mend for sign, mend in _MENDS if sign in reason)


# What mends a box that gives nothing, by a word of the reason; the first that stands in it counts.
_MENDS = (
    ("no secret in", "put the secret there, readable by the user that runs the line"),
    ("secret can't be read", "put the secret there, readable by the user that runs the line"),
    ("may read", "take the right to read it from others, as it says"),
    ("look at", "correct that in its row of sources.toml"),
    ("folder", "make it, or correct its place in sources.toml; the line's user, or its account there, must be able to read it"),
    ("certificate", "ask those who keep the server for a certificate of its name that holds"),
    ("", "see that host and port in its row are right and that this machine may reach them; else ask those who keep it"),
)


def _vouch(found: Sounding, source: Source) -> str | None:
    """What to do about a server that nobody has vouched for."""
    return found.host_key.vouched(source) if found.host_key else None


def _set(source: Source, key: str, value: str) -> str:
    """How to set a key: in the row of a source, as an option where there is no row yet."""
    if source.id == UNLISTED:
        return f"--{key} {value}, when you add it"
    return f"{key} = {value if value == 'true' else json.dumps(value)} in its row of sources.toml"


def _site(url: str) -> str:
    """The front page of an address."""
    return "/".join([*url.split("/")[:3], ""])


def _moved(found: Sounding, source: Source) -> Iterator[Fault]:
    if found.moved_to is not None:
        yield _wrong(f"it has moved for good to {found.moved_to}", _moved_mend(found, source))


def _moved_mend(found: Sounding, source: Source) -> str:
    return "add that address" if source.id == UNLISTED else _set(source, "url", found.moved_to or "")


def _dates(found: Sounding, source: Source, now: datetime) -> Iterator[Fault]:
    dates, zone = found.dates, found.zone
    if dates.in_future:
        says = f"{dates.in_future} of {found.stories} times are in the future, and a run leaves such times empty"
        yield _wrong(f"{says}: {zone.says}" if zone else says, _zone_mend(found, source))
    elif dates.bare:
        says = f"{dates.bare} of {found.stories} times carry no zone" + (f": {zone.says}" if zone else "")
        yield _wrong(says, _zone_mend(found, source))
    if found.stories and not dates.dated and not source.links:
        yield _look(
            "none of its items is dated: only when we first saw them will be known",
            "follow = true has its pages read, which may state times of their own",
        )
    if dates.newest is not None and now - dates.newest > STALE:
        age = span((now - dates.newest).total_seconds())
        yield _look(f"its newest item is {age} old", "ask whether it is still kept up, or disable it")


def _zone_mend(found: Sounding, source: Source) -> str:
    """How to put a zone right: in the row, where the times themselves don't state one."""
    zone = found.zone.zone if found.zone else None
    if found.dates.printed and not found.dates.bare:
        return "tell the publisher: the times state a wrong zone themselves"
    if zone is None or zone == source.zone:
        return "look at a page beside it, and set `zone` to the publisher's own, such as Asia/Kolkata"
    return _set(source, "zone", zone)


def _robots(found: Sounding, source: Source) -> Iterator[Fault]:
    robots = found.robots
    if robots is None or robots.allowed == robots.pages:
        return
    fetches = source.follow or source.kind == "page"
    if robots.why is not None:
        says, mend = f"{robots.url} can't be fetched ({robots.why}), and until it can its pages wait", "try again later"
    else:
        some = f"{robots.pages - robots.allowed} of {robots.pages} pages" if robots.pages > 1 else "them"
        says, mend = f"robots.txt does not let us fetch {some}, such as {robots.refused}", "ask the publisher for leave"
    yield _wrong(says, mend) if fetches and not robots.allowed else _look(says, mend)


def _reading(found: Sounding, source: Source) -> Iterator[Fault]:
    if found.partial and not found.followed:
        says = f"{found.partial} of {found.stories} items are leads to a page, and their pages are not fetched"
        yield _look(says, "--follow, when you add it" if source.id == UNLISTED else _set(source, "follow", "true"))
    for line in found.unreadable[:5]:
        yield _look(f"can't be read: {line}", "tell its publisher, if it stays")


def _asking(found: Sounding) -> Iterator[Fault]:
    if found.asking.works is False:
        yield _look(f"its validators don't work: {found.asking.says}", "tell its server's operator; every poll is a full download")


def _pace(found: Sounding, source: Source) -> Iterator[Fault]:
    rhythm = found.rhythm
    if rhythm is None or source.id == UNLISTED:
        return
    if rhythm.holds_s is not None and source.every > rhythm.holds_s:
        says = f"asked every {span(source.every)}, it holds only {span(rhythm.holds_s)} of copy: some is lost between two polls"
        yield _wrong(says, _set(source, "every", rhythm.every) + ", with its owner's leave")
    elif rhythm.asks_s is not None and source.every < rhythm.asks_s:
        says = f"it is asked every {span(source.every)} and itself asks for {span(rhythm.asks_s)}"
        yield _look(says, _set(source, "every", rhythm.every))
    elif source.every * 4 <= seconds(rhythm.every):
        yield _look(f"it is asked every {span(source.every)}, oftener than it has news", _set(source, "every", rhythm.every))


UNLISTED = "check"  # the id of an address that is no source yet
