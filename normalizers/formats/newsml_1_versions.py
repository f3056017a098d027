"""The versions of a NewsML 1 item that says the same in several languages: each is a story of its own."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, NamedTuple

from normalizers.formats import wire_xml as x
from normalizers.formats.newsml_1_content import formal
from normalizers.markup import Element  # noqa: TC001 - a field of a NamedTuple, whose type is looked up

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_VERSIONS = 24  # of one item: the European Union's languages
_SPOKEN = frozenset(("ByLine", "HeadLine", "KeywordLine", "SlugLine", "SubHeadLine"))  # lines in the language of their component


class Version(NamedTuple):
    """An item in one language: `mark` sets its identity apart from that of the others; both are empty where it is the only one."""

    item: Element
    language: str = ""
    mark: str = ""


def versions_of(item: Element) -> Iterator[Version]:
    """An item as it is, or once a language: the parts in it, and those that are in none.

    The language of the whole has no mark, so that a version which comes to be translated stays the same story.
    """
    found = _siblings(item)
    tags = {_stem(tag): tag for tag in reversed(found.values())}
    if not 1 < len(tags) <= MAX_VERSIONS:
        yield Version(item)
        return
    whole = next((_stem(tag) for above in next(iter(found)).iterancestors("NewsComponent") if (tag := _language(above))), "")
    main = whole if whole in tags else _stem(next(iter(found.values())))
    for stem, tag in sorted(tags.items(), key=lambda pair: list(map(_stem, found.values())).index(pair[0])):
        yield Version(_without(item, found, stem), tag, "" if stem == main else f"#{stem}")


def _without(item: Element, found: dict[Element, str], stem: str) -> Element:
    """A copy of an item without the components that speak another language, and without what the whole says in another."""
    version = deepcopy(item)
    for part, twin in zip(list(item.iter("NewsComponent")), list(version.iter("NewsComponent")), strict=True):
        tag = found.get(part) or _language(part)
        above = twin.getparent()
        if part in found and _stem(tag) != stem and above is not None:
            above.remove(twin)
        elif part not in found and tag and _stem(tag) != stem:
            for line in list(twin.iterfind("NewsLines/*")):
                if line.tag in _SPOKEN:
                    line.getparent().remove(line)  # type: ignore[union-attr]  # found below a parent
    return version


def _siblings(item: Element) -> dict[Element, str]:
    """The outermost components that stand beside each other, each with words in a language of its own, and these languages."""
    for around in item.iter("NewsItem", "NewsComponent"):
        spoken = {one: _language(one) for one in around.iterfind("NewsComponent") if _language(one) and _has_words(one)}
        if len(set(map(_stem, spoken.values()))) > 1:
            return spoken
    return {}


def _has_words(component: Element) -> bool:
    """Whether a component holds copy."""
    return any(x.words_of(data) for data in component.iter("DataContent"))


def _language(component: Element) -> str:
    """The language a component declares for itself."""
    return x.language_of(component) or formal(component.find("DescriptiveMetadata/Language"))


def _stem(tag: str) -> str:
    """A language without its region, in small letters."""
    return tag.lower().partition("-")[0]
