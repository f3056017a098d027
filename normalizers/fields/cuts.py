"""The body less what is no part of it: notices, tails and the dateline are taken out of its blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from normalizers.terms import Block

Span = tuple[int, int]


def without(blocks: Iterable[Block], spans: Sequence[Span], raw_text: str) -> tuple[Block, ...]:
    """The blocks less the spans of `raw_text`; a block left with no letters goes away.

    Only a block that stands where it says it stands is cut: the words at its offsets are its words.
    """
    kept = []
    for block in blocks:
        cut = _cut(block, spans) if _stands(block, raw_text) else block
        if cut is not None and any(map(str.isalnum, cut.text)):
            kept.append(cut)
    return tuple(kept)


def _stands(block: Block, raw_text: str) -> bool:
    """Whether a block's offsets are true."""
    return 0 <= block.start <= block.end and raw_text[block.start : block.end] == block.text


def _cut(block: Block, spans: Sequence[Span]) -> Block | None:
    """One block less the spans that meet it; None where no letters are left."""
    inside = merged((max(start, block.start), min(end, block.end)) for start, end in spans if start < block.end and end > block.start)
    if not inside:
        return block
    pieces, at = [], block.start
    for start, end in (*inside, (block.end, block.end)):
        pieces.append((at, start))
        at = end
    texts = [(start, block.text[start - block.start : end - block.start]) for start, end in pieces]
    texts = [(start + len(text) - len(text.lstrip()), text.strip()) for start, text in texts if text.strip()]
    if not any(char.isalpha() for _, text in texts for char in text):
        return None
    last_start, last = texts[-1]
    return replace(block, text=" ".join(text for _, text in texts), start=texts[0][0], end=last_start + len(last))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that touch made one, empty ones left out."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
