"""The only way to a foreign host: every step of the fetch guard, at every redirect.

    parse and policy    urls.admitted          no network
    resolve             addresses              once; one address that is not public refuses all
    connect             exchanging             to a checked address, with the name verified
    redirect            here                   all of it again, at most five times
    politeness          politeness             robots.txt itself is the caller's to ask before

Order, limits and codes: indexing contract, section 9. Bodies are for the caller's eyes only.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urljoin

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPHeaderDict

from data import hosts
from data.errors import LinkboardError, SettingsError
from data.hosts import Address
from data.http import SYSTEM_CLOCK, Clock
from data.http.client import USER_AGENT
from data.http.deadlines import Deadline
from data.http.retry import parse_retry_after
from data.indexing import addresses, urls
from data.indexing.addresses import Resolve
from data.indexing.exchanging import Answer, Connect, Exchange, Target, system_connect
from data.indexing.politeness import Politeness
from data.indexing.refusals import FetchFailed, RefusedUrl
from data.indexing.url_parts import UrlParts, check_characters
from data.settings import Indexing, Settings

TOTAL_SECONDS = 5.0
MAX_REDIRECTS = 5
PAGE_LIMIT = 2 * 2**20
ROBOTS_LIMIT = 512_000
KEY_LIMIT = 1_024

_REDIRECTS = frozenset((301, 302, 303, 307, 308))


class FetchingOff(LinkboardError):
    """Nobody has allowed Linkboard to ask foreign hosts."""

    code = "fetch_off"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of any status. `url` is what answered, after `redirects` redirects."""

    url: str
    status: int
    headers: HTTPHeaderDict
    body: bytes
    is_cut: bool
    redirects: int


class Fetcher:
    """GET through the guard. Share one between the workers of a run.

    `resolve`, `connect`, `tls` and `clock` are the machine's own unless given. The clock is for
    pauses; what a socket may take is always real time.
    """

    def __init__(
        self,
        settings: Indexing,
        *,
        contact: str | None = None,
        clock: Clock = SYSTEM_CLOCK,
        resolve: Resolve = addresses.system_resolver,
        connect: Connect = system_connect,
        tls: ssl.SSLContext | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        self.politeness = Politeness(clock)
        self._is_on, self._allows_example = settings.fetch, settings.allow_loopback
        self._doors = _doors(settings)
        self._clock, self._resolve, self._total = clock, resolve, total_seconds
        trusted = tls or ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
        self._exchange = Exchange(connect, trusted)
        self._agent = f"{USER_AGENT.partition(' ')[0]} (+{contact or 'link checks'})"

    @classmethod
    def of(cls, settings: Settings, clock: Clock = SYSTEM_CLOCK) -> Fetcher:
        """With the app's public address as the contact that a site's owner can look up."""
        return cls(settings.indexing, contact=settings.app.public_url, clock=clock)

    def get(
        self,
        url: str,
        *,
        limit: int = PAGE_LIMIT,
        before: Callable[[str], None] | None = None,
        is_compressed: bool = True,
    ) -> Fetched:
        """One page, after at most five redirects; `before` is called with the URL of every hop.

        Raises RefusedUrl (parse, policy, resolve) for the URL itself, FetchFailed for all that
        comes later, FetchingOff without leave.
        """
        if not self._is_on:
            raise FetchingOff("Fetching is off. Set INDEXING__FETCH=true to let Linkboard look.")
        left = self._total
        for hop in range(MAX_REDIRECTS + 1):
            began = monotonic()
            target = self._checked(url, left, is_redirect=hop > 0)
            left -= monotonic() - began
            if before:
                before(url)
            answer, seconds = self._asked(target, left, limit, is_compressed)
            left -= seconds
            location = answer.headers.get("Location")
            if answer.status not in _REDIRECTS or not location:
                body, is_cut = answer.body, answer.is_cut
                return Fetched(url, answer.status, answer.headers, body, is_cut, hop)
            url = _joined(url, location)
        raise FetchFailed("too_many_redirects")

    def _checked(self, url: str, seconds: float, *, is_redirect: bool) -> Target:
        try:
            parts = urls.admitted(url, allow_example=self._allows_example)
            return self._target(parts, seconds)
        except RefusedUrl as refusal:
            if is_redirect and refusal.code != "nxdomain":
                raise FetchFailed("blocked_redirect") from None
            raise

    def _asked(
        self, target: Target, left: float, limit: int, is_compressed: bool
    ) -> tuple[Answer, float]:
        """The answer and the seconds it took; to wait for one's turn takes no time."""
        with self.politeness.turn(target.host):
            began = monotonic()
            deadline = Deadline(left, left, monotonic)
            headers = self._headers(is_compressed)
            answer = self._exchange.get(target, headers, limit=limit, deadline=deadline)
            seconds = monotonic() - began
        self._note_retry_after(target.host, answer)
        return answer, seconds

    def _target(self, parts: UrlParts, seconds: float) -> Target:
        path = urls.as_written(parts)
        if parts.host in self._doors:
            address, door = self._doors[parts.host]
            return Target("http", parts.host, 80, path, (address,), door)
        found = addresses.public_addresses(parts.host, seconds, self._resolve)
        port = parts.port or urls.DEFAULT_PORTS[parts.scheme]
        return Target(parts.scheme, parts.host, port, path, found, port)

    def _headers(self, is_compressed: bool) -> Mapping[str, str]:
        encoding = "gzip, deflate" if is_compressed else "identity"
        return {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": encoding}

    def _note_retry_after(self, host: str, answer: Answer) -> None:
        seconds = parse_retry_after(answer.headers.get("Retry-After"), self._clock.now())
        if seconds:
            self.politeness.hold(host, seconds)


def _doors(settings: Indexing) -> dict[str, tuple[Address, int]]:
    """Where hosts of the sandbox are served; only loopback, and only when that is allowed."""
    places = settings.host_map if settings.allow_loopback else {}
    return {host.lower(): _door(place) for host, place in places.items()}


def _door(place: str) -> tuple[Address, int]:
    name, _, port = place.rpartition(":")
    address = hosts.address_of(name)
    if address is None or not address.is_loopback or not port.isdecimal():
        raise SettingsError("INDEXING__HOST_MAP may only name places like 127.0.0.1:9900.")
    return address, int(port)


def _joined(url: str, location: str) -> str:
    """The next URL. Checked before urljoin, which drops tabs and line ends without a word."""
    try:
        check_characters(location)
        # http.client reads headers as Latin-1; what stands there is mostly UTF-8.
        location = location.encode("latin-1").decode("utf-8")
    except RefusedUrl:
        raise FetchFailed("blocked_redirect") from None
    except UnicodeError:
        pass
    try:
        return urljoin(url, location)
    except ValueError:
        raise FetchFailed("blocked_redirect") from None
