"""Which of one's own Search Console properties a URL belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

_DOMAIN = "sc-domain:"


def property_of(url: str, properties: Iterable[str]) -> str | None:
    """The siteUrl of the property that holds a canonical URL.

    A URL-prefix property (`https://www.example.com/`) wins over a domain property
    (`sc-domain:example.com`), a longer prefix over a shorter. None for a stranger's page.
    """
    fitting = [site for site in map(_site_url, properties) if _holds(site, url)]
    return max(fitting, key=lambda site: (not site.startswith(_DOMAIN), len(site)), default=None)


def _site_url(written: str) -> str:
    """Search Console knows a URL prefix only with its slash."""
    return written if written.startswith(_DOMAIN) else f"{written.rstrip('/')}/"


def _holds(site: str, url: str) -> bool:
    if not site.startswith(_DOMAIN):
        return url.startswith(site)
    domain, host = site.removeprefix(_DOMAIN).lower(), urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")
