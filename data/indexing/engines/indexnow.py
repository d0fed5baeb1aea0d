"""IndexNow: one POST for at most so many URLs of one host, with the host's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from data.http import Vendor
from data.indexing.engines.meanings import RECEIVED, Meaning, failing_server, unanswered
from data.indexing.engines.wire import Exchange, Wire

VENDOR = Vendor(
    "IndexNow", "INDEXING__INDEXNOW_KEYS", "INDEXING__INDEXNOW_ENDPOINT", "the gap between batches"
)
LARGEST_BATCH = 10_000  # URLs that the protocol takes in one POST

T = TypeVar("T")


@dataclass(frozen=True)
class IndexNow:
    """The engine behind one endpoint; participants pass submissions on to each other."""

    wire: Wire
    endpoint: str

    def submit(self, host: str, key: str, urls: Sequence[str]) -> Exchange:
        """POST URLs that all lie on `host`."""
        document = {"host": host, "key": key, "urlList": list(urls)}
        return self.wire.send("POST", self.endpoint, document=document)


def meaning_of(exchange: Exchange) -> Meaning:
    """What an answer says; 200 is received and no more: not crawled, not indexed."""
    status = exchange.status
    if status is None:
        return unanswered(exchange)
    if status == 200:
        return RECEIVED
    if status == 202:
        return Meaning("key_pending", "key_pending")
    if status == 403:
        return Meaning("stop_host", "key")
    if status == 429:
        return Meaning("retry", "throttled")
    return failing_server(status) or Meaning("refused", "refused_permanent")


def host_of(url: str) -> str:
    """The host that a key must lie on: without port, for the protocol knows none."""
    return urlsplit(url).hostname or ""


def by_host(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    """What belongs to each host; hosts come in the order of their first pair."""
    grouped: dict[str, list[T]] = {}
    for host, what in pairs:
        grouped.setdefault(host, []).append(what)
    return grouped


def batches(pairs: Iterable[tuple[str, T]], size: int) -> list[tuple[str, list[T]]]:
    """(host, what) pairs as POSTs of one host and at most `size`: sum of ceil(n_h / size)."""
    return [
        (host, part) for host, whole in by_host(pairs).items() for part in in_parts(whole, size)
    ]


def in_parts(whole: Sequence[T], size: int) -> list[list[T]]:
    """A list cut into lists of `size`, the last with what is left."""
    return [list(whole[start : start + size]) for start in range(0, len(whole), size)]


def key_file_url(host: str, key: str, *, scheme: str = "https") -> str:
    """Where the key of a host is published."""
    return f"{scheme}://{host}/{key}.txt"
