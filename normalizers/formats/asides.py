"""What ninjs and NewsML-G2 have no room for, told beside their own fields under names of ours, and read back from there.

Their times want an hour and an offset, a version in NewsML-G2 is a positive number, ninjs knows no signals. Others pass over such a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from normalizers.fields.times import before
from normalizers.formats.identity import instant
from normalizers.terms import Signal, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizers.formats.draft import Draft
    from normalizers.terms import Story

OURS = "urn:copytaster:"
NONE = "none"  # a time that the story does not state, where a reader would take another in its place
MOST = 100
_SINGLE = ("canonical-url", "content-created", "expires", "version")
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def asides(story: Story) -> Iterator[tuple[str, str]]:
    """What neither standard has room for, as names and values: times by day or without a zone, and the public address."""
    times = (
        ("first-created", story.published),
        ("embargoed", story.embargoed_until),
        ("expires", story.expires),
        ("content-created", story.content_created),
    )
    yield from ((name, moment.iso) for name, moment in times if moment is not None and instant(moment) is None)
    if (changed := _changed(story)) is not None:
        yield "version-created", changed
    if story.canonical_url:
        yield "canonical-url", story.canonical_url


def _changed(story: Story) -> str | None:
    """The time of the change as the story has it, where the standard can't say it or its readers would take another one."""
    first, later = story.published, story.updated
    if later is None:
        return NONE if first is not None else None
    return later.iso if instant(later) is None or (first is not None and before(later, first)) else None


def signals(story: Story) -> Iterator[tuple[str, str]]:
    """The signals, which ninjs has no field for."""
    yield from (("signal", signal) for signal in story.signals)


def beside_g2(story: Story) -> Iterator[tuple[str, str]]:
    """What NewsML-G2 alone has no room for: a version that is no number, the section, that it is a part."""
    if story.version and not NUMBER.fullmatch(story.version):
        yield "version", story.version
    if story.section:
        yield "section", story.section
    if story.partial:
        yield "partial", "true"


def read_asides(draft: Draft, rows: Iterable[tuple[str, str]], form: str) -> None:
    """Read what stands under names of ours: it says more exactly what the standard's own fields say roughly, so it counts for them."""
    for number, (name, value) in enumerate(rows):
        text = value.strip()
        if number < MOST and text and name.startswith(OURS):
            _read(draft, name.removeprefix(OURS), text, form)


def _read(draft: Draft, name: str, text: str, form: str) -> None:
    """Read one of them; what we have no name for is passed over."""
    draft.sheet.unseen(name, text)
    words = Words(text, f"{form} {name}")
    if name in _SINGLE:
        draft.values[name.replace("-", "_")] = text
    elif name == "embargoed":
        draft.hold_back(text, name)
    elif name == "partial":
        draft.values[name] = True
    elif name == "section":
        draft.put("sections", words)
    elif name == "signal" and text in get_args(Signal):
        draft.put("signals", text)
    else:
        _read_time(draft, name, words)


def _read_time(draft: Draft, name: str, words: Words) -> None:
    """Read one of both times, in the place of what the standard's own field says roughly."""
    if name == "first-created":
        draft.lists["published"] = [words]
    elif name == "version-created":
        draft.lists["updated"] = [] if words.text == NONE else [words]
        draft.values["as_stated"] = True
