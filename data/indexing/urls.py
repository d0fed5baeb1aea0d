"""One spelling per page: the canonical URL (rules canon-v1) and its key.

Two URLs are merged only when a rule says so; every doubt is "different". A missed merge costs one
submission, a wrong merge loses a backlink. R-numbers and codes are those of the indexing contract,
section 9.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from data import hosts
from data.indexing.refusals import RefusedUrl
from data.indexing.url_parts import MAX_LENGTH, UrlParts, parse

__all__ = [
    "CANON_VERSION",
    "RefusedUrl",
    "admit",
    "admitted",
    "as_written",
    "canonical",
    "composed",
    "origin",
    "twin_key",
    "url_key",
]

CANON_VERSION = "canon-v1"
PORTS = (None, 80, 443, 8080, 8443)
DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING_PREFIXES = ("utm_", "_hs", "mc_", "pk_", "mtm_", "hsa_")
# fmt: off
TRACKING_NAMES = frozenset((
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid",
    "fbclid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id", "igshid",
    "igsh", "srsltid", "_ga", "_gl", "mkt_tok", "vero_id", "vero_conv", "oly_anon_id",
    "oly_enc_id", "wickedid", "s_cid", "epik", "irclickid", "_openstat",
))
# fmt: on

# Canonical as it stands, and nearly every URL of a sync: no query, no escape, no dot segment.
_CLEAN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}/"
    r"(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+/)*+(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*+)?"
).fullmatch
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php))?$", re.IGNORECASE)


def canonical(url: str) -> str:
    """The canonical spelling. Raises RefusedUrl (stage `parse`) for what is no http(s) URL."""
    if len(url) <= 253 and _CLEAN(url):
        return url
    return composed(parse(url))


def url_key(canonical_url: str) -> str:
    """Lower-case hex SHA-256 of the UTF-8 canonical URL; DuckDB's sha256() agrees."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()


def admit(url: str, *, allow_example: bool = False) -> str:
    """The canonical URL of a page we may ask for, judged without any network.

    Raises RefusedUrl of the stage `parse` or `policy`. `allow_example` lets the reserved domain
    .example pass, which the sandbox and the tests use.
    """
    return composed(admitted(url, allow_example=allow_example))


def admitted(url: str, *, allow_example: bool = False) -> UrlParts:
    """As `admit`, but taken apart and not made canonical: a redirect is followed as written."""
    parts = parse(url)
    code = _policy_mistake(parts, allow_example)
    if code:
        raise RefusedUrl(code)
    return parts


def as_written(parts: UrlParts) -> str:
    """Path and query to be asked for: as written, but in ASCII."""
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    return _NOT_ASCII.sub(_encoded, target)


def origin(parts: UrlParts) -> str:
    """Scheme, host and port, the default port left out: what one robots.txt is valid for."""
    host = f"[{parts.host}]" if ":" in parts.host else parts.host
    is_default = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{host}{'' if is_default else f':{parts.port}'}"


def twin_key(canonical_url: str) -> str:
    """Equal for http/https, www, slash and index-file twins: a hint of possible duplicates only."""
    address, _, query = canonical_url.partition("://")[2].partition("?")
    return _INDEX_FILE.sub("", address.removeprefix("www.")) + "?" + query


def _policy_mistake(parts: UrlParts, allow_example: bool) -> str | None:
    return "port" if parts.port not in PORTS else _host_mistake(parts.host, allow_example)


# A list of a hundred thousand URLs names few hosts.
@lru_cache(maxsize=2**16)
def _host_mistake(host: str, allow_example: bool) -> str | None:
    is_address = ":" in host or hosts.is_numeric(host)
    if is_address and (address := hosts.address_of(host)):
        return "ip_literal" if hosts.is_public(address) else "non_public_ip"
    if host == "localhost":
        return "local_name"
    if "." not in host:
        return "single_label_host"
    is_reserved = host.endswith(".example") and not allow_example
    return "local_name" if is_reserved or hosts.is_local_name(host) else None


def composed(parts: UrlParts) -> str:
    """The canonical spelling of a URL that was taken apart.

    Raises RefusedUrl for one that escapes have made too long: nobody could parse it again.
    """
    path = _without_dots(_escaped(parts.path) or "/")
    query = _kept_items(_escaped(parts.query))
    spelled = f"{origin(parts)}{path}{'?' if query else ''}{query}"
    if len(spelled) > MAX_LENGTH:
        raise RefusedUrl("too_long")
    return spelled


def _escaped(text: str) -> str:
    """R7: unreserved characters decoded once, hex upper-case, non-ASCII encoded, no NFC.

    A `%` that begins no escape stays as it is.
    """
    decoded = _ESCAPE.sub(_escape, text)
    return _NOT_ASCII.sub(_encoded, decoded)


def _encoded(run: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in run[0].encode())


def _escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """R8, R9: dot segments removed after RFC 3986 5.2.4, empty segments and the last slash kept."""
    if "/." not in path:
        return path
    segments: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == ".." and segments:
            segments.pop()
        if part not in (".", ".."):
            segments.append(part)
    if parts[-1] in (".", ".."):
        segments.append("")
    return "/" + "/".join(segments)


def _kept_items(query: str) -> str:
    """R11 to R13: no tracking, no empty items, sorted by name; values and their order stay."""
    items = [item for item in query.split("&") if item and not _is_tracking(_name(item))]
    return "&".join(sorted(items, key=_name))


def _name(item: str) -> str:
    return item.partition("=")[0]


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)
