"""The body with its evidence marked where it stood: words inside paragraphs, notices between them, and what no reader of the page saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from normalizers.terms import Block, Evidence, Story

HIDDEN = "\f"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `evidence` is the number of the quote that marks it, None for plain words."""

    text: str
    evidence: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One block of the body, or a `notice` that stood between two of them and is no copy."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A body with its quotes in place; `before` are those that stood above it, `hidden` those in the page's markup."""

    before: tuple[int, ...]
    parts: tuple[Part, ...]
    hidden: tuple[int, ...]


def marked(story: Story) -> Marked:
    """Mark the evidence of a story in its body."""
    quotes = sorted(enumerate(story.provenance.evidence), key=lambda one: (one[1].start, one[1].end))
    edge = story.raw_text.find(HIDDEN)
    hidden = tuple(n for n, one in quotes if 0 <= edge <= one.start)
    open_ = [(n, one) for n, one in quotes if n not in hidden]
    spans = [_span(story, block) for block in story.body]
    first = min((start for start, _ in spans if start >= 0), default=len(story.raw_text))
    parts: list[Part] = []
    done = {n for n, one in open_ if one.end <= first}
    before = tuple(n for n, one in open_ if one.end <= first)
    for block, (start, end) in zip(story.body, spans, strict=True):
        if start >= 0:
            parts += [_notice(n, one) for n, one in open_ if n not in done and one.end <= start]
            done |= {n for n, one in open_ if one.end <= start}
        inside = [(n, one) for n, one in open_ if start >= 0 and one.start < end and one.end > start and n not in done]
        parts.append(Part(block.kind, _pieces(block.text, start, inside)))
        done |= {n for n, _ in inside}
    parts += [_notice(n, one) for n, one in open_ if n not in done]
    return Marked(before, tuple(parts), hidden)


def _span(story: Story, block: Block) -> tuple[int, int]:
    """Where a block's words stand in the raw text; -1 where they can't be found as they are."""
    if block.start >= 0 and story.raw_text[block.start : block.end] == block.text:
        return block.start, block.end
    at = story.raw_text.find(block.text, max(0, block.start)) if block.text else -1
    return (at, at + len(block.text)) if at >= 0 else (-1, -1)


def _notice(number: int, quote: Evidence) -> Part:
    """A quote that is no copy, in its place."""
    return Part("notice", (Piece(quote.quote, number),))


def _pieces(text: str, start: int, inside: list[tuple[int, Evidence]]) -> tuple[Piece, ...]:
    """A block's words, cut where quotes begin and end; of two that overlap the first is marked."""
    pieces: list[Piece] = []
    at = 0
    for number, quote in inside:
        left, right = max(at, quote.start - start), min(len(text), quote.end - start)
        if left >= right:
            continue
        pieces += [Piece(text[at:left])] if left > at else []
        pieces.append(Piece(text[left:right], number))
        at = right
    return (*pieces, Piece(text[at:])) if at < len(text) or not pieces else tuple(pieces)
