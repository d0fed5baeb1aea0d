"""How gently foreign hosts are asked: one request at a time each, a second apart, five in all."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from data.http import Clock
from data.indexing.refusals import FetchFailed

GAP = 1.0
LONGEST_GAP = 30.0  # a larger Crawl-delay is read as this
LONGEST_WAIT = 60.0  # a host that wants more is left for another run
PARALLEL = 5


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.gap = GAP
        self.free_at = float("-inf")


class Politeness:
    """Shared by all workers of a run; seconds are those of `clock`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._hosts_lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(PARALLEL)

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the host's turn and hold it for one request.

        Raises FetchFailed `asked_to_wait` when that would take more than LONGEST_WAIT.
        """
        of = self._of(host)
        with of.lock:
            wait = of.free_at - self._clock.monotonic()
            if wait > LONGEST_WAIT:
                raise FetchFailed("asked_to_wait")
            if wait > 0:
                self._clock.sleep(wait)
            try:
                with self._slots:
                    yield
            finally:
                of.free_at = max(of.free_at, self._clock.monotonic() + of.gap)

    def slow_down(self, host: str, crawl_delay: float | None) -> None:
        """Keep the host's Crawl-delay, up to LONGEST_GAP."""
        self._of(host).gap = min(max(GAP, crawl_delay or GAP), LONGEST_GAP)

    def hold(self, host: str, seconds: float) -> None:
        """The host sent Retry-After: nothing goes there before."""
        of = self._of(host)
        of.free_at = max(of.free_at, self._clock.monotonic() + seconds)

    def _of(self, host: str) -> _Host:
        with self._hosts_lock:
            return self._hosts[host]
