"""Chance with a taste for the awkward: moments at edges, nights of clock changes, nothing."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
AS_OF = datetime(2026, 4, 2, 3, 15, 20, 123456)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# Nights on which clocks of the zones below were put back or forward, in UTC.
NIGHTS = (
    datetime(2025, 10, 26, 0, 59, 59),
    datetime(2025, 10, 26, 1, 0),
    datetime(2025, 11, 2, 5, 30),
    datetime(2026, 3, 8, 6, 59, 59),
    datetime(2026, 3, 28, 22, 0),
    datetime(2026, 3, 29, 1, 0),
)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)


class Draw(random.Random):
    """A seed's choices; the same in every run."""

    def maybe(self, value: Any, often: float = 0.8) -> Any:
        """The value, or nothing."""
        return value if self.random() < often else None

    def moment(self) -> datetime:
        """Some second of the last eight months, now and then one at an edge."""
        kind = self.random()
        if kind < 0.1:
            return self.choice(NIGHTS)
        if kind < 0.2:
            return self.edge()
        days = self.choice((3, 20, 60, 240))
        return (AS_OF - self.random() * days * DAY).replace(microsecond=0)

    def edge(self) -> datetime:
        """A whole window before as_of, or one second to either side of that."""
        days = self.choice((0, 1, 5, 7, 14, 30, 45))
        return AS_OF - days * DAY + self.choice((-SECOND, timedelta(0), SECOND))

    def after(self, moment: datetime | None, *, early: float = 0.05) -> datetime | None:
        """A later time, at times the same one, an earlier one or one beyond as_of."""
        if moment is None:
            return self.maybe(self.moment(), 0.3)
        if self.random() < early:
            return moment - self.choice((SECOND, HOUR, 3 * DAY))
        length = self.choice((0.0, 0.5, 1.0, 24.0, 168.0, 720.0, *(self.random() * 400,) * 6))
        return moment + timedelta(seconds=round(length * 3600))

    def read(self, moment: datetime | None) -> datetime:
        """When we read it first: after it happened, mostly before as_of."""
        at = self.after(moment, early=0.02) or self.moment()
        return at if self.random() < 0.03 else min(at, AS_OF)
