"""What a sync does for the indexing workflow: the looks that are due, then what waits to be sent.

Only what somebody has queued is sent; a sync queues nothing by itself.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from data.http import SYSTEM_CLOCK, Clock, Timeouts
from data.indexing import checking, submitting
from data.indexing.checking import CheckRun
from data.indexing.outcomes import SubmitResult
from data.settings import Indexing, Settings
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Beat:
    """One turn of the workflow; `submitted` is None while sending is off."""

    checked: CheckRun
    submitted: SubmitResult | None

    @property
    def sentence(self) -> str:
        """What happened, for the run log."""
        text = f"{self.checked.verdicts.total():,} pages looked up"
        if self.submitted is None:
            return f"{text}; sending is off."
        waiting = self.submitted.parked.total()
        sent = f"{self.submitted.accepted:,} taken by engines in {self.submitted.requests:,}"
        return f"{text}; {sent} requests, {waiting:,} wait."


def is_on(settings: Indexing) -> bool:
    """Whether there is anything to do: somebody may be asked, or something may be sent."""
    may_look = bool(settings.google_service_account and settings.inspection_properties)
    return settings.send or may_look


def run_due(
    warehouse: Warehouse,
    settings: Settings,
    *,
    clock: Clock = SYSTEM_CLOCK,
    timeouts: Timeouts | None = None,
    cancel: threading.Event | None = None,
) -> Beat:
    """Look up what is due and send what waits; both go on where they were interrupted.

    Raises SettingsError for a service account that is none.
    """
    checked = checking.check(warehouse, settings, clock=clock, timeouts=timeouts, cancel=cancel)
    sent = None
    if settings.indexing.send:
        sent = submitting.submit(warehouse, settings, clock=clock, timeouts=timeouts, cancel=cancel)
    return Beat(checked, sent)
