"""What a page declares about itself where nobody sees it: meta tags and JSON-LD."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from normalizers.fields.names import folded
from normalizers.markup import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_NODES = 2000
MAX_DEPTH = 12
MAX_SCRIPT = 2_000_000
_STORIES = re.compile(r"Article|NewsStory|BlogPosting|Report|Review|Posting|Recipe|HowTo", re.IGNORECASE)
_BRACKETS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_BROKEN = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage|description|@type)"\s*:\s*"((?:[^"\\\n]|\\.){1,2000}+)"'
)
_TRAILING = re.compile(r",(\s*[}\]])")

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Declared:
    """The meta tags by name, in order, and the JSON-LD node that is this page."""

    metas: Mapping[str, Sequence[str]]
    story: Node = field(default_factory=dict)
    nodes: Sequence[Node] = ()

    def meta(self, *names: str) -> Iterator[tuple[str, str]]:
        """The values of meta tags with their names, names in the order asked."""
        for name in names:
            for value in self.metas.get(name, ()):
                yield name, value

    def first(self, *names: str) -> str | None:
        """The first value of the meta tags of these names."""
        return next((value for _, value in self.meta(*names)), None)

    def said(self, *keys: str) -> Iterator[tuple[str, object]]:
        """The values of the story's node with their keys; lists are taken apart."""
        for key in keys:
            for value in listed(self.story.get(key)):
                yield key, value

    def whole(self, value: object) -> object:
        """A node that says no type of its own with what the node of the same `@id` says elsewhere: most blogs name their writers so."""
        if not isinstance(value, dict) or "@type" in value or "@id" not in value:
            return value
        return {**next((node for node in self.nodes if node.get("@id") == value["@id"]), {}), **value}


def listed(value: object) -> list[object]:
    """A value as a list: JSON-LD writes one thing without brackets."""
    if value is None or value == "":
        return []
    return value[:100] if isinstance(value, list) else [value]


def named(value: object) -> str:
    """The name of a person or organization, which JSON-LD writes as a string or a node; empty where there is none."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName") or ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return text_of(value)


def text_of(value: object) -> str:
    """A string of the declaration as one line of plain text; empty for anything else."""
    return plain(value[:20_000]) if isinstance(value, str) else ""


def types(node: Mapping[str, object]) -> str:
    """The types of a node in one string."""
    return " ".join(value for value in listed(node.get("@type")) if isinstance(value, str))


def declared(metas: Sequence[tuple[str, str]], scripts: Sequence[str], addresses: Sequence[str], titles: Sequence[str]) -> Declared:
    """Gather meta tags and JSON-LD; `addresses` and `titles` are the page's own and tell which node is this page."""
    by_name: dict[str, list[str]] = {}
    for name, content in metas:
        value = plain(content[:20_000])
        if value:
            by_name.setdefault(name, []).append(value)
    nodes: list[Node] = []
    for script in scripts[:60]:
        nodes += _nodes(script)
    return Declared(by_name, _this_page(nodes, addresses, titles), nodes)


def _nodes(script: str) -> list[Node]:
    """Every node of a script, also those within a graph or another node."""
    source = script[:MAX_SCRIPT].strip()
    if not source.startswith(("{", "[")) or not source.endswith(("}", "]")):
        source = _BRACKETS.sub("", source).strip().rstrip(";")
    value: object
    try:
        value = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        try:
            value = json.loads(_TRAILING.sub(r"\1", source), strict=False)
        except (ValueError, RecursionError):
            return _salvaged(source)
    found: list[Node] = []
    _gather(value, found, 0)
    return found


def _gather(value: object, found: list[Node], depth: int) -> None:
    """Collect the typed nodes of a value, outermost first."""
    if depth > MAX_DEPTH or len(found) > MAX_NODES:
        return
    if isinstance(value, list):
        for part in value[:500]:
            _gather(part, found, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "headline" in value:
            found.append(value)
        for key, part in value.items():
            if isinstance(part, (dict, list)) and key not in ("author", "publisher", "image", "logo"):
                _gather(part, found, depth + 1)


def _salvaged(source: str) -> list[Node]:
    """What can still be read of JSON that is broken: the first of each plain key."""
    node: Node = {}
    for key, value in _BROKEN.findall(source[:100_000]):
        try:
            node.setdefault(key, json.loads(f'"{value}"', strict=False))
        except ValueError:
            continue
    return [node] if "headline" in node or "datePublished" in node else []


def _this_page(nodes: Sequence[Node], addresses: Sequence[str], titles: Sequence[str]) -> Node:
    """The node that is this page's story: by its address and headline, else the first of an article's type."""
    stories = [node for node in nodes if _STORIES.search(types(node)) or ("headline" in node and "datePublished" in node)]
    if not stories:
        return next((node for node in nodes if "datePublished" in node and not re.search(r"Video|Image|Audio|Comment", types(node))), {})
    paths = {_path(address) for address in addresses if address}
    wanted = {folded(title) for title in titles if title}

    def rank(node: Node) -> tuple[int, int]:
        own = any(_path(address) in paths for key in ("url", "mainEntityOfPage", "@id") for address in _addresses(node.get(key)))
        headline = folded(text_of(node.get("headline") or node.get("name")))
        alike = bool(headline) and any(headline in title or title in headline for title in wanted)
        return (-2 * own - 2 * alike - ("datePublished" in node) - ("author" in node), 0)

    return min(stories, key=rank)


def _addresses(value: object) -> list[str]:
    """The addresses in a node's reference to a page."""
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return [part for part in listed(value) if isinstance(part, str)]


def _path(address: str) -> str:
    """The part of an address by which two spellings of one page agree."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    return parts.path.rstrip("/").lower() + ("?" + parts.query if parts.path in ("", "/", "/index.php") else "")
