"""A clock that client and server share, so that every run reads the same times."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.skipping_clock import SkippingClock

TICK = timedelta(milliseconds=1)


class TickingClock(SkippingClock):
    """Starts at a moment in UTC; each look at it is a millisecond later, each sleep is at once."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self._start, self._looks = start, 0

    def now(self) -> datetime:
        self._looks += 1
        return self._start + self._looks * TICK + timedelta(seconds=self._skipped)

    def monotonic(self) -> float:
        return self._looks * TICK.total_seconds() + self._skipped
