"""A sounding: one source fetched once, nothing stored, and what an operator should know about it before relying on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from ingest.fetch import folder
from ingest.harvest import form_for, hints_for, not_a_feed
from ingest.terms import FetchFailed, NotModified, Transmission, Validators
from normalizers.terms import Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ingest.fetch import Fetcher
    from ingest.terms import Limits, Source
    from ingest.workers import Readers

FUTURE = timedelta(hours=1)
FILES = 200  # files of a folder that a sounding reads at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounding:
    """What one fetch of a source showed. `dated` and `zoned` count stories with a time, and with a time whose zone is known."""

    source: str
    where: str
    good: bool
    reason: str | None = None
    final_url: str | None = None
    forms: tuple[str, ...] = ()
    stories: int = 0
    partial: int = 0
    followed: bool = False
    unreadable: tuple[str, ...] = ()
    dated: int = 0
    zoned: int = 0
    in_future: int = 0
    newest: str | None = None
    oldest: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    def lines(self) -> list[str]:
        """The same for people."""
        if not self.good:
            return [f"{self.where}", f"  can't be used: {self.reason}"]
        moved = [f"  redirected to {self.final_url}"] if self.final_url and self.final_url != self.where else []
        dates = f"{self.dated} of {self.stories} dated, {self.zoned} with a known zone"
        if self.in_future:
            dates += f", {self.in_future} in the future (a run leaves such times empty): check `zone`"
        offers = [name for name, value in (("ETag", self.etag), ("Last-Modified", self.last_modified)) if value]
        return [
            self.where,
            *moved,
            f"  {', '.join(self.forms) or 'nothing'}: {self.stories} stories, {self.partial} of them leads to a page"
            + (" (set follow = true)" if self.partial and not self.followed else ""),
            f"  {dates}; newest {self.newest or '—'}, oldest {self.oldest or '—'}",
            f"  says whether it changed: {' and '.join(offers) or 'no; every poll is a full download'}",
            *(f"  can't be read: {line}" for line in self.unreadable[:5]),
        ]


async def sound(source: Source, fetcher: Fetcher, readers: Readers, limits: Limits, now: datetime) -> Sounding:
    """Fetch a source once and say what it is."""
    if source.kind == "folder":
        sent = [one for one in islice(folder.arrivals(source, lambda _: frozenset(), now, limits), FILES) if isinstance(one, Transmission)]
        found = [item for one in sent for item in await _read(source, one, readers)]
        return _summary(source, str(source.path), found, Validators(), now, final=None)
    fetched = await fetcher.fetch(source, source.url or "", Validators(), now)
    match fetched:
        case Transmission():
            answer = await _read(source, fetched, readers)
            wrong = not_a_feed(source, answer)
            if wrong is not None:
                return Sounding(source=source.id, where=source.url or "", good=False, reason=wrong)
            return _summary(source, source.url or "", answer, fetched.validators, now, final=fetched.url)
        case FetchFailed():
            return Sounding(source=source.id, where=source.url or "", good=False, reason=fetched.reason)
        case NotModified():
            return Sounding(
                source=source.id, where=source.url or "", good=False, reason="the server said 304 to a question without condition"
            )


async def _read(source: Source, sent: Transmission, readers: Readers) -> Sequence[Story | Unreadable]:
    """What one transmission holds. It is read as if we didn't know when it came: a run leaves a time in the future empty, we tell of it."""
    hints = replace(hints_for(source, sent, None), received=None)
    return await readers.read(sent.data, url=sent.url if source.kind != "folder" else None, form=form_for(source, None), hints=hints)


def _summary(
    source: Source, where: str, found: Sequence[Story | Unreadable], offers: Validators, now: datetime, *, final: str | None
) -> Sounding:
    """The counts of a sounding that succeeded."""
    stories = [item for item in found if isinstance(item, Story)]
    times = [story.published or story.updated for story in stories]
    instants = sorted(when for time in times if time is not None and (when := time.instant) is not None)
    return Sounding(
        source=source.id,
        where=where,
        good=True,
        final_url=final,
        forms=tuple(dict.fromkeys(story.form for story in stories)),
        stories=len(stories),
        partial=sum(story.partial for story in stories),
        followed=source.follow,
        unreadable=tuple(f"{item.place}: {item.reason}" for item in found if isinstance(item, Unreadable)),
        dated=sum(time is not None for time in times),
        zoned=len(instants),
        in_future=sum(when > now + FUTURE for when in instants),
        newest=instants[-1].isoformat() if instants else None,
        oldest=instants[0].isoformat() if instants else None,
        etag=offers.etag,
        last_modified=offers.last_modified,
    )
