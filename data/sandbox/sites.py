"""The web around the orders: podcast platforms, a network of guest-post sites, and odd hosts.

The network is the worked example of the indexing guide: 150 guest posts on 50 domains, of which 12
are indexed already, 9 lie on 3 domains whose robots.txt shuts Googlebot out, and of the other 129
the 11 on 2 weak domains are never indexed. The same 150 pages stand a second time on one host, for
the guide counts 13 requests, and only pages of one host share a request.
"""

import hashlib
from typing import NamedTuple

from data.sandbox.markets import MEMBERS_AREA, PLATFORMS, SHOW_SITE

_CLOSED_FOLDER = f"User-agent: *\nDisallow: /{MEMBERS_AREA}/\n"
_OPEN = "User-agent: *\nDisallow:\n"
_SHUT = "User-agent: Googlebot\nDisallow: /\n\nUser-agent: bingbot\nDisallow: /\n"

ONE_HOST = "one-host.example"
_PART_SHUT = "".join(
    f"User-agent: {agent}\nDisallow: /shut/\n\n" for agent in ("Googlebot", "bingbot")
)

# Named cases of hosts. On the first two the key file is in place, the engine decides otherwise.
REFUSED_LATER = "late-refusal.example"  # answers 202, then 403
PENDING_THEN_FINE = "new-host.example"  # answers 202, then 200
BUSY = "busy-engine.example"  # answers 429 twice, then 200
WRONG_KEY_FILE = "wrong-key-file.example"  # the key file holds another key
ROBOTS_DOWN = "robots-down.example"  # robots.txt answers 503
ROBOTS_IS_HTML = "robots-html.example"  # robots.txt is a web page
ROBOTS_MISSING = "no-robots.example"  # robots.txt answers 404
ODD_HOSTS = (
    REFUSED_LATER,
    PENDING_THEN_FINE,
    BUSY,
    WRONG_KEY_FILE,
    ROBOTS_DOWN,
    ROBOTS_IS_HTML,
    ROBOTS_MISSING,
)
ODD_HOST_PAGES = 3


class Site(NamedTuple):
    """One host. ``robots`` is the status and text of robots.txt, ``key`` its IndexNow key."""

    host: str
    robots: tuple[int, str]
    key: str | None
    is_property: bool


class GuestPost(NamedTuple):
    """One page of the network; ``is_indexed`` before any push, ``is_hopeless`` after each."""

    url: str
    is_indexed: bool
    is_blocked: bool
    is_hopeless: bool


def key_of(host: str) -> str:
    """The IndexNow key of a host: 32 hexadecimal characters."""
    return hashlib.sha256(f"indexnow {host}".encode()).hexdigest()[:32]


def guest_posts() -> tuple[GuestPost, ...]:
    """The 150 pages of the worked example, in a fixed order."""
    hosts = [f"guestpost-{number:02}.example" for number in range(1, 51)]
    weak, blocked, good = hosts[:2], hosts[2:5], hosts[5:]
    fresh = dict(zip(weak, (6, 5), strict=True))
    fresh.update({host: 3 if place < 28 else 2 for place, host in enumerate(good)})
    known = set(good[:12])
    return (
        *_posts({host: 3 for host in blocked}, is_blocked=True),
        *_posts({host: 1 for host in known}, folder="archive", is_indexed=True),
        *_posts({host: n for host, n in fresh.items() if host in weak}, is_hopeless=True),
        *_posts({host: n for host, n in fresh.items() if host not in weak}),
    )


def one_host_posts() -> tuple[GuestPost, ...]:
    """The 150 pages of the worked example as pages of one host."""
    return (
        *_posts({ONE_HOST: 9}, folder="shut", is_blocked=True),
        *_posts({ONE_HOST: 12}, folder="archive", is_indexed=True),
        *_posts({ONE_HOST: 11}, folder="weak", is_hopeless=True),
        *_posts({ONE_HOST: 118}),
    )


def _posts(
    pages: dict[str, int],
    *,
    folder: str = "posts",
    is_indexed: bool = False,
    is_blocked: bool = False,
    is_hopeless: bool = False,
) -> list[GuestPost]:
    return [
        GuestPost(f"https://{host}/{folder}/{n}", is_indexed, is_blocked, is_hopeless)
        for host, count in sorted(pages.items())
        for n in range(1, count + 1)
    ]


def odd_pages() -> tuple[str, ...]:
    """The pages of the odd hosts: good ones, to be pushed."""
    pages = range(1, ODD_HOST_PAGES + 1)
    return tuple(f"https://{host}/posts/{page}" for host in ODD_HOSTS for page in pages)


def sites() -> dict[str, Site]:
    """Every host of the world by name."""
    all_sites = [_platform_site(platform.host) for platform in PLATFORMS]
    blocked = {post.url.split("/")[2] for post in guest_posts() if post.is_blocked}
    network = dict.fromkeys(post.url.split("/")[2] for post in guest_posts())
    all_sites += [
        Site(host, (200, _SHUT if host in blocked else _OPEN), key_of(host), True)
        for host in network
    ]
    all_sites += [Site(host, _odd_robots(host), key_of(host), True) for host in ODD_HOSTS]
    all_sites.append(Site(ONE_HOST, (200, _PART_SHUT), key_of(ONE_HOST), True))
    return {site.host: site for site in all_sites}


def _platform_site(host: str) -> Site:
    is_own = host == SHOW_SITE.host
    return Site(host, (200, _CLOSED_FOLDER), key_of(host) if is_own else None, is_own)


def _odd_robots(host: str) -> tuple[int, str]:
    return {
        ROBOTS_DOWN: (503, "Service Unavailable"),
        ROBOTS_IS_HTML: (200, "<!doctype html><title>Welcome</title><p>Hello</p>"),
        ROBOTS_MISSING: (404, "Not Found"),
    }.get(host, (200, _OPEN))


def property_name(site: Site) -> str:
    """The ``siteUrl`` under which Search Console knows a site: the own show by URL prefix."""
    return f"https://{site.host}/" if site.host == SHOW_SITE.host else f"sc-domain:{site.host}"
