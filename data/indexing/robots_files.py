"""robots.txt of every origin that a run asks for: from the warehouse, or fetched once and kept.

What an answer means (RFC 9309; Google for 429): 2xx is read; 4xx and a circle of redirects are
"no rules"; 429, 5xx and no answer are "unreachable": not to be crawled for now, and to be told as
unknown, never as blocked by the site.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.http import Clock
from data.http.retry import parse_retry_after
from data.indexing import robots
from data.indexing.fetching import Fetched, Fetcher
from data.indexing.refusals import NotFetched
from data.indexing.robots import RobotsVerdict, Rules
from data.schema import robots_files
from data.warehouse import Warehouse

OWN_AGENT = "Linkboard"
KEPT_FOR = timedelta(hours=24)
UNREACHABLE_FOR = timedelta(hours=1)

Outcome = Literal["rules", "no_rules", "unreachable"]


@dataclass(frozen=True)
class RobotsFile:
    """One robots.txt as it was fetched; times are naive UTC, `origin` is `https://host[:port]`."""

    origin: str
    outcome: Outcome
    fetched_at: datetime
    expires_at: datetime
    http_status: int | None = None
    reason: str | None = None
    content: str = ""
    is_cut: bool = False
    is_robots_file: bool = True

    @cached_property
    def rules(self) -> Rules:
        return Rules(self.content)

    def verdict(self, url: str, agent: str) -> RobotsVerdict | None:
        """What it says to an agent; None while it cannot be read."""
        return None if self.outcome == "unreachable" else self.rules.verdict(url, agent)


class RobotsFiles:
    """Used by all workers of a run; `fresh` are the files fetched by it, to be stored."""

    def __init__(self, warehouse: Warehouse, fetcher: Fetcher, clock: Clock) -> None:
        self._warehouse, self._fetcher, self._clock = warehouse, fetcher, clock
        self._known: dict[str, RobotsFile] = {}
        self._fresh: list[RobotsFile] = []
        self._lock = threading.Lock()

    def of(self, origin: str, host: str) -> RobotsFile:
        """The file of an origin, not older than its time; its Crawl-delay holds from here on."""
        with self._lock:
            found = self._known.get(origin)
        if found is None:
            found = self._stored(origin) or self._fetched(origin)
            delay = found.rules.crawl_delay(OWN_AGENT)
            self._fetcher.politeness.slow_down(host, delay)
            with self._lock:
                self._known[origin] = found
        return found

    def take_fresh(self) -> list[RobotsFile]:
        """What was fetched since the last call."""
        with self._lock:
            taken, self._fresh = self._fresh, []
        return taken

    def _stored(self, origin: str) -> RobotsFile | None:
        wanted = sa.select(robots_files).where(
            robots_files.c.origin == origin, robots_files.c.expires_at > self._clock.now()
        )
        with self._warehouse.read() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        return RobotsFile(**row) if row else None

    def _fetched(self, origin: str) -> RobotsFile:
        now = self._clock.now()
        try:
            answer = self._fetcher.get(
                f"{origin}/robots.txt", limit=robots.LIMIT, is_compressed=False
            )
            file = read(origin, answer, now)
        except NotFetched as failure:
            # A circle of redirects is "unavailable" for RFC 9309, so there are no rules.
            is_circle = failure.code == "too_many_redirects"
            outcome: Outcome = "no_rules" if is_circle else "unreachable"
            file = RobotsFile(origin, outcome, now, now + _kept(outcome), reason=failure.code)
        with self._lock:
            self._fresh.append(file)
        return file


def read(origin: str, answer: Fetched, now: datetime) -> RobotsFile:
    """What an answer means, whatever its status."""
    outcome = _outcome(answer.status)
    wait = parse_retry_after(answer.headers.get("Retry-After"), now) or 0.0
    kept = min(max(_kept(outcome), timedelta(seconds=wait)), KEPT_FOR)
    content = robots.decoded(answer.body) if outcome == "rules" else ""
    return RobotsFile(
        origin,
        outcome,
        now,
        now + kept,
        answer.status,
        None if outcome == "rules" else f"http_{answer.status}",
        content,
        answer.is_cut,
        not content.strip() or Rules(content).is_robots_file,
    )


def save(connection: sa.Connection, files: Iterable[RobotsFile]) -> None:
    """Keep files, each in place of an older one of its origin."""
    for file in files:
        values = asdict(file)
        del values["origin"]
        statement = insert(robots_files).values(origin=file.origin, **values)
        connection.execute(statement.on_conflict_do_update(index_elements=["origin"], set_=values))


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return "rules"
    return "unreachable" if status == 429 or status >= 500 else "no_rules"


def _kept(outcome: Outcome) -> timedelta:
    return UNREACHABLE_FOR if outcome == "unreachable" else KEPT_FOR
