"""How gently engines are asked: the guide's numbers, which the settings may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from data.settings import Indexing

# IndexNow: not the same URL twice within ten minutes, from whichever campaign.
DEBOUNCE = timedelta(minutes=10)
# A host whose key an engine refused is tried again once its key file was seen right a day later.
PREFLIGHT_GOOD_FOR = timedelta(hours=24)
# Whoever must mend a key or an address needs longer than the next sync.
AFTER_STOP = timedelta(hours=1)
# As many batches in a row that no retry saved: the engine is down, the rest waits for another run.
FAILED_BATCHES = 3


@dataclass(frozen=True)
class Policy:
    """Sizes in URLs, gaps in seconds, checks in hours after acceptance."""

    batch_size: int = 10
    split_size: int = 5
    gap_seconds: float = 0.2
    google_gap_seconds: float = 0.1
    retries: int = 3
    per_host_and_day: int = 10_000
    check_hours: tuple[float, ...] = (1, 24, 72, 168, 336)

    @classmethod
    def of(cls, settings: Indexing) -> Policy:
        """The policy that the settings ask for."""
        return cls(
            batch_size=settings.batch_size,
            gap_seconds=settings.gap_ms / 1000,
            retries=settings.retries,
            per_host_and_day=settings.urls_per_host_and_day,
            check_hours=tuple(sorted(settings.check_after_hours)),
        )
