"""One request to an engine, tried until it is settled: paced, on record, tried again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from data.http import Clock
from data.indexing.attempts import Attempt, Record
from data.indexing.engines.backoff import LONGEST_WAIT, wait_before_retry
from data.indexing.engines.meanings import Meaning
from data.indexing.engines.wire import Exchange
from data.indexing.outcomes import Cancelled, Limit, Progress, Stopped, SubmitResult
from data.indexing.pacing import Pace
from data.indexing.policy import AFTER_STOP, Policy
from data.indexing.queueing import Waiting


@dataclass(frozen=True)
class Parcel:
    """URLs that go in one request. `subject` is whom the quota counts: a host or a project."""

    host: str
    rows: tuple[Waiting, ...]
    subject: str


@dataclass
class Delivery:
    """What all requests of one engine in one run share.

    `slot` is held around each request; an engine without a limit of its own needs none.
    """

    record: Record
    pace: Pace
    policy: Policy
    clock: Clock
    random: Random
    result: SubmitResult
    limit: Limit
    progress: Progress
    slot: Callable[[], AbstractContextManager[None]] = nullcontext

    def deliver(
        self,
        parcel: Parcel,
        send: Callable[[], Exchange],
        mean: Callable[[Exchange], Meaning],
    ) -> Meaning:
        """Send, and again up to `policy.retries` times while the meaning is `retry`.

        Returns the last meaning: with `retry` the rows are parked, with their reason. Raises
        Stopped for what concerns more than these URLs, such as a wait that no run sits out, and
        Cancelled between two requests.
        """
        wait = 0.0
        for number in range(self.policy.retries + 1):
            exchange, meaning = self._attempt(parcel, number, wait, send, mean)
            wanted = wait_before_retry(number + 1, self.random, exchange.retry_after)
            if meaning.state != "retry" or wanted is None:
                break
            wait = wanted
        self.result.count(meaning, len(parcel.rows))
        self._check_stop(exchange, meaning)
        if meaning.state != "retry":
            self._tell()
        return meaning

    def _attempt(
        self,
        parcel: Parcel,
        number: int,
        wait: float,
        send: Callable[[], Exchange],
        mean: Callable[[Exchange], Meaning],
    ) -> tuple[Exchange, Meaning]:
        if self.limit.is_reached():
            raise Cancelled
        waited = self.pace.wait(at_least=wait)
        with self.slot():
            attempt = Attempt(
                self.result.run_id, self.record.engine, parcel.host, parcel.rows, number, waited
            )
            self._intend(attempt, parcel.subject)
            exchange = send()
        meaning = mean(exchange)
        self.pace.answered(hold=exchange.retry_after or 0.0)
        self.result.requests += 1
        self._settle(attempt, parcel, exchange, meaning)
        return exchange, meaning

    def _intend(self, attempt: Attempt, subject: str) -> None:
        now = self.clock.now()
        if not self.record.intend(attempt, subject, now):
            raise Stopped("quota", until=self.record.quota.resets_at(now))

    def _settle(
        self, attempt: Attempt, parcel: Parcel, exchange: Exchange, meaning: Meaning
    ) -> None:
        now = self.clock.now()
        until = self._not_before(exchange, meaning, now)
        self.record.settle(attempt, exchange, meaning, not_before_at=until)
        if meaning.reason == "throttled" or meaning.state == "stop_host":
            self.record.give_back(attempt, parcel.subject, now)

    def _not_before(self, exchange: Exchange, meaning: Meaning, now: datetime) -> datetime | None:
        if meaning.reason == "quota":
            return self.record.quota.resets_at(now)
        if meaning.state == "stop_engine":
            return now + AFTER_STOP
        if meaning.state == "retry" and exchange.retry_after:
            return exchange.finished_at + timedelta(seconds=exchange.retry_after)
        return None

    def _check_stop(self, exchange: Exchange, meaning: Meaning) -> None:
        """A long Retry-After holds the engine for all hosts: it names none."""
        asked = exchange.finished_at + timedelta(seconds=exchange.retry_after or 0)
        if meaning.state == "stop_engine":
            now = self.clock.now()
            is_day = meaning.reason == "quota"
            until = self.record.quota.resets_at(now) if is_day else now + AFTER_STOP
            raise Stopped(meaning.reason or "refused", until=max(asked, until), is_engine=True)
        if (exchange.retry_after or 0) > LONGEST_WAIT:
            raise Stopped("retry_after", until=asked, is_engine=True)
        if meaning.state == "stop_host":
            raise Stopped(meaning.reason or "refused")

    def _tell(self) -> None:
        done = self.result.accepted + self.result.refused.total()
        self.progress(done, self.result.planned)
