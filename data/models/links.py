"""URL fields of vendors' rows: stored as they came, flagged when they must not be a link.

`unsafe_url`: another scheme than http(s), credentials, a private address or a local name.
`bad_url`: not a URL at all. Both are shown as plain text and never fetched.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from data import hosts
from data.models.fields import SURELY_SMALL, text

LONGEST_FOLLOWED = 2000  # browsers, mail programs and PDF renderers all take this much

# Nearly every URL of a sync is one of these; the rest takes the long way.
_PLAIN = re.compile(r"https?://(?:[a-z0-9-]++\.)++([a-z]{2,63})(?:[/?#][!-\[\]-~]*+)?").fullmatch
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I | re.A).match
_ORIGIN = re.compile(r"[^:/?#]+:(?://[^/?#]*)?").match
_INVISIBLE = re.compile("[\\s\\\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def url(value: Any, flags: list[str]) -> str | None:
    """The text of a URL field without outer blanks; blank is None."""
    if type(value) is str and _is_plain(value):
        return value
    found = text(value, flags).strip()
    if not found:
        return None
    flag = _mistake_of_other(found) if found is value else mistake(found)
    if flag:
        flags.append(flag)
    return found


def _is_plain(link: str) -> bool:
    """A short http(s) URL of a public name in printable ASCII: nothing to trim, flag or refuse."""
    found = _PLAIN(link)
    return found is not None and found[1] not in hosts.LOCAL_ENDINGS and len(link) <= SURELY_SMALL


def mistake(link: str) -> str | None:
    """`unsafe_url`, `bad_url`, or None for a URL that may be shown as a link."""
    return None if _is_plain(link) else _mistake_of_other(link)


def may_be_followed(link: str) -> bool:
    """Whether a text from elsewhere may be made a link: a public web address of usual length."""
    return len(link) <= LONGEST_FOLLOWED and mistake(link) is None


def _mistake_of_other(link: str) -> str | None:
    scheme = _SCHEME(link)
    if scheme and scheme[0].lower() not in ("http:", "https:"):
        return "unsafe_url"
    if not scheme or _INVISIBLE.search(link):
        return "bad_url"
    origin = _ORIGIN(link)
    return _authority_mistake(origin[0] if origin else link)


@lru_cache(maxsize=1024)
def _authority_mistake(origin: str) -> str | None:
    """Of scheme and authority alone: most URLs of a list share a few hosts."""
    try:
        parts = urlsplit(origin)
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
