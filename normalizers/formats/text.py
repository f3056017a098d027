"""A story as printed copy: what an editor reads in a terminal or pastes into a page."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from normalizers.formats.identity import amended_lines, carried_line, observed_line, provenance_line, uri_of
from normalizers.formats.released import dateline_of
from normalizers.formats.xml_out import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.terms import Block, Story

WIDTH = 100
QUOTE = 80  # characters of a proof
END = "-ends-"  # below it stands nothing that may run
_CONTROLS = re.compile("[\r\x7f-\x9f]")


def as_text(story: Story, *, withdrawn: bool = False) -> str:
    """Print a story: slug and status, headline, summary, byline, times, dateline, body, end mark, notices and where it comes from.

    One that is withdrawn is said to be so, without a word of its copy. Characters that steer a terminal are left out.
    """
    parts = (f"WITHDRAWN\n\nDo not use: {uri_of(story)}",) if withdrawn else _parts(story)
    return _CONTROLS.sub("", clean("\n\n".join(parts))) + "\n"


def _parts(story: Story) -> Iterator[str]:
    """The parts of the print, from top to bottom."""
    if top := "  ".join(_top(story)):
        yield top
    for text in (story.headline, story.summary):
        if text:
            yield _wrapped(text)
    if signed := "\n".join(_signed(story)):
        yield signed
    if dateline := dateline_of(story):
        yield dateline
    yield from (_block(block) for block in story.body)
    if story.body:
        yield END
    if foot := "\n".join(_foot(story)):
        yield f"{'-' * 20}\n{foot}"


def _top(story: Story) -> Iterator[str]:
    """The slug line: slug, urgency, signals, and a warning where the copy must not run yet."""
    if story.slugline:
        yield story.slugline
    if story.urgency:
        yield f"URGENCY {story.urgency}"
    yield from (signal.upper() for signal in story.signals)
    if story.pub_status != "usable":
        yield story.pub_status.upper()
    if story.embargoed_until:
        yield f"EMBARGOED UNTIL {story.embargoed_until.iso}"


def _signed(story: Story) -> Iterator[str]:
    """Who signs it, and when it appeared."""
    if story.byline:
        yield story.byline
    times = [("published", story.published), ("updated", story.updated)]
    if told := " · ".join(f"{name} {moment.iso}" for name, moment in times if moment):
        yield told


def _foot(story: Story) -> Iterator[str]:
    """What stands below the copy: notes, credit, terms, the publisher's own notices, where it comes from."""
    rows = [("Note", story.ed_note), ("Credit", story.credit_line), ("Terms", story.usage_terms), ("Copyright", story.copyright_notice)]
    yield from (_wrapped(f"{name}: {value}") for name, value in rows if value)
    yield from (_wrapped(statement.text) for statement in story.provenance.statements)
    if line := provenance_line(story):
        yield _wrapped(f"Provenance: {line}")
    yield from (_wrapped(line) for line in (carried_line(story), observed_line(story.provenance)) if line)
    yield from (_wrapped(f"Amended: {line}") for line in amended_lines(story))
    yield from _proofs(story)
    if address := story.canonical_url or story.url:
        yield address


def _proofs(story: Story) -> Iterator[str]:
    """The words that credit each agency, and those of a notice that could not be read; what is printed above is not printed again."""
    told = story.provenance
    printed = {statement.evidence for statement in told.statements}
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for credit in told.credits:
        alike.setdefault((credit.role, credit.evidence), []).append(credit.name)
    for (role, proofs), names in alike.items():
        quotes = [_quoted(told.evidence[at].quote) for at in proofs if at not in printed]
        quotes += ["its notice"] if printed.intersection(proofs) else []
        yield _hung(f"{', '.join(names)} ({role}): {', '.join(quotes)}")
    for conflict in told.conflicts:
        yield _hung(" ".join(conflict.says.split()))


def _hung(text: str) -> str:
    """A remark in lines of a readable length, set in below the line it belongs to."""
    return textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _quoted(quote: str) -> str:
    """A proof on one line, cut where it gets long."""
    words = " ".join(quote.split())
    return f"“{words}”" if len(words) <= QUOTE else f"“{words[: QUOTE - 1]}…”"


def _block(block: Block) -> str:
    """One block of the body; tables and preformatted text keep their lines."""
    match block.kind:
        case "pre" | "table":
            return block.text
        case "li":
            return textwrap.fill(block.text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False)
        case "quote":
            return textwrap.fill(block.text, WIDTH, initial_indent="  > ", subsequent_indent="  > ", break_long_words=False)
        case "p" | "h":
            return _wrapped(block.text)


def _wrapped(text: str) -> str:
    """A paragraph in lines of a readable length; no address is broken."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
