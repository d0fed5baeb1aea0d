"""A clock whose sleeps are over at once and still count."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _no_one() -> None:
    return None


class SkippingClock:
    """Real time plus all the time slept, so that real sockets and skipped pauses go together.

    `sleeps` lists the pauses in seconds; `on_sleep` is called before each.
    """

    def __init__(self, on_sleep: Callable[[], None] = _no_one) -> None:
        self.sleeps: list[float] = []
        self._on_sleep, self._skipped = on_sleep, 0.0

    def now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=self._skipped)

    def monotonic(self) -> float:
        return time.monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        self._on_sleep()
        self.sleeps.append(seconds)
        self._skipped += seconds
