"""A URL taken apart strictly, before any network (stage `parse` of the fetch guard).

Own code instead of urlsplit, which deletes tabs, reads `http://127.0.0.1\\@example.com/` as
example.com while requests connects to 127.0.0.1, and knows nothing of look-alike digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna

from data import hosts
from data.indexing.refusals import RefusedUrl

MAX_LENGTH = 2048
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?![0-9])", re.ASCII | re.IGNORECASE).match
_AUTHORITY = re.compile(r"//([^/?#]*)").match
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII).fullmatch
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class UrlParts:
    """`host` is an A-label name or an address (IPv6 without brackets); path and query are raw."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: str


def parse(url: str) -> UrlParts:
    """Take a URL apart; raises RefusedUrl with a code of the stage `parse`."""
    text = url.strip()
    check_characters(text)
    scheme = _SCHEME(text)
    if scheme is None:
        raise RefusedUrl("no_scheme")
    if scheme[1].lower() not in ("http", "https"):
        raise RefusedUrl("scheme")
    authority = _AUTHORITY(text, scheme.end())
    if authority is None:
        raise RefusedUrl("no_host")
    host, port = _host_and_port(authority[1])
    path, _, query = text[authority.end() :].partition("#")[0].partition("?")
    return UrlParts(scheme[1].lower(), host, port, path, query)


def check_characters(text: str) -> None:
    """Raise RefusedUrl for a text that no URL is, and that programs read in different ways."""
    if not text:
        raise RefusedUrl("empty")
    if len(text) > MAX_LENGTH:
        raise RefusedUrl("too_long")
    if _holds_invisible(text):
        raise RefusedUrl("whitespace_or_control")
    if "\\" in text:
        raise RefusedUrl("backslash")


def _holds_invisible(text: str) -> bool:
    if text.isascii():
        return " " in text or not text.isprintable()
    return any(unicodedata.category(character) in _INVISIBLE for character in text)


def _host_and_port(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise RefusedUrl("credentials")
    if "%" in authority:
        raise RefusedUrl("percent_in_host")
    if authority.startswith("["):
        return _bracketed(authority)
    host, _, port = authority.partition(":")
    if ":" in port or "[" in host or "]" in host:
        raise RefusedUrl("malformed_authority")
    if not host:
        raise RefusedUrl("no_host")
    return canonical_host(host), _port(port)


def _bracketed(authority: str) -> tuple[str, int | None]:
    inner, closed, port = authority[1:].partition("]")
    address = hosts.address_of(inner)
    if not closed or address is None or address.version != 6 or port[:1] not in ("", ":"):
        raise RefusedUrl("malformed_authority")
    return str(address), _port(port[1:])


def _port(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 5 or int(text) > 65535:
        raise RefusedUrl("malformed_authority")
    return int(text)


@lru_cache(maxsize=2**16)
def canonical_host(host: str) -> str:
    """Rules R2 to R4: lower case, A-labels (UTS-46, non-transitional), no root dot.

    str.encode("idna") would be IDNA 2003, which merges faß.de with fass.de.
    """
    mapped = host.lower() if host.isascii() else _mapped(host)
    labels = [_a_label(label) for label in mapped.removesuffix(".").split(".")]
    name = ".".join(labels)
    if not name:
        raise RefusedUrl("no_host")
    if len(name) > 253 or not all(_LABEL(label) for label in labels):
        raise RefusedUrl("bad_host")
    if hosts.is_numeric(name) and hosts.address_of(name) is None:
        raise RefusedUrl("numeric_host")
    return name


def _mapped(host: str) -> str:
    try:
        return idna.uts46_remap(host, std3_rules=False, transitional=False)
    except idna.IDNAError:
        raise RefusedUrl("bad_host") from None


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
