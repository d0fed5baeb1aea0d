"""Canonicalisation: a hundred thousand URLs as a list brings them, in CPU time."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.results import machine, table
from data.indexing import lists, urls

COUNT = 100_000
CLAIM = 5.0  # seconds for canonical URL, admission and key of all of them

_KINDS = {
    "plain": "https://blog{host}.example.com/posts/some-words-{number}",
    "tracked": "HTTPS://Blog{host}.Example.com/p/{number}?utm_source=x&b=2&a={number}#top",
    "escaped": "https://www.site{host}.example.com:443/caf%c3%a9/./{number}?q=é&&fbclid=1",
    "international": "https://bücher{host}.example.com/{number}",
}


def run() -> str:
    """Each kind of URL over 5,000 hosts, then the whole way from the bytes of a file."""
    measured = [(kind, _seconds(_listed(pattern))) for kind, pattern in _KINDS.items()]
    file = "\n".join(["url", *_listed(_KINDS["tracked"])]).encode()
    measured.append(("a file of tracked ones, read and judged", _cpu(lambda: lists.read(file))))
    rows = [
        (kind, f"{seconds:.2f} s", f"{CLAIM:.0f} s", "yes" if seconds <= CLAIM else "no")
        for kind, seconds in measured
    ]
    return f"{machine()}\n\n{table(('100,000 URLs', 'CPU time', 'claim', 'kept'), rows)}"


def _listed(pattern: str) -> list[str]:
    return [pattern.format(host=number % 5_000, number=number) for number in range(COUNT)]


def _seconds(listed: list[str]) -> float:
    return _cpu(lambda: [urls.url_key(urls.admit(url)) for url in listed])


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
