"""Sources as an OPML list, and back: what other feed readers know, and all our own keys beside it in a namespace of ours."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from lxml import etree

from ingest.settings.rows import SourceRow
from ingest.terms import Source
from normalizers.problems import CopytasterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ingest.settings.edit import Value
    from normalizers.markup import Element

OURS = "urn:copytaster:source"
MOST_BYTES = 4_000_000
LONGEST = 200
LONGEST_NUMBER = 10
_PLAIN = frozenset({"url", "name"})  # they have their own places in OPML
_ROW = {field.name: field.type for field in msgspec.structs.fields(SourceRow)}
_DEFAULTS = {field.name: field.default for field in fields(Source)}


class NoOpml(CopytasterError):
    """A document that is no OPML list."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One source of a list: its address and its keys as sources.toml has them; `folder` is where it stood, `Papers / India`."""

    url: str
    values: Mapping[str, Value]
    folder: str | None = None


def to_opml(sources: Iterable[Source], title: str) -> bytes:
    """Sources of the web as OPML 2.0; folders have no address and are left out."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"copytaster": OURS})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in sources:
        if source.url is not None:
            etree.SubElement(body, "outline", _attributes(source))
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _attributes(source: Source) -> dict[str, str]:
    """A source's outline: a page is a link, everything else counts as a feed."""
    where = {"type": "link", "url": source.url or ""} if source.kind == "page" else {"type": "rss", "xmlUrl": source.url or ""}
    kept = {f"{{{OURS}}}{key}": _text(value) for key, value in _own(source)}
    title = {"title": _xml(source.name)} if source.name else {}
    return {"text": _xml(source.name or source.id), **title, **{key: _xml(value) for key, value in (where | kept).items()}}


def _own(source: Source) -> Iterator[tuple[str, object]]:
    """The keys that a row of sources.toml must have to read back as this source: those that are not as they are by default."""
    for key in _ROW:
        value = getattr(source, key, None)
        if key not in _PLAIN and value is not None and (key in ("id", "kind") or value != _DEFAULTS.get(key)):
            yield key, value


def _text(value: object) -> str:
    """A value as an attribute says it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _xml(text: str) -> str:
    """Text without the characters that XML can't hold."""
    return "".join(sign for sign in text if sign.isprintable() or sign in " \t\n")


def from_opml(data: bytes) -> tuple[Outline, ...]:
    """The sources of a list, in its order. Raises `NoOpml`. No entity is expanded, nothing is loaded."""
    if len(data) > MOST_BYTES:
        raise NoOpml(f"the list has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None or root.tag != "opml":
        raise NoOpml("this is no OPML list: its first element must be <opml>")
    return tuple(outline for node in root.iter("outline") if (outline := _outline(node)) is not None)


def _outline(node: Element) -> Outline | None:
    """One outline as a source; None for a folder, a remark, or what is not of the web."""
    url = (node.get("xmlUrl") or (node.get("url") if node.get(f"{{{OURS}}}kind") else None) or "").strip()
    if not _is_address(url):
        return None
    kept = {key: value for key in _ROW if key not in _PLAIN and (value := _value(key, node.get(f"{{{OURS}}}{key}"))) is not None}
    name = _line(node.get("title") or node.get("text"))
    named = {"name": name} if name and name != kept.get("id") else {}
    return Outline(url=url, values={"kind": "feed", **kept, "url": url, **named}, folder=_folder(node))


def _value(key: str, text: str | None) -> Value | None:
    """An attribute as the key's own type; None where it is not there, or says nothing of that type."""
    if text is None:
        return None
    ways: tuple[object, ...] = (int(text),) if text.isdecimal() and len(text) < LONGEST_NUMBER else ()
    for given in (*ways, text.split() if key == "allow_private" else text):
        try:
            value = msgspec.convert(given, _ROW[key], strict=not isinstance(given, str))
        except msgspec.ValidationError:
            continue
        return value if isinstance(value, str | int | float | bool | tuple) else None
    return None


def _folder(node: Element) -> str | None:
    """The folders that an outline stands in, and the categories it names."""
    above = [_line(one.get("title") or one.get("text")) for one in node.iterancestors("outline")]
    told = " / ".join(name for name in reversed(above) if name) or _line(node.get("category"))
    return told[:LONGEST] if told else None


def _line(text: str | None) -> str | None:
    """Words on one line, and not too many."""
    return " ".join((text or "").split())[:LONGEST] or None


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:
        return False
