"""Who may come in at all: hosts and origins we know, tokens on every change, headers that keep foreign words inert."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.desk.web.problems import Turned
from ingest.listening import known_name, peer, said_name

if TYPE_CHECKING:
    from starlette.requests import Request

    from ingest.terms import Desk

NONCE_BYTES = 16
LONGEST_ADDRESS = 64
RAW_POLICY = "default-src 'none'; sandbox; frame-ancestors 'self'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def policy(nonce: str) -> str:
    """What a page of ours may load: our style sheet, the one script that carries the page's nonce, and nothing else."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none';"
        " form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def check_host(request: Request, desk: Desk) -> None:
    """Refuse a name that nobody gave us: a page elsewhere may have bent its own name to our address. Raises Turned."""
    name = said_name(request)
    if not known_name(name, desk.listen, desk.hosts):
        raise Turned(421, "This desk is not called that", f"Name {name[:80]!r} in `hosts` of the [desk] table if it should be.")


def check_origin(request: Request) -> None:
    """Refuse a change that another site's page asks for. Raises Turned."""
    told = request.headers.get("sec-fetch-site")
    if told not in (None, "same-origin"):
        raise Turned(403, "That came from another site", "Decisions are made on this desk's own pages. Open the desk and decide there.")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise Turned(403, "That came from another site", "Decisions are made on this desk's own pages. Open the desk and decide there.")


def token(secret: bytes) -> str:
    """A token for the forms of one page: fresh each time, so that nothing can be learned from a compressed answer."""
    nonce = secrets.token_hex(NONCE_BYTES)
    return nonce + _sign(secret, nonce)


def check_token(secret: bytes, said: str) -> None:
    """Refuse a form without a token of this session. Raises Turned."""
    nonce, mark = said[: NONCE_BYTES * 2], said[NONCE_BYTES * 2 :]
    if not said.isascii() or not hmac.compare_digest(mark, _sign(secret, nonce)):
        raise Turned(403, "This form is from an earlier session", "Nothing was changed. Load the page again, and decide there.")


def _sign(secret: bytes, nonce: str) -> str:
    """The mark of a nonce."""
    return hmac.new(secret, nonce.encode(), hashlib.sha256).hexdigest()


def is_trusted(address: str, desk: Desk) -> bool:
    """Whether a proxy's word about an editor's name is taken."""
    if address == "unix":
        return "unix" in desk.trusted_proxies
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(one) for one in desk.trusted_proxies if one != "unix")


def caller(request: Request, desk: Desk) -> str:
    """The address that tries to sign in: what a trusted proxy says of it, else where the request comes from."""
    address = peer(request)
    if is_trusted(address, desk):
        told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told[:LONGEST_ADDRESS] or address
    return address


def named_by_proxy(request: Request, desk: Desk) -> str | None:
    """The editor's name that a trusted proxy gives; whatever anybody else says in that header is nothing."""
    if not desk.proxy_header or not is_trusted(peer(request), desk):
        return None
    return " ".join(request.headers.get(desk.proxy_header, "").split()) or None


def is_secure(request: Request, desk: Desk) -> bool:
    """Whether the browser speaks TLS, as far as we or a trusted proxy know."""
    if is_trusted(peer(request), desk):
        return request.headers.get("x-forwarded-proto", request.url.scheme) == "https"
    return request.url.scheme == "https"
