"""What one run of the engines did, and what ended it early."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.http import Clock
from data.indexing.engines.meanings import Meaning

Progress = Callable[[int, int], None]
"""Told (URLs done, URLs planned) after each request; must not raise."""


class Stopped(Exception):
    """Nothing more goes to this host or, with `is_engine`, to this engine in this run."""

    def __init__(
        self, reason: str, *, until: datetime | None = None, is_engine: bool = False
    ) -> None:
        super().__init__(reason)
        self.reason, self.until, self.is_engine = reason, until, is_engine


class Cancelled(Exception):
    """This run is to end before everything was sent; what was answered is stored."""


class Limit:
    """When a run ends early: somebody cancels it, or its `seconds` are over."""

    def __init__(
        self, clock: Clock, cancel: threading.Event | None = None, seconds: float | None = None
    ) -> None:
        self._clock, self._cancel = clock, cancel
        self._until = None if seconds is None else clock.monotonic() + seconds

    def is_reached(self) -> bool:
        """Asked between two requests."""
        is_over = self._until is not None and self._clock.monotonic() >= self._until
        return is_over or (self._cancel is not None and self._cancel.is_set())


@dataclass
class SubmitResult:
    """Counts of one run, in URLs but for `requests`. `parked` and `refused` are by reason.

    `unknown_outcome` are URLs that an earlier, interrupted run may have sent.
    """

    run_id: str
    requests: int = 0
    planned: int = 0
    received: int = 0
    key_pending: int = 0
    unknown_outcome: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    parked: Counter[str] = field(default_factory=Counter)
    is_cancelled: bool = False

    @property
    def accepted(self) -> int:
        return self.received + self.key_pending

    def count(self, meaning: Meaning, urls: int) -> None:
        """An answer that settles these URLs for good."""
        if meaning.state == "received":
            self.received += urls
        elif meaning.state == "key_pending":
            self.key_pending += urls
        elif meaning.state == "refused":
            self.refused[meaning.reason or "refused"] += urls

    def as_json(self) -> dict[str, Any]:
        """The object of `index submit --json`."""
        return {
            "run_id": self.run_id,
            "requests": self.requests,
            "planned": self.planned,
            "accepted": self.accepted,
            "received": self.received,
            "key_pending": self.key_pending,
            "unknown_outcome": self.unknown_outcome,
            "refused": dict(self.refused),
            "parked": dict(self.parked),
            "cancelled": self.is_cancelled,
        }
