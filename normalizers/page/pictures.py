"""The story's pictures, each with its caption and its credit; no logos, icons and thumbnails of other stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from normalizers.page import hints as h
from normalizers.page.fields import joined
from normalizers.terms import Image

if TYPE_CHECKING:
    from normalizers.page.gathered import Gathered
    from normalizers.page.parts import Mark

CREDIT = 120  # characters: the longest credit of a picture
SMALL = 200  # pixels: a narrower picture is a thumbnail
_CREDIT = re.compile(
    r"(?<=[\w.!?।\"”’)])[\s|(\[–—-]{1,4}((?:(?:file\s|representative\s)?(?:photo|image|picture|pic|credit|foto|bild)s?\b[^.:/]{0,20}[:/]|©)[^:]{2,80}?)[)\]]?$",
    re.IGNORECASE,
)
_CREDITED = re.compile(r"photo|image|credit|©|/|getty|reuters|\b(?:AP|ANI|PTI|AFP|EPA|dpa)\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<=[.!?।”\"])\s+\|\s+([^\W\d_a-z][^|.]{2,40}/\s?[^\W\d_a-z][^|.]{0,40})$"
)  # The pier at dawn. | Ines Calloway/Quillbay Pictures
_COUNTED = re.compile(
    r"^(?:view|see|open|show)?\s?(?:all\s)?\d{1,3}\s(?:images|photos|pictures|bilder|fotos)$|^(?:view|open) gallery$", re.IGNORECASE
)
_DRAWN = re.compile(
    r"\.svg(?:[?#]|$)|(?:^|[/_.-])(?:logos?|icons?|spinner|placeholder|spacer|avatars?|gravatar|vgwort|blank|loader)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_WIDTH = re.compile(r"(?:[?&,/](?:w|width|resize)[=_]|[_-]w)(\d{1,4})(?=\D|$)", re.IGNORECASE)
_AROUND = " |,;:()[]–—-"


def images(got: Gathered) -> tuple[Image, ...]:
    """The story's pictures with captions and credits: those in the story's own stretch of the page, else the declared one."""
    boxes = got.walk.boxes
    found: dict[str, Image] = {}
    low = got.headline_line if got.headline_line >= 0 else got.first
    for mark in got.walk.images:
        source = mark.attributes.get("data-src") or mark.attributes.get("src") or ""
        away = not low <= mark.line <= got.last + 1 or boxes[int(mark.attributes["box"])].within & h.FURNITURE
        if not source or away or source.startswith("data:"):
            continue
        address = joined(got.url, source)
        image = _image(got, mark, address)
        if image.caption or not (_is_small(source) or _DRAWN.search(source)):  # what has a caption is a picture whatever its name
            found.setdefault(address, image)
    if not found:
        declared = [
            joined(got.url, value) for _, value in got.declared.meta("og:image", "twitter:image") if value.startswith(("http", "/"))
        ]
        return tuple(Image(url=address) for address in declared[:1])
    return tuple(found.values())[:20]


def _is_small(source: str) -> bool:
    """Whether an address asks for a picture that is too narrow for a story."""
    width = _WIDTH.search(source)
    return width is not None and 0 < int(width[1]) < SMALL


def _image(got: Gathered, mark: Mark, address: str) -> Image:
    """A picture with the caption and the credit that stand right below it."""
    lines, boxes = got.walk.lines, got.walk.boxes
    below = range(mark.line, min(mark.line + 3, len(lines)))
    rows = [number for number in below if boxes[lines[number].box].within & (h.CAPTION | h.FIGURE)]
    marked = {credit.line: credit.text for credit in got.walk.credits if credit.line in rows}
    parts = [_parted(lines[number].text, marked.get(number, "")) for number in rows]
    return Image(
        url=address,
        caption=next((caption for caption, _ in parts if caption), None),
        credit=next((credit for _, credit in parts if credit), None),
    )


def _parted(text: str, marked: str) -> tuple[str, str]:
    """What a line below a picture says of it, and the credit: marked as such, behind a word like "Photo:", or the whole line."""
    before, found, behind = text.rpartition(marked) if marked else ("", "", "")
    if found and behind.lstrip().startswith("/"):  # Photo by Ines Calloway /Quillbay Pictures
        return before.strip(_AROUND), f"{marked}{behind}".strip(_AROUND)
    if found:
        return f"{before}{behind}".strip(_AROUND), marked.strip(_AROUND)
    if _COUNTED.search(text):
        return "", ""
    tail = _CREDIT.search(text)
    if tail is not None and len(text) - tail.start(1) < CREDIT:
        return text[: tail.start()].strip(), tail[1]
    name = _NAMED.search(text)
    if name is not None:
        return text[: name.start()].strip(_AROUND), name[1]
    return ("", text) if len(text) < CREDIT and _CREDITED.search(text) else (text, "")
