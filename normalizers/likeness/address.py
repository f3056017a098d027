"""The key of an address: two spellings of one page's address have the same key."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

# Parameters that tell where a reader came from, never what he reads.
_TRACKING = re.compile(
    r"^(?:utm_.*|_?ga|_gl|gclid|gclsrc|dclid|gbraid|wbraid|fbclid|igshid|igsh|msclkid|yclid|twclid|ttclid|li_fat_id|mc_[ce]id|mkt_tok"
    r"|_hs(?:enc|mi)|vero_.*|pk_.*|piwik_.*|mtm_.*|at_.*|cmpid|cmp|ncid|ocid|ito|ref|refer|referrer|ref_src|ref_url|source|src|soc_src|soc_trk"
    r"|spm|share|shared|sharetype|smid|smtyp|partner|amp|amp_.*|__twitter_impression|outputtype|print|from|via|trk|trkcampaign|rss|feed"
    r"|guccounter|guce_.*|_amp|device|mobile|s_cid|sr_share|tpcc)$",
    re.IGNORECASE,
)
_AMP_HOST = re.compile(r"^(?:amp|m|mobile|www\d?|wap|touch|lite)\.(?=[^.]+\.)", re.IGNORECASE)
_AMP_PROXY = re.compile(r"^/(?:amp/)?(?:[acvi]/)?(?:s/)?(?P<rest>[^/]+\.[^/]+/.*)$")
_LAST = re.compile(r"/(?:amp|print|index\.(?:html?|php|aspx?)|default\.aspx?|amphtml|lite)$", re.IGNORECASE)
_FIRST = re.compile(r"^/(?:amp|amphtml|print|mobile)(?=/)", re.IGNORECASE)
_FILE = re.compile(r"(?:\.amp(?=\.html?$|$)|_amp(?=\.html?$)|-amp(?=\.html?$))", re.IGNORECASE)
_PORTS = {":80", ":443"}
LONGEST = 4000


def url_key(url: str) -> str:
    """The address without what does not name the page: scheme, www, AMP and mobile hosts and paths, /print, tracking, fragment, port.

    Total: what is no address at all comes back stripped and otherwise as it was.

    >>> url_key("https://www.example.org:443/amp/story-12?utm_source=x&id=4#top")
    'example.org/story-12?id=4'
    """
    text = url.strip()[:LONGEST]
    try:
        parts = urlsplit(text)
        host = _host(parts.netloc)
    except ValueError:
        return text
    if not host:
        return text
    path, query = parts.path, parts.query
    if host.endswith((".cdn.ampproject.org", "google.com", "bing-amp.com")) and (inner := _AMP_PROXY.match(path)) and _proxied(host, path):
        host, _, path = inner["rest"].partition("/")
        host, path = _host(host), f"/{path}"
    return host + _path(path) + _query(query)


def _proxied(host: str, path: str) -> bool:
    """Whether an AMP cache serves somebody else's page."""
    return not host.endswith("google.com") or path.startswith("/amp/")


def _host(netloc: str) -> str:
    """The host in one spelling: no user, default port, trailing dot, `www`, `m` or `amp`."""
    host = netloc.rpartition("@")[2].lower()
    for port in _PORTS:
        host = host.removesuffix(port)
    host = host.rstrip(".")
    return _AMP_HOST.sub("", _AMP_HOST.sub("", host))


def _path(path: str) -> str:
    """The path without AMP, print and index parts at either end, decoded where that can't change its meaning."""
    path = _FILE.sub("", _FIRST.sub("", re.sub(r"/{2,}", "/", path)))
    for _ in range(2):
        path = _LAST.sub("", path.rstrip("/"))
    if "%" in path:
        plain = unquote(path, errors="strict") if _decodes(path) else path
        path = plain if not re.search(r"[?#%\s]", plain) else path
    return path


def _decodes(path: str) -> bool:
    """Whether the escapes of a path are UTF-8."""
    try:
        unquote(path, errors="strict")
    except UnicodeDecodeError:
        return False
    return True


def _query(query: str) -> str:
    """The parameters that name the page, in one order."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return f"?{query}"
    kept = sorted((name, value) for name, value in pairs if not _TRACKING.match(name) and (value or name not in ("amp", "print")))
    return f"?{urlencode(kept)}" if kept else ""
