"""What one answer opens: itself, or, where it is an index of sitemaps, the newest of those, fetched in the same pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest.harvest import Harvest, form_for, hints_for, not_a_feed
from ingest.terms import FetchFailed, NotModified, Transmission, Validators
from normalizers.terms import Moment, Story, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ingest.pipeline.line import Line
    from ingest.terms import Source

MOST = 5  # sitemaps of one index asked in one pass: a news site keeps one to three of them current
RECENT = timedelta(days=3)  # a news sitemap holds two days of copy; one more for clocks and zones
EMPTY = "no entries"  # what a day's sitemap is just after midnight


@dataclass(frozen=True, slots=True)
class Leaf:
    """A document that names pages: how it came, its digest in the vault, and what it holds."""

    sent: Transmission
    digest: str
    found: Sequence[Story | Unreadable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The documents that an answer opened; or `wrong`, why it can't be what its source says.

    `faults` say why others could not be opened: those are asked for again, so the answer must not look unchanged.
    """

    leaves: tuple[Leaf, ...] = ()
    faults: tuple[str, ...] = ()
    wrong: str | None = None


async def open_up(line: Line, source: Source, root: Leaf) -> Opened:
    """A feed, listing or sitemap is its own leaf; an index opens the sitemaps it names that may hold today's news."""
    wrong = not_a_feed(source, root.found)
    if wrong is not None:
        return Opened(wrong=wrong)
    if source.kind != "news-sitemap":
        return Opened(leaves=(root,))
    leaves, faults = await _children(line, source, root) if is_index(root.found) else ([root], [])
    news = [Leaf(leaf.sent, leaf.digest, current(leaf.found, line.now())) for leaf in leaves]
    return Opened(leaves=tuple(news), faults=tuple(faults), wrong=None if faults else _barren(leaves, news))


async def _children(line: Line, source: Source, index: Leaf) -> tuple[list[Leaf], list[str]]:
    """The sitemaps of an index that were read, and why others were not."""
    leaves: list[Leaf] = []
    faults: list[str] = []
    for url in chosen(index.found, line.now()):
        if line.stopping.is_set():
            return leaves, [*faults, "the run was asked to stop"]
        came = await _child(line, source, url)
        if isinstance(came, Leaf):
            leaves.append(came)
        else:
            faults.append(f"{url[:200]}: {came}")
    return leaves, faults


def _barren(leaves: Sequence[Leaf], news: Sequence[Leaf]) -> str | None:
    """Why sitemaps that were read give nothing, in words; None where they give something."""
    if any(isinstance(item, Story) for leaf in news for item in leaf.found):
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


async def _child(line: Line, source: Source, url: str) -> Leaf | str:
    """One sitemap of an index, fetched, kept and read; or why there is none, in words."""
    fetched = await line.fetcher.fetch(source, url, Validators(), line.now())
    match fetched:
        case FetchFailed():
            return fetched.reason
        case NotModified():
            return "the server said 304 to a sitemap we never asked conditionally"
        case Transmission():
            digest = line.store.keep(fetched)
    hints = hints_for(source, fetched, None)
    found = await line.readers.read(fetched.data, url=fetched.url, form=form_for(source, None), hints=hints)
    if is_index(found):
        return "an index within an index; name it in a source of its own"
    if all(isinstance(item, Unreadable) and item.reason == EMPTY for item in found):
        return Leaf(fetched, digest, ())
    return not_a_feed(source, found) or Leaf(fetched, digest, found)
