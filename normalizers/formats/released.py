"""What all that leaves for readers says of a story alike: its title, who signs it, where it lies, and the lines below its copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from normalizers.formats.identity import amended_lines, carried_line, observed_line, provenance_line
from normalizers.formats.ninjs_out import body_html
from normalizers.formats.xml_out import clean
from normalizers.terms import Block, Story

if TYPE_CHECKING:
    from collections.abc import Iterator

# An entry of a feed: its stable id, the time its content last changed (ISO 8601 with offset), the story.
Entries = Sequence[tuple[str, str, Story]]
# What was taken back: the id of the entry, and when.
Withdrawn = Sequence[tuple[str, str]]
UNTITLED = "Untitled"
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def title_of(story: Story) -> str:
    """What the story is called: its headline, else its slug."""
    return clean(story.headline or "").strip() or clean(story.slugline or "").strip() or UNTITLED


def author_of(story: Story) -> str | None:
    """Who signs it: the byline as printed, else its people, else the publisher."""
    return story.byline or ", ".join(story.persons) or publisher_of(story)


def publisher_of(story: Story) -> str | None:
    """The publisher by its name, else by its site."""
    return story.publisher.name or story.publisher.domain


def agencies_of(story: Story) -> tuple[str, ...]:
    """The agencies whose words it holds, each once; the sources of pictures wrote nothing."""
    return tuple(dict.fromkeys(credit.name for credit in story.provenance.credits if credit.role != "photo"))


def web(address: str | None) -> str | None:
    """An address that a reader may follow: of the web, and nothing that a browser would run."""
    return address if address and _WEB.fullmatch(address) else None


def address_of(story: Story) -> str | None:
    """Where the story lies on the web."""
    return web(story.canonical_url) or web(story.url)


def dateline_of(story: Story) -> str | None:
    """The dateline, where the copy does not begin with it."""
    told = story.dateline.text if story.dateline else None
    return None if not told or story.body_text.startswith(told) else told


def topics_of(story: Story) -> tuple[str, ...]:
    """What it is about: keywords and the names of subjects, each once."""
    return tuple(dict.fromkeys((*story.keywords, *(subject.name for subject in story.subjects))))


def below(story: Story) -> Iterator[str]:
    """The lines below the copy that say where it comes from: the publisher's own words, then ours, then what our desk changed."""
    yield from (statement.text for statement in story.provenance.statements)
    for line in (provenance_line(story), observed_line(story.provenance)):
        if line:
            yield line
    yield from (f"Amended: {line}" for line in amended_lines(story))


def content_html(story: Story) -> str:
    """The copy with its dateline and the lines below it, as HTML; in a feed of many houses each entry says whose it is."""
    head = [Block("p", line) for line in (dateline_of(story),) if line]
    lines = [line for line in (carried_line(story), *below(story)) if line]
    if story.credit_line and not any(story.credit_line in line for line in lines):
        lines.append(f"Credit: {story.credit_line}")
    return clean(body_html((*head, *story.body, *(Block("p", line) for line in lines))))


def last_change(entries: Entries, withdrawn: Withdrawn, updated: str) -> str:
    """When a feed last changed: with the youngest of its entries and tombstones; `updated` for one that has none.

    Written anew without news, a feed stays the same to the byte, so that readers are told "not modified".
    """
    times = [changed for _, changed, _ in entries] + [when for _, when in withdrawn]
    return max((time for time in times if _instant(time)), key=_instant, default=updated)


def _instant(time: str) -> float:
    """A time as seconds; 0 for what is no instant."""
    try:
        value = datetime.fromisoformat(time)
    except ValueError:
        return 0.0
    return value.timestamp() if value.tzinfo else 0.0
