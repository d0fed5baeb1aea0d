"""How often one visitor, or one link, may knock: a sliding window for each, in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MOST_VISITORS = 10_000


class Gate:
    """At most `limit` knocks of a visitor in any `seconds`; those long unseen are forgotten."""

    def __init__(
        self, limit: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit, self._seconds, self._clock = limit, seconds, clock
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, visitor: str) -> bool:
        """Count one knock, unless it is one too many."""
        with self._lock:
            knocks = self._recent(visitor)
            if len(knocks) >= self._limit:
                return False
            knocks.append(self._clock())
            return True

    def _recent(self, visitor: str) -> deque[float]:
        knocks = self._seen.setdefault(visitor, deque())
        self._seen.move_to_end(visitor)
        while knocks and knocks[0] <= self._clock() - self._seconds:
            knocks.popleft()
        while len(self._seen) > _MOST_VISITORS:
            self._seen.popitem(last=False)
        return knocks
