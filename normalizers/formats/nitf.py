"""NITF, the News Industry Text Format: one document, with its namespace or without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.formats import wire_xml as x
from normalizers.formats.draft import Draft
from normalizers.formats.nitf_fields import read_docdata, read_nitf
from normalizers.problems import DocumentError
from normalizers.terms import Unreadable, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints, WireItem

FORM = "nitf"
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]*+:)?nitf[\s>]")


def looks_like(head: bytes, media_type: str | None) -> bool:
    """Whether a document begins with NITF's own element."""
    return x.is_within(head, _ROOT)


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """Read the document, or each of several that stand in one envelope."""
    number = 0
    for place, root in x.items(data, hints, "nitf"):
        number += 1
        if isinstance(root, DocumentError):
            yield x.unreadable(FORM, place, root)
            continue
        draft = Draft(FORM)
        head = root.find("head")
        if head is not None:
            read_docdata(draft, head)
        read_nitf(draft, root)
        if language := x.language_of(root) or (root.get("baselang") or "").strip():
            draft.put("languages", Words(language, "nitf xml:lang"))
        yield draft.item()
    if number == 0:
        yield Unreadable(FORM, "document", "there is no NITF document in it")
