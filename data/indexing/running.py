"""What a sync does for the indexing workflow: the looks that are due, then what waits to be sent.

Only what somebody has queued is sent; a sync queues nothing by itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from data.errors import SettingsError
from data.http import SYSTEM_CLOCK, Clock, Timeouts
from data.indexing import checking, queueing, submitting
from data.indexing.checking import CheckRun
from data.indexing.outcomes import SubmitResult
from data.settings import Indexing, Settings
from data.warehouse import Warehouse

# The next read of the vendors' data waits for a turn: a long queue is sent over several.
TURN_SECONDS = 120.0

# Reasons of waiting that a person must mend; the others pass by themselves.
_TO_MEND = {
    "credentials": "Google does not accept INDEXING__GOOGLE_SERVICE_ACCOUNT",
    "endpoint": "an engine's address is not right",
    "key": "an engine refused the key of a host",
    "key_file": "the key file of a host does not hold its key",
    "bad_key": "the key of a host is malformed",
    "no_key": "a host has no key",
    "fetch_off": "key files cannot be read while INDEXING__FETCH is off",
}


@dataclass(frozen=True)
class Beat:
    """One turn of the workflow; `submitted` is None while sending is off, or goes on elsewhere.

    `waiting` are rows of the queue that have still to be sent; `mistake` is a service account that
    is none, without which everything else was done.
    """

    checked: CheckRun
    submitted: SubmitResult | None
    waiting: int = 0
    mistake: SettingsError | None = None

    @property
    def requests(self) -> int:
        """How many requests went to engines that take URLs."""
        return self.submitted.requests if self.submitted else 0

    @property
    def sentence(self) -> str:
        """What happened, for the run log."""
        text = f"{self.checked.verdicts.total():,} pages looked up"
        if self.submitted is None:
            return f"{text}; nothing was sent."
        sent = f"{self.submitted.accepted:,} taken by engines in {self.submitted.requests:,}"
        return f"{text}; {sent} requests, {self.waiting:,} wait."

    @property
    def warnings(self) -> Iterator[str]:
        """What keeps URLs waiting until somebody mends it."""
        parked = self.submitted.parked if self.submitted else {}
        for reason, what in _TO_MEND.items():
            if urls := parked.get(reason, 0):
                yield f"{urls:,} URLs wait: {what}."


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
    seconds: float = TURN_SECONDS,
) -> Beat:
    """Look up what is due and send what waits, each for so many seconds at most.

    Both go on where they were interrupted; what a person has started meanwhile is not waited for.
    """
    checked, sent, mistake = CheckRun(), None, None
    if not checking.is_running():
        try:
            checked = checking.check(
                warehouse, settings, clock=clock, timeouts=timeouts, cancel=cancel, seconds=seconds
            )
        except SettingsError as error:
            mistake = error
    if settings.indexing.send and not submitting.is_running():
        sent = submitting.submit(
            warehouse, settings, clock=clock, timeouts=timeouts, cancel=cancel, seconds=seconds
        )
    with warehouse.read() as connection:
        waiting = queueing.waiting(connection)
    return Beat(checked, sent, waiting, mistake)
