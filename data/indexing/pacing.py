"""The gap between two requests to one engine, measured from the answer to the next send."""

from __future__ import annotations

from datetime import datetime

from data.http import Clock


class Pace:
    """At least `gap` seconds after an answer; it holds over a restart when told of the last one."""

    def __init__(self, clock: Clock, gap: float, last_answer_at: datetime | None = None) -> None:
        self._clock, self._gap = clock, gap
        self._free_at = clock.monotonic()
        if last_answer_at is not None:
            since = (clock.now() - last_answer_at).total_seconds()
            # The wall clock may have been set back: nothing waits longer than the gap.
            self._free_at += min(gap, max(0.0, gap - since))

    def wait(self, at_least: float = 0.0) -> float:
        """Sleep until the next request may go, or `at_least`; returns the seconds slept."""
        seconds = max(at_least, self._free_at - self._clock.monotonic())
        if seconds <= 0:
            return 0.0
        self._clock.sleep(seconds)
        return seconds

    def answered(self, hold: float = 0.0) -> None:
        """An answer came, or failed to; `hold` is a longer pause that the engine asked for."""
        self._free_at = self._clock.monotonic() + max(self._gap, hold)
