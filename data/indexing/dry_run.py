"""What sending a plan would cost, before anything is sent: requests, time, quota, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.indexing import quotas
from data.indexing.campaigns import queue_host
from data.indexing.eligibility import Engine
from data.indexing.engines import google_token
from data.indexing.planning import PlannedUrl, counts
from data.indexing.policy import Policy
from data.indexing.queueing import WAITING
from data.indexing.quotas import Quota
from data.schema import index_queue
from data.settings import Indexing


@dataclass(frozen=True)
class EngineCost:
    """One engine's share. `room` is what its quota leaves for these subjects today.

    `seconds` are the pauses between requests alone; `days` count those on which something is sent,
    what waits already included.
    """

    engine: Engine
    urls: int
    requests: int
    hosts: int
    seconds: float
    room: int
    days: int


@dataclass(frozen=True)
class DryRun:
    """`states` add up to all collected rows; `reasons` say more where a state alone does not."""

    states: dict[str, int]
    reasons: dict[str, int]
    engines: tuple[EngineCost, ...]
    send_is_on: bool

    @property
    def requests(self) -> int:
        return sum(cost.requests for cost in self.engines)

    def as_json(self) -> dict[str, Any]:
        """Stands beside `urls` in the object of `index plan --json`."""
        return {
            "states": self.states,
            "reasons": self.reasons,
            "engines": [asdict(cost) for cost in self.engines],
            "requests": self.requests,
            "send_is_on": self.send_is_on,
        }


def dry_run(
    connection: sa.Connection, settings: Indexing, plan: Sequence[PlannedUrl], now: datetime
) -> DryRun:
    """Count what a plan would send at `now` (naive UTC)."""
    costs = (
        _indexnow(connection, _ready(plan, "indexnow"), Policy.of(settings), now),
        _google(connection, _ready(plan, "google"), settings, now),
    )
    named = ("ready", "already_indexed", "crawl_blocked", "noindex")
    reasons = Counter(row.reason for row in plan if row.state not in named and row.reason)
    return DryRun(
        {str(state): n for state, n in counts(plan).items()},
        dict(reasons.most_common()),
        tuple(cost for cost in costs if cost.urls),
        settings.send,
    )


def _ready(plan: Sequence[PlannedUrl], engine: Engine) -> dict[str, str]:
    """Key and host of what this engine would get."""
    return {
        row.sha256 or "": queue_host(row.host or "")
        for row in plan
        if row.state == "ready" and engine in row.engines and row.engines[engine].state == "ready"
    }


def _indexnow(
    connection: sa.Connection, ready: Mapping[str, str], policy: Policy, now: datetime
) -> EngineCost:
    """A request holds URLs of one host: the sum over hosts of the batches."""
    hosts, before = Counter(ready.values()), _waiting(connection, "indexnow", ready)
    requests = sum(-(-urls // policy.batch_size) for urls in hosts.values())
    quota = quotas.indexnow(policy.per_host_and_day)
    rooms = {host: quota.room(connection, host, now) for host in hosts}
    days = [days_to_clear(n + before[host], rooms[host], quota) for host, n in hosts.items()]
    return EngineCost(
        engine="indexnow",
        urls=len(ready),
        requests=requests,
        hosts=len(hosts),
        seconds=round(max(0, requests - 1) * policy.gap_seconds, 3),
        room=sum(rooms.values()),
        days=max(days, default=0),
    )


def _google(
    connection: sa.Connection, ready: Mapping[str, str], settings: Indexing, now: datetime
) -> EngineCost:
    """One URL a request, within the day of the one project."""
    quota, account = quotas.GOOGLE_PUBLISH, settings.google_service_account
    project = google_token.project_of(account.get_secret_value() if account else "")
    room = quota.room(connection, project, now)
    before = _waiting(connection, "google", ready).total()
    return EngineCost(
        engine="google",
        urls=len(ready),
        requests=len(ready),
        hosts=len(set(ready.values())),
        seconds=round(max(0, len(ready) - 1) * Policy.of(settings).google_gap_seconds, 3),
        room=room,
        days=days_to_clear(len(ready) + before, room, quota),
    )


def _waiting(connection: sa.Connection, engine: Engine, ready: Mapping[str, str]) -> Counter[str]:
    """What waits for this engine already, by host, beside what the plan would bring."""
    queue = index_queue.c
    waits = sa.select(queue.url_sha256, queue.host).where(
        queue.engine == engine, queue.state.in_(WAITING)
    )
    return Counter(host for key, host in connection.execute(waits) if key not in ready)


def days_to_clear(urls: int, room: int, quota: Quota) -> int:
    """On how many of an engine's days something is sent until all of it is gone."""
    if urls <= 0:
        return 0
    today = 1 if room else 0
    return today + -(-max(0, urls - room) // quota.limit)
