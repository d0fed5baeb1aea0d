"""URL Inspection as a checker: own properties, within the property's day and minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random

from data.errors import Refused
from data.http import Clock
from data.indexing.checkers import (
    Capabilities,
    CheckRequest,
    CheckResult,
    Confidence,
    Method,
)
from data.indexing.engines.backoff import wait_before_retry
from data.indexing.engines.google import is_day_over
from data.indexing.engines.inspection import UrlInspection, result_of
from data.indexing.engines.properties import property_of
from data.indexing.engines.wire import Exchange
from data.indexing.policy import FAILED_BATCHES
from data.indexing.quotas import Quota
from data.warehouse import Warehouse

_RETRIES = 3


@dataclass
class InspectionChecker:
    """`slot` gives the limiter of a property; `_closed` properties take no more in this run."""

    api: UrlInspection
    properties: Sequence[str]
    warehouse: Warehouse
    quota: Quota
    clock: Clock
    random: Random
    slot: Callable[[str], AbstractContextManager[None]]
    provider: str = "google_search_console"
    method: Method = "url_inspection"
    confidence: Confidence = "authoritative"
    capabilities: Capabilities = Capabilities(needs_ownership=True, max_urls=25)
    _closed: set[str] = field(default_factory=set)
    _failed: int = 0

    def can_check(self, request: CheckRequest) -> bool:
        return self._property(request) is not None

    def check(self, requests: Sequence[CheckRequest]) -> Iterator[CheckResult]:
        """Raises Refused when the fault is ours: no other URL would fare better."""
        for request in requests:
            site = self._property(request)
            if site is None or site in self._closed or not self._count(site):
                continue
            result = result_of(request, self._inspected(request, site))
            yield result
            if result.verdict == "error":
                raise Refused(_sentence(result.reason_code), reason=result.reason_code)

    def _property(self, request: CheckRequest) -> str | None:
        return property_of(request.url_canonical, self.properties)

    def _count(self, site: str) -> bool:
        """Count one use of the property's day before it is made; False when none is left."""
        now = self.clock.now()
        with self.warehouse.write(is_data=False) as connection:
            has_room = self.quota.room(connection, site, now) > 0
            if has_room:
                self.quota.spend(connection, site, 1, now)
        if not has_room:
            self._closed.add(site)
        return has_room

    def _inspected(self, request: CheckRequest, site: str) -> Exchange:
        """The last of up to four tries; a property that still says no is left alone."""
        retry = 0
        while True:
            with self.slot(site):
                exchange = self.api.inspect(request.url_canonical, site)
            retry += 1
            wait = self._wait(exchange, retry)
            if wait is None or not self._count(site):
                break
            self.clock.sleep(wait)
        self._close_if_failing(site, exchange)
        return exchange

    def _wait(self, exchange: Exchange, retry: int) -> float | None:
        if not _may_pass(exchange) or retry > _RETRIES or is_day_over(exchange):
            return None
        return wait_before_retry(retry, self.random, exchange.retry_after)

    def _close_if_failing(self, site: str, exchange: Exchange) -> None:
        """A property that is throttled, or that fails again and again, waits for another run."""
        self._failed = self._failed + 1 if _may_pass(exchange) else 0
        if exchange.status == 429 or self._failed >= FAILED_BATCHES:
            self._closed.add(site)
        if is_day_over(exchange):
            with self.warehouse.write(is_data=False) as connection:
                self.quota.exhaust(connection, site, self.clock.now())


def _may_pass(exchange: Exchange) -> bool:
    return exchange.status is None or exchange.status == 429 or exchange.status >= 500


def _sentence(reason: str | None) -> str:
    if reason == "credentials":
        return (
            "URL Inspection does not accept the service account. Add it as a user of the "
            "property, and check INDEXING__GOOGLE_SERVICE_ACCOUNT."
        )
    return (
        "URL Inspection did not understand the question. Check INDEXING__INSPECTION_URL and "
        "INDEXING__INSPECTION_PROPERTIES."
    )
