"""One run of Google's Indexing API: own pages, one a request, within the project's day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.errors import SourceError
from data.indexing import queueing
from data.indexing.delivering import Delivery, Parcel
from data.indexing.engines.google import GoogleIndexing, meaning_of
from data.indexing.engines.meanings import Meaning
from data.indexing.engines.properties import property_of
from data.indexing.engines.wire import Exchange
from data.indexing.outcomes import Stopped
from data.indexing.policy import AFTER_STOP, FAILED_BATCHES
from data.indexing.queueing import Waiting


@dataclass
class GoogleRun:
    """Sends what is due. `_failed` counts URLs in a row that no retry saved."""

    engine: GoogleIndexing
    properties: Sequence[str]
    delivery: Delivery
    _failed: int = 0

    def run(self, rows: Sequence[Waiting]) -> None:
        """Raises Cancelled; what stops the engine parks the rest of its queue instead."""
        foreign: set[str] = set()
        try:
            self._sign_in()
            for row in rows:
                if row.host in foreign:
                    continue
                if not self._publish(row):
                    foreign.add(row.host)
        except Stopped as stop:
            self._hold_back(stop)

    def _sign_in(self) -> None:
        """Before any URL is marked as being sent: without a token none will be."""
        try:
            self.engine.token.text()
        except SourceError:
            until = self.delivery.clock.now() + AFTER_STOP
            raise Stopped("credentials", until=until, is_engine=True) from None

    def _publish(self, row: Waiting) -> bool:
        """Send one URL; False when its host is none of our properties."""
        try:
            if property_of(row.url_canonical, self.properties) is None:
                raise Stopped("not_owner")
            meaning = self.delivery.deliver(
                Parcel(row.host, (row,), subject=self.engine.token.project),
                lambda: self.engine.publish(row.url_canonical),
                self._meaning,
            )
        except Stopped as stop:
            if stop.reason != "not_owner":
                raise
            self._refuse_host(row.host)
            return False
        self._failed = self._failed + 1 if meaning.state == "retry" else 0
        if self._failed >= FAILED_BATCHES:
            raise Stopped(meaning.reason or "unreachable", is_engine=True)
        return True

    def _meaning(self, exchange: Exchange) -> Meaning:
        if exchange.status != 429:
            return meaning_of(exchange)
        record, now = self.delivery.record, self.delivery.clock.now()
        with record.warehouse.write() as connection:
            used = record.quota.used(connection, self.engine.token.project, now)
            meaning = meaning_of(exchange, is_count_full=used >= record.quota.limit)
            if meaning.reason == "quota":
                record.quota.exhaust(connection, self.engine.token.project, now)
        return meaning

    def _refuse_host(self, host: str) -> None:
        with self.delivery.record.warehouse.write() as connection:
            queueing.hold_back(connection, "google", reason="not_owner", host=host, state="refused")

    def _hold_back(self, stop: Stopped) -> None:
        with self.delivery.record.warehouse.write() as connection:
            queueing.hold_back(connection, "google", reason=stop.reason, until=stop.until)
