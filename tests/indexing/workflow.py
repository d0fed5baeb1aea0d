"""A queue, an engine and a clock that need not be waited for."""

from __future__ import annotations

from random import Random
from typing import Any

import sqlalchemy as sa

from data.indexing import queueing, submitting
from data.indexing.engines.indexnow import host_of
from data.indexing.outcomes import SubmitResult
from data.indexing.queueing import Queued
from data.indexing.urls import url_key
from data.schema import index_queue, index_submissions
from data.settings import Settings
from data.warehouse import Warehouse
from tests.indexing.engine_server import EngineServer
from tests.skipping_clock import SkippingClock


class Workflow:
    """One campaign after the other through the queue, against one engine."""

    def __init__(self, warehouse: Warehouse, server: EngineServer, clock: SkippingClock) -> None:
        self.warehouse, self.server, self.clock = warehouse, server, clock
        self.random = Random(7)

    def queue(self, *urls: str, engine: str = "indexnow", campaign: str = "one") -> int:
        rows = [Queued(url_key(url), url, host_of(url), engine) for url in urls]
        with self.warehouse.write() as connection:
            return queueing.enqueue(connection, campaign, rows, self.clock.now())

    def settings(self, **changes: Any) -> Settings:
        with self.warehouse.read() as connection:
            hosts = list(connection.scalars(sa.select(index_queue.c.host).distinct()))
        return self.server.settings(hosts, **changes)

    def submit(self, settings: Settings | None = None, **given: Any) -> SubmitResult:
        """Send what is due, as a fresh process would."""
        return submitting.submit(
            self.warehouse,
            settings or self.settings(),
            clock=self.clock,
            random=self.random,
            **given,
        )

    def states(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of every URL in the queue."""
        queue = index_queue.c
        with self.warehouse.read() as connection:
            rows = connection.execute(sa.select(queue.url_canonical, queue.state, queue.reason))
            return {url: (state, reason) for url, state, reason in rows}

    def attempts(self) -> list[Any]:
        with self.warehouse.read() as connection:
            ordered = sa.select(index_submissions).order_by(index_submissions.c.sent_at)
            return list(connection.execute(ordered))


def pages(host: str, count: int) -> list[str]:
    return [f"https://{host}/posts/{number:03}" for number in range(1, count + 1)]
