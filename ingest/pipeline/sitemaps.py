"""What one answer opens: itself, or, where it is an index of sitemaps, the newest of those, fetched in the same pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest.harvest import Harvest, not_a_feed
from ingest.pipeline.intake import Taken, take
from ingest.terms import FetchFailed, NotModified, Validators
from normalizers.terms import Moment, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.pipeline.line import Line
    from ingest.terms import Source

MOST = 5  # sitemaps of one index asked in one pass: a news site keeps one to three of them current
RECENT = timedelta(days=3)  # a news sitemap holds two days of copy; one more for clocks and zones
EMPTY = "no entries"  # what a day's sitemap is just after midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The documents that an answer opened; or `wrong`, why it can't be what its source says.

    `faults` say why others could not be opened, `left` counts those not come to, or whose server is `held` until then: they are asked for
    again, so the answer must not look unchanged.
    """

    leaves: tuple[Taken, ...] = ()
    faults: tuple[str, ...] = ()
    left: int = 0
    held: datetime | None = None
    wrong: str | None = None


async def open_up(line: Line, source: Source, root: Taken) -> Opened:
    """A feed, listing or sitemap is its own leaf; an index opens the sitemaps it names that may hold today's news."""
    wrong = not_a_feed(source, root.found)
    if wrong is not None:
        return Opened(wrong=wrong)
    if source.kind != "news-sitemap":
        return Opened(leaves=(root,))
    opened = await _children(line, source, root) if is_index(root.found) else Opened(leaves=(root,))
    news = tuple(replace(leaf, found=current(leaf.found, line.now())) for leaf in opened.leaves)
    open_ = opened.faults or opened.left
    return replace(opened, leaves=news, wrong=None if open_ else _barren(opened.leaves, news))


async def _children(line: Line, source: Source, index: Taken) -> Opened:
    """The sitemaps of an index that were read, and why others were not."""
    urls = chosen(index.found, line.now())
    leaves: list[Taken] = []
    faults: list[str] = []
    for place, url in enumerate(urls):
        if line.stopping.is_set():
            return Opened(leaves=tuple(leaves), faults=tuple(faults), left=len(urls) - place)
        came = await take(line, source, url, Validators())
        if isinstance(came, FetchFailed) and came.hold_until is not None:
            return Opened(leaves=tuple(leaves), faults=tuple(faults), left=len(urls) - place, held=came.hold_until)
        leaf = _leaf(source, came)
        if isinstance(leaf, Taken):
            leaves.append(leaf)
        else:
            faults.append(f"{url[:200]}: {leaf}")
    return Opened(leaves=tuple(leaves), faults=tuple(faults))


def _leaf(source: Source, came: Taken | NotModified | FetchFailed) -> Taken | str:
    """What a sitemap of an index gave; or why it gave nothing, in words."""
    match came:
        case FetchFailed():
            return came.reason
        case NotModified():
            return "the server said 304 to a sitemap we never asked conditionally"
        case Taken():
            if is_index(came.found):
                return "an index within an index; name it in a source of its own"
            if all(isinstance(item, Unreadable) and item.reason == EMPTY for item in came.found):
                return replace(came, found=())
            return not_a_feed(source, came.found) or came


def _barren(leaves: Sequence[Taken], news: Sequence[Taken]) -> str | None:
    """Why sitemaps that were read give nothing, in words; None where they give something."""
    if any(leaf.known or isinstance(item, Story) for leaf in news for item in (*leaf.found, None)):
        return None
    old = sum(isinstance(item, Story) for leaf in leaves for item in leaf.found)
    if old:
        return (
            f"no news in it: none of its {old} addresses has a headline or changed in the last {RECENT.days} days; it maps the whole site"
        )
    return f"none of the {len(leaves)} sitemaps read of this index holds an entry"


def together(parts: Sequence[Harvest]) -> Harvest:
    """What several documents gave, as if it were one."""
    return Harvest(
        filings=tuple(one for part in parts for one in part.filings),
        leads=tuple(one for part in parts for one in part.leads),
        letters=tuple(one for part in parts for one in part.letters),
    )


def is_index(found: Iterable[Story | Unreadable]) -> bool:
    """Whether a document names sitemaps, not pages."""
    return any(isinstance(item, Story) and item.form == "sitemap-index" for item in found)


def chosen(found: Iterable[Story | Unreadable], now: datetime) -> tuple[str, ...]:
    """The sitemaps of an index to ask: those changed in the last days, newest first, then those that don't say, news before others.

    Where every one of them is older, the newest alone.
    """
    named = {item.url: _instant(item.updated) for item in found if isinstance(item, Story) and item.url}
    dated = sorted(((at, url) for url, at in named.items() if at is not None), key=lambda pair: pair[0], reverse=True)
    recent = [url for at, url in dated if at >= now - RECENT]
    silent = sorted((url for url, at in named.items() if at is None), key=lambda url: "news" not in url.lower())
    return tuple([*recent, *silent][:MOST] or [url for _, url in dated[:1]])


def current(found: Sequence[Story | Unreadable], now: datetime) -> list[Story | Unreadable]:
    """What of a sitemap is news: entries with a headline of their own, or changed in the last days; a whole site's old pages are not."""
    return [item for item in found if isinstance(item, Unreadable) or item.headline or _is_recent(item, now)]


def _is_recent(story: Story, now: datetime) -> bool:
    at = _instant(story.updated) or _instant(story.published)
    return at is not None and at >= now - RECENT


def _instant(stated: Moment | None) -> datetime | None:
    """When a `lastmod` says that something changed; a day counts from its beginning, and a clock without a zone as UTC."""
    if stated is None:
        return None
    try:
        return stated.instant or datetime.fromisoformat(f"{stated.iso[:19]}+00:00" if "T" in stated.iso else f"{stated.iso}T00:00:00+00:00")
    except (ValueError, OverflowError):
        return None
