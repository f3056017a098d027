"""The namespaces of feeds: which vocabulary an element is of, whatever prefix or spelling a feed gives it."""

from __future__ import annotations

from functools import lru_cache

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

# RSS was given several namespaces; all of them are plain RSS, its modules are not.
_RSS = (
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/",
    "http://backend.userland.com/",
    "http://blogs.law.harvard.edu/",
    "http://channel.netscape.com/",
)
_FAMILIES = (
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom"),
    ("http://purl.org/dc/elements/1.", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.google.com/schemas/sitemap-news/", "news"),
    ("http://www.google.com/schemas/sitemap-image/", "image"),
    ("http://www.sitemaps.org/", "sitemap"),
    ("http://www.google.com/schemas/sitemap/", "sitemap"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://prismstandard.org/", "prism"),
    ("http://rssnamespace.org/feedburner/", "feedburner"),
)
# What a prefix means where a feed uses it and forgets to say so.
KNOWN_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "a10": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "media": "http://search.yahoo.com/mrss/",
    "georss": "http://www.georss.org/georss",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@lru_cache(maxsize=2048)
def split(tag: object) -> tuple[str, str]:
    """The family of an element's namespace, and its name in lower case; an unknown namespace is the family `?`.

    >>> split("{http://search.yahoo.com/mrss/}Content"), split("pubDate")
    (('media', 'content'), ('', 'pubdate'))
    """
    space, _, name = str(tag).rpartition("}")
    return _family(space.removeprefix("{")), name.lower()


def _family(space: str) -> str:
    """The short name of a namespace; some feeds write it as if it were an address to be kept safe, some in capitals."""
    if not space:
        return ""
    space = space.strip().replace("https://", "http://", 1)
    if space.startswith(_RSS) and "/modules/" not in space:
        return ""
    return next((family for prefix, family in _FAMILIES if space.startswith(prefix) or space.lower().startswith(prefix.lower())), "?")
