"""One run of IndexNow: host by host, preflight first, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from data.indexing import queueing
from data.indexing.delivering import Delivery, Parcel
from data.indexing.engines.indexnow import IndexNow, by_host, in_parts, meaning_of
from data.indexing.engines.meanings import Meaning
from data.indexing.engines.wire import Exchange
from data.indexing.key_files import KeyFiles
from data.indexing.outcomes import Stopped
from data.indexing.policy import DEBOUNCE, FAILED_BATCHES
from data.indexing.queueing import Waiting


@dataclass
class IndexNowRun:
    """Sends what is due. `_failed` counts batches in a row that no retry saved."""

    engine: IndexNow
    key_files: KeyFiles
    delivery: Delivery
    _failed: int = 0

    def run(self, rows: Sequence[Waiting]) -> None:
        """Raises Cancelled; a host or the engine that stops is held back in the queue instead."""
        try:
            for host, whole in by_host((row.host, row) for row in rows).items():
                self._send_host(host, whole)
        except Stopped as stop:
            self._hold_back(stop)

    def _send_host(self, host: str, rows: list[Waiting]) -> None:
        is_secure = any(row.url_canonical.startswith("https:") for row in rows)
        obstacle = self.key_files.obstacle(host, scheme="https" if is_secure else "http")
        try:
            if obstacle:
                raise Stopped(obstacle)
            for batch in in_parts(rows, self.delivery.policy.batch_size):
                self._send_within_quota(host, batch)
        except Stopped as stop:
            if stop.is_engine:
                raise
            self._hold_back(stop, host)

    def _send_within_quota(self, host: str, batch: list[Waiting]) -> None:
        quota, now = self.delivery.record.quota, self.delivery.clock.now()
        with self.delivery.record.warehouse.read() as connection:
            room = quota.room(connection, host, now)
        if room > 0:
            self._send_batch(host, batch[:room])
        if room < len(batch):
            raise Stopped("quota", until=quota.resets_at(now))

    def _send_batch(self, host: str, batch: list[Waiting]) -> None:
        """A batch that every retry failed goes once more in small parts."""
        meaning = self._send(host, batch)
        if meaning.state == "retry" and len(batch) > self.delivery.policy.split_size:
            meaning = self._send_parts(host, batch)
        self._failed = self._failed + 1 if meaning.state == "retry" else 0
        _require_answers(self._failed, meaning)

    def _send_parts(self, host: str, batch: list[Waiting]) -> Meaning:
        """The meaning of a part that got through, if there is one."""
        settled, lost = None, 0
        for part in in_parts(batch, self.delivery.policy.split_size):
            meaning = self._send(host, part)
            is_lost = meaning.state == "retry"
            settled, lost = (settled, lost + 1) if is_lost else (meaning, 0)
            _require_answers(lost, meaning)
        return settled or meaning

    def _send(self, host: str, rows: list[Waiting]) -> Meaning:
        key, urls = self.key_files.keys[host], [row.url_canonical for row in rows]
        meaning = self.delivery.deliver(
            Parcel(host, tuple(rows), subject=host),
            lambda: self.engine.submit(host, key, urls),
            partial(self._meaning, host),
        )
        if meaning.state == "key_pending":
            # What is sent before the engine has seen the key may count for nothing.
            self._failed = 0
            raise Stopped("key_pending", until=self.delivery.clock.now() + DEBOUNCE)
        return meaning

    def _meaning(self, host: str, exchange: Exchange) -> Meaning:
        meaning = meaning_of(exchange)
        if meaning.reason == "key":
            self.key_files.stop(host)
        return meaning

    def _hold_back(self, stop: Stopped, host: str | None = None) -> None:
        with self.delivery.record.warehouse.write() as connection:
            queueing.hold_back(
                connection, "indexnow", reason=stop.reason, until=stop.until, host=host
            )


def _require_answers(lost: int, last: Meaning) -> None:
    """Raises Stopped when so many requests in a row were lost that the engine must be down."""
    if lost >= FAILED_BATCHES:
        raise Stopped(last.reason or "unreachable", is_engine=True)
