"""What the next read will ask for, told before it begins: from the stored rows, without a request.

For Podcast Backlinks that is the formula of its contract, 3.5, as far as it can be known before the
lists are read: what they will show to be new, changed or delivered comes on top. Backlink Outreach
is read whole each time, so the last whole read tells the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data.schema import account_snapshots, orders, requests, sync_cursors, sync_runs
from data.settings import Settings
from data.sync import doubts, due
from data.sync.clients import Account, outreach_account, podcast_account
from data.sync.order_lists import (
    FULL_LIST_EVERY,
    OPEN,
    PAGE,
    UNFINISHED,
    WATERMARK,
    WHOLE_LIST,
    WHOLE_LIST_AT,
)

_WINDOW_MINUTES = 1


@dataclass(frozen=True)
class Step:
    """Requests of one kind; None where nobody can know before the first answer."""

    kind: str
    requests: int | None


@dataclass(frozen=True)
class Plan:
    """The requests of one source's next read. `is_least`: answers may show that more are due."""

    source: str
    steps: tuple[Step, ...]
    per_minute: int
    is_least: bool

    @property
    def requests(self) -> int:
        return sum(step.requests or 0 for step in self.steps)

    @property
    def minutes(self) -> int:
        return minutes_at_limit(self.requests, self.per_minute)


def minutes_at_limit(requests: int, per_minute: int) -> int:
    """The whole minutes that so many requests must wait for the limit (contract 3.2)."""
    return _WINDOW_MINUTES * (max(0, requests - 1) // per_minute)


def plans(connection: sa.Connection, settings: Settings, now: datetime) -> tuple[Plan, ...]:
    """One plan for each source that is on."""
    podcast, outreach = podcast_account(settings), outreach_account(settings)
    return (
        *([_podcast(connection, podcast, now)] if podcast else []),
        *([_outreach(connection, outreach)] if outreach else []),
    )


def _podcast(connection: sa.Connection, account: Account, now: datetime) -> Plan:
    remembered = _cursors(connection)
    first = WATERMARK not in remembered
    lists = (
        [Step(WHOLE_LIST, _pages_left(connection, UNFINISHED in remembered))]
        if first
        else [*_open_lists(connection), _newest(connection, remembered, now)]
    )
    one_by_one = {*doubts.due(connection, now), *due.details(connection, now, None)}
    steps = [
        *lists,
        Step("orders one by one", len(one_by_one)),
        Step("reports", len(due.reports(connection, now, None))),
        Step("account", 1),
    ]
    return Plan(account.source, tuple(steps), account.requests_per_minute, is_least=True)


def _open_lists(connection: sa.Connection) -> list[Step]:
    """Two filtered lists; an empty one costs a request as well."""
    counted = (
        sa.select(orders.c.status, sa.func.count())
        .where(orders.c.gone_at.is_(None), orders.c.status.in_(OPEN))
        .group_by(orders.c.status)
    )
    held = {status: int(rows) for status, rows in connection.execute(counted)}
    return [
        Step(f"{status.replace('_', ' ')} orders", max(1, _pages(held.get(status, 0))))
        for status in OPEN
    ]


def _newest(connection: sa.Connection, remembered: dict[str, str], now: datetime) -> Step:
    """One page; where the list is not newest first, all of them once a day."""
    if remembered.get("list_order") != "unordered":
        return Step("newest orders", 1)
    read_at = remembered.get(WHOLE_LIST_AT)
    is_due = read_at is None or now - datetime.fromisoformat(read_at) >= FULL_LIST_EVERY
    return Step(WHOLE_LIST, _pages_left(connection, False) if is_due else 0)


def _pages_left(connection: sa.Connection, is_begun: bool) -> int | None:
    """The pages of the whole list, less those whose orders are stored when a pass was cut off."""
    newest_first = account_snapshots.c.observed_at.desc()
    total = connection.scalar(
        sa.select(account_snapshots.c.orders_total).order_by(newest_first).limit(1)
    )
    if total is None:
        return None
    stored = connection.scalar(sa.select(sa.func.count()).select_from(orders)) if is_begun else 0
    return max(1, _pages(int(total) - int(stored or 0)))


def _pages(rows: int) -> int:
    return math.ceil(rows / PAGE)


def _cursors(connection: sa.Connection) -> dict[str, str]:
    """What the last pass over the order list left behind, by name."""
    names = (WATERMARK, WHOLE_LIST_AT, UNFINISHED, "list_order")
    found = sa.select(sync_cursors.c.name, sync_cursors.c.value).where(
        sync_cursors.c.source == "podcast",
        sync_cursors.c.name.in_(names),
        sync_cursors.c.value.is_not(None),
    )
    return {name: value for name, value in connection.execute(found)}


def _outreach(connection: sa.Connection, account: Account) -> Plan:
    steps = _steps_of_last(connection, account.source)
    is_known = bool(steps)
    return Plan(
        account.source,
        tuple(steps) if is_known else (Step("campaigns", None),),
        account.requests_per_minute,
        is_least=not is_known,
    )


def _steps_of_last(connection: sa.Connection, source: str) -> Sequence[Step]:
    """The requests of the last whole read, each counted once however often it had to be sent."""
    last = (
        sa.select(sync_runs.c.run_id)
        .where(sync_runs.c.source == source, sync_runs.c.status == "ok")
        .order_by(sync_runs.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    counted = (
        sa.select(requests.c.endpoint, sa.func.count())
        .where(requests.c.run_id == last, requests.c.attempt == 1)
        .group_by(requests.c.endpoint)
        .order_by(requests.c.endpoint)
    )
    return [Step(_kind(endpoint), int(sent)) for endpoint, sent in connection.execute(counted)]


def _kind(endpoint: str) -> str:
    """`GET /campaigns/{campaign_id}/follow-ups` -> follow-ups; of an object, its list."""
    path = endpoint.partition(" ")[2].strip("/")
    if path.endswith("}"):
        return f"{path.rpartition('/')[0].rpartition('}/')[2]} one by one"
    return path.rpartition("}/")[2].replace("/", " ")
