"""Send what the queue holds, to the engines that are set up: one run at a time.

    result = submit(warehouse, settings)

A run takes up what earlier ones left: what was parked and is due, and what an interrupted run may
have sent. It ends early only by `cancel` or after `seconds`, and then after the request under way:
the rest stays in the queue.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

from data.errors import LinkboardError, SettingsError
from data.http import SYSTEM_CLOCK, Clock, SlidingWindow, Timeouts, Vendor
from data.indexing import interrupted, queueing, quotas
from data.indexing.attempts import Record
from data.indexing.delivering import Delivery
from data.indexing.engines import google, google_token, indexnow
from data.indexing.engines.google import GoogleIndexing
from data.indexing.engines.google_token import GoogleToken
from data.indexing.engines.indexnow import IndexNow
from data.indexing.engines.wire import Wire
from data.indexing.fetching import KEY_LIMIT, Fetcher
from data.indexing.key_files import FetchFile, KeyFiles
from data.indexing.outcomes import Cancelled, Limit, Progress, SubmitResult
from data.indexing.pacing import Pace
from data.indexing.policy import AFTER_STOP, Policy
from data.indexing.submitting_google import GoogleRun
from data.indexing.submitting_indexnow import IndexNowRun
from data.settings import Settings
from data.slots import WarehouseSlots
from data.warehouse import Warehouse

# Two runs would send the same rows: the queue is read, then marked.
_ONE_AT_A_TIME = threading.Lock()


class SendingOff(LinkboardError):
    """Nothing may be sent to an engine."""

    is_usage = True


def _silent(done: int, planned: int) -> None:
    return None


def submit(
    warehouse: Warehouse,
    settings: Settings,
    *,
    campaign_id: str | None = None,
    clock: Clock = SYSTEM_CLOCK,
    random: Random | None = None,
    timeouts: Timeouts | None = None,
    progress: Progress = _silent,
    cancel: threading.Event | None = None,
    seconds: float | None = None,
) -> SubmitResult:
    """Send what is due, of one campaign or of all; waits for a run under way.

    Raises SendingOff unless INDEXING__SEND is on, and nothing that an engine, the network or a
    service account that is none can cause: what cannot go is parked with its reason.
    """
    if not settings.indexing.send:
        raise SendingOff("Sending is off. Set INDEXING__SEND=true to let Linkboard submit URLs.")
    with _ONE_AT_A_TIME:
        limit = Limit(clock, cancel, seconds)
        run = _Run(warehouse, settings, clock, random or Random(), timeouts, progress, limit)
        return run.run(campaign_id)


def is_running() -> bool:
    """Whether a run is under way in this process."""
    return _ONE_AT_A_TIME.locked()


class _Run:
    def __init__(
        self,
        warehouse: Warehouse,
        settings: Settings,
        clock: Clock,
        random: Random,
        timeouts: Timeouts | None,
        progress: Progress,
        limit: Limit,
    ) -> None:
        self._warehouse, self._settings, self._own = warehouse, settings, settings.indexing
        self._clock, self._random, self._timeouts = clock, random, timeouts
        self._progress, self._limit = progress, limit
        self._policy = Policy.of(self._own)
        self._result = SubmitResult(uuid.uuid4().hex)

    def run(self, campaign_id: str | None) -> SubmitResult:
        result = self._result
        result.unknown_outcome = interrupted.note(self._warehouse)
        try:
            self._indexnow(campaign_id)
            self._google(campaign_id)
        except Cancelled:
            result.is_cancelled = True
        with self._warehouse.read() as connection:
            result.parked.update(queueing.parked(connection, campaign_id))
        return result

    def _indexnow(self, campaign_id: str | None) -> None:
        rows = self._due("indexnow", campaign_id)
        if not rows:
            return
        record = Record(self._warehouse, "indexnow", quotas.indexnow(self._policy.per_host_and_day))
        with self._wire(indexnow.VENDOR) as wire:
            IndexNowRun(
                IndexNow(wire, self._own.indexnow_endpoint),
                KeyFiles(self._warehouse, self._own.indexnow_keys, self._fetch(), self._clock),
                self._delivery(record, self._policy.gap_seconds),
            ).run(rows)

    def _google(self, campaign_id: str | None) -> None:
        account = self._own.google_service_account
        if account is None:
            return
        try:
            info = google_token.read_account(account.get_secret_value())
            token = GoogleToken(info, google_token.INDEXING_SCOPE)
        except SettingsError:
            self._hold_google_back()
            return
        with (
            self._wire(google.VENDOR) as wire,
            self._window(google.PER_MINUTE, f"google {token.project}") as window,
            self._window(google.RECEIPTS_PER_MINUTE, f"receipts {token.project}") as receipts,
        ):
            engine = GoogleIndexing(wire, self._own.google_indexing_url, token)
            record = Record(self._warehouse, "google", quotas.GOOGLE_PUBLISH)
            delivery = self._delivery(record, self._policy.google_gap_seconds)
            delivery.slot = window.slot
            interrupted.ask_google(
                self._warehouse, engine, partial(_one_receipt, delivery, receipts)
            )
            rows = self._due("google", campaign_id)
            if rows:
                GoogleRun(engine, self._own.inspection_properties, delivery).run(rows)

    def _hold_google_back(self) -> None:
        until = self._clock.now() + AFTER_STOP
        with self._warehouse.write() as connection:
            queueing.hold_back(connection, "google", reason="credentials", until=until)

    @contextmanager
    def _window(self, per_minute: int, name: str) -> Iterator[SlidingWindow]:
        """A limit per minute that holds over a restart."""
        store = WarehouseSlots(self._warehouse, "indexing", name)
        window = SlidingWindow(per_minute, clock=self._clock, store=store)
        try:
            yield window
        finally:
            window.close()

    def _due(self, engine: str, campaign_id: str | None) -> list[queueing.Waiting]:
        with self._warehouse.read() as connection:
            rows = queueing.due(connection, engine, self._clock.now(), campaign_id)
        self._result.planned += len(rows)
        return rows

    def _delivery(self, record: Record, gap: float) -> Delivery:
        return Delivery(
            record=record,
            pace=Pace(self._clock, gap, record.last_answer_at()),
            policy=self._policy,
            clock=self._clock,
            random=self._random,
            result=self._result,
            limit=self._limit,
            progress=self._progress,
        )

    def _fetch(self) -> FetchFile | None:
        if not self._own.fetch:
            return None
        fetcher = Fetcher.of(self._settings, self._clock)
        return lambda url: fetcher.get(url, limit=KEY_LIMIT)

    @contextmanager
    def _wire(self, vendor: Vendor) -> Iterator[Wire]:
        secrets = (*self._settings.secrets(), *self._own.indexnow_keys.values())
        wire = Wire(vendor, clock=self._clock, timeouts=self._timeouts, secrets=secrets)
        try:
            yield wire
        finally:
            wire.close()


@contextmanager
def _one_receipt(delivery: Delivery, receipts: SlidingWindow) -> Iterator[None]:
    """Receipts count against their own minute and against that of all requests, and are paced."""
    with receipts.slot(), delivery.slot():
        delivery.pace.wait()
        try:
            yield
        finally:
            delivery.pace.answered()
