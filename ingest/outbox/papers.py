"""One despatch as a document of its own, in the format that the target reads, under a name that counts once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.outbox.content import ninjs_of
from ingest.outbox.outside import for_outside
from ingest.outbox.whole import file_name
from normalizers.formats.html_out import as_html
from normalizers.formats.newsml_g2_out import as_newsml_g2
from normalizers.formats.text import as_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.terms import Despatch, OutFormat
    from normalizers.terms import Story


def document(row: Despatch, form: OutFormat, desk: str) -> bytes:
    """A despatch in a format; what is called back is canceled and carries none of its copy."""
    if form == "ninjs":
        return as_bytes(ninjs_of(row, desk), indent=1) + b"\n"
    gone = row.op == "withdraw"
    story = for_outside(row.story, desk)
    return WRITERS[form](without_copy(story) if gone else story, gone)


def name_of(row: Despatch, form: OutFormat) -> str:
    """The name of its document: the idempotency key, with the format's ending."""
    return f"{file_name(row.idempotency_key)}.{ENDINGS[form]}"


def as_bytes(value: object, indent: int | None = None) -> bytes:
    """JSON for receivers; half a surrogate pair becomes its escape, never an error."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace")


def without_copy(story: Story) -> Story:
    """What is left to tell of a story that is called back: what it was, none of its copy. An identity made of its words stays the same."""
    return replace(story, body=(), summary=None, images=(), byline=None, persons=())


def _newsml(story: Story, gone: bool) -> bytes:  # noqa: FBT001 - a writer's place in the list
    return as_newsml_g2(story, withdrawn=gone)


def _html(story: Story, gone: bool) -> bytes:  # noqa: FBT001 - a writer's place in the list
    return as_html(story, withdrawn=gone)


def _text(story: Story, gone: bool) -> bytes:  # noqa: FBT001 - a writer's place in the list
    return as_text(story, withdrawn=gone).encode("utf-8", "backslashreplace")


WRITERS: dict[str, Callable[[Story, bool], bytes]] = {"newsml-g2": _newsml, "html": _html, "text": _text}
ENDINGS: dict[str, str] = {"ninjs": "json", "newsml-g2": "xml", "html": "html", "text": "txt"}
