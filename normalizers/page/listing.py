"""A listing: a page that is read for its links alone. A selector says which of them lead to stories."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from normalizers.markup import Element, decode, spaced, tree
from normalizers.terms import Unreadable, WireItem, Words, Zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizers.rulebook import HouseStyle
    from normalizers.terms import Hints

FORM = "listing"
MAX_LINKS = 200  # of one page: the longest section fronts have about a hundred
MAX_WORDS = 300  # characters of an anchor: what is longer is a card around a whole teaser
_XPATH = re.compile(r"\(*\.?/")  # no CSS selector begins like that
_ANY_PAGE = '<html><body><main><h2><a href="/a">a</a></h2></main></body></html>'
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parse(data: bytes, url: str | None, hints: Hints, style: HouseStyle) -> Iterator[WireItem | Unreadable]:
    """The links that the selector of the hints finds, in the order of the page, each once: leads to the pages of stories."""
    del style
    why = fault(hints.links)
    if hints.links is None or why:
        yield Unreadable(FORM, "document", why or "a listing is read with a selector of its links, and none was given")
        return
    root = tree(decode(data, charset=hints.charset))
    found = _addressed(root, _chosen(root, hints.links), url or "")
    if not found:
        yield Unreadable(FORM, "document", f"the selector {hints.links!r} finds no link on the page; look at it with `sources check`")
    for address, words in found[:MAX_LINKS]:
        yield _lead(address, words)
    if len(found) > MAX_LINKS:
        rest = f"links {MAX_LINKS + 1}–{len(found)} left out"
        yield Unreadable(FORM, f"link {MAX_LINKS + 1}", f"{rest}: at most {MAX_LINKS} of one page are taken; narrow {hints.links!r}")


def fault(selector: str | None) -> str | None:
    """What is wrong with a selector, in words; None where it can be used.

    >>> fault("main h2 a"), fault("//main//h2/a")
    (None, None)
    >>> fault("main h2 >")
    "'main h2 >' is no CSS selector (Expected selector, got <EOF at 9>)"
    """
    if selector is None:
        return None
    kind = "XPath" if _XPATH.match(selector) else "CSS selector"
    try:
        found = _finder(selector)(tree(_ANY_PAGE))
    except (SelectorError, etree.XPathError, ValueError) as error:
        return f"{selector!r} is no {kind} ({error})"
    return None if isinstance(found, list) else f"{selector!r} finds no elements but {type(found).__name__}; name the links themselves"


@lru_cache(maxsize=256)
def _finder(selector: str) -> etree.XPath:
    """A selector made ready."""
    path = selector if _XPATH.match(selector) else HTMLTranslator().css_to_xpath(selector)
    return etree.XPath(path, regexp=False)


def _chosen(root: Element, selector: str) -> Iterator[Element]:
    """The elements with an address that a selector means: those it names, those within, or the link around them."""
    found = _finder(selector)(root)
    for one in found if isinstance(found, list) else ():
        element = one if isinstance(one, etree._Element) else getattr(one, "getparent", _nobody)()  # of `//a/@href`, the link
        if isinstance(element, etree._Element):
            inside = [each for each in element.iter("*") if each.get("href")]
            yield from inside or [above for above in element.iterancestors() if above.get("href")][:1]


def _nobody() -> None:
    """The parent of what stands in no tree."""


def _addressed(root: Element, chosen: Iterator[Element], url: str) -> list[tuple[str, str]]:
    """Whole addresses with the fullest words that lead there, each address once and never the page itself."""
    base = next((href for one in root.iter("base") if (href := _whole(url, one.get("href") or ""))), url)
    found: dict[str, str] = {}
    for element in chosen:
        address = _whole(base, element.get("href") or "")
        if address is None or address == urldefrag(url).url:
            continue
        words = _words(element)
        if len(words) > len(found.setdefault(address, "")):
            found[address] = words
    return list(found.items())


def _whole(base: str, href: str) -> str | None:
    """A link as a whole address of the web; None for any other."""
    try:
        address = urldefrag(urljoin(base, href.strip())).url
        parts = urlsplit(address)
        return address if href.strip() and parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _words(element: Element) -> str:
    """What a link says: its heading where it is a whole card, else its words, its title, its picture's text."""
    headings = [*element.iter(*_HEADINGS)]
    said = (spaced(" ".join(map(str, one.itertext("*")))) for one in (*headings[:1], element))
    pictures = (one.get("alt") or "" for one in element.iter("img"))
    told = (spaced(text) for text in (element.get("title") or "", element.get("aria-label") or "", *pictures))
    return next((words[:MAX_WORDS] for words in (*said, *told) if words), "")


def _lead(address: str, words: str) -> WireItem:
    """A link as an item that holds less than its story; its address stands below a form feed, where nobody sees it."""
    raw_text = f"{words}\n\f\nlink: {address}" if words else f"\f\nlink: {address}"
    zones = (*((Zone("headline", 0, len(words)),) if words else ()), Zone("meta", raw_text.index("\f") + 2, len(raw_text)))
    headlines = (Words(words, "listing link"),) if words else ()
    return WireItem(form=FORM, raw_text=raw_text, zones=zones, uri=address, url=address, partial=True, headlines=headlines)
