"""Sliding-window rate limits, counted on the wall clock."""

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable


class SlidingWindow:
    """At most ``limit`` requests per key in any ``seconds``; refused requests do not count."""

    def __init__(
        self, limit: int, seconds: float = 60.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._seconds = seconds
        self._now = now
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)

    def take(self, key: str) -> int:
        """0 and one request counted, or the whole seconds to wait until there is room."""
        now, taken = self._now(), self._taken[key]
        while taken and taken[0] <= now - self._seconds:
            taken.popleft()
        if len(taken) >= self._limit:
            return max(1, math.ceil(taken[0] + self._seconds - now))
        taken.append(now)
        return 0
