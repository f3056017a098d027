"""The wire formats: one file a format, what it looks like and how it is read, in the order in which a document is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from normalizers.formats import anpa_1312, ap_media, dpa, feed, iptc_7901, json_feed, mail, newsml_1, newsml_g2, ninjs, nitf, wire_text
from normalizers.formats.slip import Slip
from normalizers.rulebook import HouseStyle
from normalizers.terms import Hints, Unreadable, WireItem

LooksLike = Callable[[bytes, str | None], bool]
Parse = Callable[[bytes, str | None, Hints, HouseStyle], Iterator[WireItem | Slip | Unreadable]]


@dataclass(frozen=True, slots=True)
class Format:
    """A form of copy: its name, how its first bytes are known, and who reads it."""

    form: str
    looks_like: LooksLike
    parse: Parse

    def items(self, data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
        """What `parse` gives, every slip of a feed laid out."""
        for one in self.parse(data, url, hints, style):
            yield one.item if isinstance(one, Slip) else one


_ALL = (
    Format(mail.FORM, mail.looks_like, mail.parse),  # first: what a mail encloses stands within its first bytes too
    *(Format(form, feed.sniffer(form), feed.parse) for form in feed.FORMS),
    Format(json_feed.FORM, json_feed.looks_like, json_feed.parse),
    Format(ap_media.FORM, ap_media.looks_like, ap_media.parse),
    Format(dpa.FORM, dpa.looks_like, dpa.parse),
    Format(ninjs.FORM, ninjs.looks_like, ninjs.parse),
    Format(newsml_g2.FORM, newsml_g2.looks_like, newsml_g2.parse),
    Format(newsml_1.FORM, newsml_1.looks_like, newsml_1.parse),
    Format(nitf.FORM, nitf.looks_like, nitf.parse),
    Format(iptc_7901.FORM, iptc_7901.looks_like, iptc_7901.parse),
    Format(anpa_1312.FORM, anpa_1312.looks_like, anpa_1312.parse),
    Format(wire_text.FORM, wire_text.looks_like, wire_text.parse),
)
FORMATS: Mapping[str, Format] = MappingProxyType({format_.form: format_ for format_ in _ALL})
