"""The sandbox's own time: it starts at ``as_of`` and may run faster than the wall clock."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """``now()`` is ``as_of`` plus the elapsed time times ``speed``, as naive UTC.

    ``elapsed`` returns seconds from any fixed start; a test passes its own to move time by hand.
    A speed of 0 freezes the world.
    """

    def __init__(
        self,
        as_of: datetime,
        speed: float = 1.0,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.as_of = as_of
        self.speed = speed
        self._elapsed = elapsed
        self._started = elapsed()

    def now(self) -> datetime:
        """The moment at which the world is looked at."""
        return self.as_of + timedelta(seconds=(self._elapsed() - self._started) * self.speed)
