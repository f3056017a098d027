"""The lines that sign a story at its foot: `(Reporting by Ilsa Brandt in Port Karwi; Editing by Tom Reed)`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizers.fields.byline import Byline, split_byline
from normalizers.terms import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from normalizers.terms import Publisher

SOURCE = "sign-off"
_ASIDE = re.compile(r"\(\([^()]{0,200}\)\)|\S{1,64}@\S{1,120}")  # how to reach them
_PART = re.compile(r";|(?<=[^\W\d_]{2})\.(?=\s|$)|,(?=\s(?:\w+\s)?(?:\w+ing|compiled|produced|translated)\sby\s)", re.IGNORECASE)
_WORK = re.compile(r"(?:[\w-]+\s){0,2}(?:report|writ|edit|compil|translat|produc|bericht|redigiert)\w*\s(?:by|von)\s", re.IGNORECASE)


def signed_off(lines: Sequence[str], *, publisher: Publisher, is_agency: Callable[[str], bool], language: str | None) -> Byline:
    """Those who sign at the foot: reporters, desks and editors."""
    parts = [part.strip(" ()") for line in lines for part in _PART.split(_ASIDE.sub(" ", line))]
    words = [Words(part, SOURCE) for part in parts if _WORK.match(part)]
    return split_byline(words, (), publisher=publisher, is_agency=is_agency, language=language)


def beside(byline: Byline, foot: Byline, *, reporters: bool) -> Byline:
    """A byline with those at the foot: editors and desks beside its own, `reporters` where it names nobody, not even an agency."""
    return replace(
        byline,
        persons=foot.persons if reporters and not (byline.persons or byline.printed) else byline.persons,
        desks=tuple(dict.fromkeys((*byline.desks, *foot.desks))),
        editors=tuple(dict.fromkeys((*byline.editors, *foot.editors))),
    )
