"""The indexing guide's worked example, taken through the workflow as if it were a day old.

150 → 138 → 129 → 118: list, plan, submission and the look two hours later are made by the same code
and requests as a real list's, against the sandbox. Only the clock stands in the past, and does not
wait.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import requests

from data.access import Scope
from data.demo.process import PUSHED_HOURS_AGO
from data.indexing import campaigns, checking, list_store, lists, preparing, submitting
from data.indexing.preparing import Tell
from data.indexing.working import Job
from data.settings import Settings
from data.warehouse import Warehouse

NAME = "Worked example of the guide (simulated)"
_LOOKED_AFTER = timedelta(hours=2)


class PastClock:
    """Some hours behind; its sleeps are over at once and still count."""

    def __init__(self, behind: timedelta) -> None:
        self._behind, self._skipped = behind, timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC).replace(tzinfo=None) - self._behind + self._skipped

    def monotonic(self) -> float:
        return time.monotonic() + self._skipped.total_seconds()

    def sleep(self, seconds: float) -> None:
        self._skipped += timedelta(seconds=seconds)


def job(warehouse: Warehouse, settings: Settings, list_url: str) -> Job:
    """For `working.Work`; ends early, and is whole at the next start, when it is cancelled."""

    def run(tell: Tell, cancel: threading.Event) -> str:
        clock, everything = PastClock(timedelta(hours=PUSHED_HOURS_AGO)), Scope.everything()
        read = lists.read(_fetched(list_url), allow_example=True)
        stored = list_store.save(warehouse, read, name=NAME, created_by="demo", clock=clock)
        campaign = preparing.of_list(warehouse, stored.list_id, everything)
        plan = preparing.prepare(
            warehouse, settings, campaign, everything, clock=clock, tell=tell, cancel=cancel
        )
        campaigns.record(warehouse, campaign.campaign_id, plan, clock.now())
        sent = submitting.submit(
            warehouse, settings, campaign_id=campaign.campaign_id, clock=clock, cancel=cancel
        )
        clock.sleep(_LOOKED_AFTER.total_seconds())
        found = checking.check(warehouse, settings, clock=clock, cancel=cancel)
        return (
            f"The guide's example is here: {sent.accepted:,} pages taken by the sandbox's engine, "
            f"{found.verdicts['indexed']:,} seen indexed two hours later."
        )

    return run


def _fetched(list_url: str) -> bytes:
    """The list from the sandbox, which is on this machine: a proxy has no part in it."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(list_url, timeout=30).content
