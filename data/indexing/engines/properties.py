"""Which of one's own Search Console properties a URL belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

_DOMAIN = "sc-domain:"


def property_of(url: str, properties: Iterable[str]) -> str | None:
    """The siteUrl of the property that holds a canonical URL.

    A URL-prefix property (`https://www.example.com/`) wins over a domain property
    (`sc-domain:example.com`), a longer prefix over a shorter. None for a stranger's page.
    """
    prefixes, domains = _by_host(tuple(properties))
    host = urlsplit(url).hostname or ""
    fitting = next((site for site in prefixes.get(host, ()) if url.startswith(site)), None)
    if fitting is not None:
        return fitting
    labels = host.split(".")
    names = (".".join(labels[start:]) for start in range(len(labels)))
    return next((domains[name] for name in names if name in domains), None)


@lru_cache(maxsize=8)
def _by_host(properties: tuple[str, ...]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """URL prefixes by host, the longest first, and domain properties by domain."""
    prefixes: dict[str, list[str]] = {}
    domains: dict[str, str] = {}
    for written in properties:
        if written.startswith(_DOMAIN):
            domains[written.removeprefix(_DOMAIN).lower()] = written
            continue
        # Search Console knows a URL prefix only with its slash
        site = f"{written.rstrip('/')}/"
        prefixes.setdefault(urlsplit(site).hostname or "", []).append(site)
    return {host: sorted(sites, key=len, reverse=True) for host, sites in prefixes.items()}, domains
