"""Google's quotas: a day that ends at midnight in California, minutes and seconds that slide."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

from data.sandbox.clock import Clock
from data.sandbox.google_accounts import GoogleError
from data.sandbox.limits import SlidingWindow

_PACIFIC = ZoneInfo("America/Los_Angeles")


class DayQuota:
    """``limit`` uses per key and Pacific day, on the sandbox's clock."""

    def __init__(self, name: str, limit: int, clock: Clock) -> None:
        self._name = name
        self._limit = limit
        self._clock = clock
        self._used: dict[tuple[str, date], int] = {}

    def spend(self, key: str) -> None:
        """Count one use. Raises GoogleError 429 that names this quota when none is left."""
        today = self._clock.now().replace(tzinfo=UTC).astimezone(_PACIFIC).date()
        used = self._used.get((key, today), 0)
        if used >= self._limit:
            raise _exhausted(self._name)
        self._used[key, today] = used + 1


class RateQuota:
    """``limit`` uses per key in any ``seconds``, on the wall clock."""

    def __init__(self, name: str, limit: int, seconds: float = 60.0) -> None:
        self._name = name
        self._window = SlidingWindow(limit, seconds)

    def spend(self, key: str) -> None:
        """Count one use. Raises GoogleError 429 that names this quota when none is left."""
        if self._window.take(key):
            raise _exhausted(self._name)


def _exhausted(limit: str) -> GoogleError:
    return GoogleError(
        429,
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric and limit '{limit}'.",
        reason="RATE_LIMIT_EXCEEDED",
        metadata={"quota_limit": limit, "service": "indexing.googleapis.com"},
    )
