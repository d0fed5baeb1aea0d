"""URL fields of vendors' rows: stored as they came, flagged when they must not be a link.

`unsafe_url`: another scheme than http(s), credentials, a private address or a local name.
`bad_url`: not a URL at all. Both are shown as plain text and never fetched.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from data import hosts
from data.models.fields import text

# Nearly every URL of a sync is one of these; the rest takes the long way.
_PLAIN = re.compile(r"https?://(?:[a-z0-9-]++\.)++([a-z]{2,63})(?:[/?#][!-\[\]-~]*+)?").fullmatch
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I | re.A).match
_INVISIBLE = re.compile("[\\s\\\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def url(value: Any, flags: list[str]) -> str | None:
    """The text of a URL field without outer blanks; blank is None."""
    found = text(value, flags).strip()
    if not found:
        return None
    flag = mistake(found)
    if flag:
        flags.append(flag)
    return found


def mistake(link: str) -> str | None:
    """`unsafe_url`, `bad_url`, or None for a URL that may be shown as a link."""
    plain = _PLAIN(link)
    if plain and plain[1] not in hosts.LOCAL_ENDINGS:
        return None
    scheme = _SCHEME(link)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return "unsafe_url"
    if not scheme or _INVISIBLE.search(link):
        return "bad_url"
    return _authority_mistake(link)


def _authority_mistake(link: str) -> str | None:
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "bad_url"
    if not host:
        return "bad_url"
    return "unsafe_url" if parts.username is not None or _is_inside(host) else None


def _is_inside(host: str) -> bool:
    host = host.removesuffix(".")
    address = hosts.address_of(host)
    if address:
        return not hosts.is_public(address)
    return hosts.is_numeric(host) or hosts.is_local_name(host)


def host_of(link: str | None) -> str | None:
    """The lower-case host of a URL that may be shown as a link, else None."""
    if link is None or mistake(link):
        return None
    return urlsplit(link).hostname
