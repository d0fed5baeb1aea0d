"""At most so many requests in any window, whatever the latency (podcast contract, 3.2).

A vendor counts arrivals, and a request arrives somewhere between our sending it and its answer.
So a slot becomes free one window after the *response*: only then is every possible arrival covered.
Counting from the send lets 64 of 60 through, a token bucket 120.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from data.http.clock import SYSTEM_CLOCK, Clock

LONGEST_REQUEST = 60.0  # seconds; what is still open after a crash counts as finished by then
WRITTEN_AHEAD_FOR = 5.0  # seconds in which a slot that is on record may be taken without a write
_BEHIND_URGENT = 0.05  # seconds until a background call asks again for a slot it left to a person


class SlotStore(Protocol):
    """Keeps the window over a restart. One store per account, shared by all its workers."""

    def load(self) -> Sequence[datetime]:
        """When each slot that is still held becomes free, naive UTC, in any order."""

    def save(self, frees_at: Sequence[datetime]) -> None:
        """Replace what is stored."""


class SlidingWindow:
    """At most `limit` requests per `window` seconds; share one between all users of an account."""

    def __init__(
        self,
        limit: int = 60,
        window: float = 60.0,
        clock: Clock = SYSTEM_CLOCK,
        store: SlotStore | None = None,
    ) -> None:
        self.limit, self.window, self._clock, self._store = limit, window, clock, store
        self._lock = threading.Lock()
        self._in_flight = self._urgent_waiting = self._written_ahead = 0
        self._written_until = 0.0
        self._frees = self._restored()

    @contextmanager
    def slot(self, *, urgent: bool = False) -> Iterator[None]:
        """Hold a slot for one request; `urgent` (a person waits) goes before all others."""
        self._wait(urgent)
        try:
            yield
        finally:
            self.give_back()

    def take(self, *, urgent: bool = False) -> float:
        """Take a slot and return 0.0, or the seconds after which to ask again."""
        with self._lock:
            now = self._clock.monotonic()
            while self._frees and self._frees[0] <= now:
                heapq.heappop(self._frees)
            free = self.limit - self._in_flight - len(self._frees)
            if free <= 0:
                # With all slots in flight the first can only be free one window from now.
                return self._frees[0] - now if self._frees else self.window
            if not urgent and free <= self._urgent_waiting:
                return _BEHIND_URGENT
            self._write_ahead()
            self._in_flight += 1
            return 0.0

    def give_back(self) -> None:
        """The response is complete, or has failed: the slot is free one window from now."""
        with self._lock:
            self._in_flight -= 1
            heapq.heappush(self._frees, self._clock.monotonic() + self.window)

    def close(self) -> None:
        """Store the exact state, so that a clean restart need not assume the worst."""
        with self._lock:
            self._written_ahead = 0
            self._save(self._in_flight)

    def _wait(self, urgent: bool) -> None:
        seconds = self.take(urgent=urgent)
        if not seconds:
            return
        self._count_urgent(urgent)
        try:
            while seconds:
                self._clock.sleep(seconds)
                seconds = self.take(urgent=urgent)
        finally:
            self._count_urgent(-urgent)

    def _count_urgent(self, change: int) -> None:
        with self._lock:
            self._urgent_waiting += change

    def _write_ahead(self) -> None:
        """Have slots on record before they are used; some at once, so that few writes are needed.

        A crash then holds up to a twentieth of the limit too many, never too few. The record of a
        slot runs out whether it is used or not, so one left over from a while ago counts no more.
        """
        now = self._clock.monotonic()
        if self._written_ahead == 0 or now > self._written_until:
            self._written_ahead = max(1, self.limit // 20)
            self._written_until = now + WRITTEN_AHEAD_FOR
            self._save(self._in_flight + self._written_ahead)
        self._written_ahead -= 1

    def _save(self, open_slots: int) -> None:
        """Open slots are stored as if they began as late, and took as long, as any may."""
        if self._store is None:
            return
        now, wall = self._clock.monotonic(), self._clock.now()
        held = [*self._frees, *[now + self._longest_hold()] * open_slots]
        self._store.save([wall + timedelta(seconds=frees - now) for frees in held])

    def _restored(self) -> list[float]:
        if self._store is None:
            return []
        now, wall = self._clock.monotonic(), self._clock.now()
        # The wall clock may have been set back since: nothing is held longer than the worst case.
        longest = self._longest_hold()
        waits = [min((at - wall).total_seconds(), longest) for at in self._store.load()]
        return sorted(now + wait for wait in waits if wait > 0)

    def _longest_hold(self) -> float:
        return WRITTEN_AHEAD_FOR + LONGEST_REQUEST + self.window
