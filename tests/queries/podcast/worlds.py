"""Small worlds of orders and links, row by row, for tests whose answers are computed by hand."""

from __future__ import annotations

from datetime import timedelta
from math import exp, log, sqrt
from typing import Any, NamedTuple

from data import reports
from data.arrow import append
from data.reports import Filters
from data.schema import orders, placements
from tests.queries.outreach.worlds import AS_OF, EVERYTHING, Row, World, ago

Z = 1.959963984540054


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


class PodcastWorld(World):
    """Every default is the dull case: an order of one link, placed ten days ago, still open."""

    def order(self, order_id: str, **values: Any) -> None:
        self.add("orders", **order_row(order_id, **values))

    def slot(self, order_id: str, slot: int = 1, **values: Any) -> None:
        self.add("placements", **slot_row(order_id, slot, **values))

    def link(
        self, order_id: str, age: float, indexed_after: float | None = None, **more: Any
    ) -> None:
        """A link `age` hours old whose report gives the exact hour of indexing, if any."""
        live_at = ago(hours=age)
        indexed_at = None if indexed_after is None else live_at + hours(indexed_after)
        row: Row = {"live_at": live_at, "indexed_at": indexed_at, "indexed": indexed_at is not None}
        self.slot(order_id, **{**row, **more})

    def fill(self, order_rows: list[Row], slot_rows: list[Row] | None = None) -> None:
        """Many rows at once."""
        with self.warehouse.write() as connection:
            append(connection, orders, order_rows)
            append(connection, placements, slot_rows or [])

    def durations(self, spans: list[tuple[float, str]], **values: Any) -> None:
        """One order per (hours, ending): delivered, failed or open after so many hours."""
        self.fill([span_row(f"o{n}", *span, **values) for n, span in enumerate(spans)])

    def only_given(self, name: str, **given: Any) -> Row:
        """The one row of a report that takes parameters of its own."""
        (row,) = reports.run_arrow(self.warehouse, name, Filters(), EVERYTHING, **given).to_pylist()
        return dict(row)


def order_row(order_id: str, **values: Any) -> Row:
    row: Row = {"status": "in_progress", "links_total": 1, "links_delivered": 0}
    row |= {"created_at": ago(days=10), "first_seen_at": ago(days=10), "fetched_at": AS_OF}
    return {"order_id": order_id, **row, **values}


def span_row(order_id: str, length: float, ending: str, **values: Any) -> Row:
    if ending == "open":
        return order_row(order_id, created_at=AS_OF - hours(length), **values)
    created_at = ago(days=1000)
    ended_at = created_at + hours(length)
    if ending == "delivered":
        return order_row(
            order_id, created_at=created_at, status=ending, delivered_event_at=ended_at, **values
        )
    return order_row(
        order_id, created_at=created_at, status=ending, first_seen_closed_at=ended_at, **values
    )


def slot_row(order_id: str, slot: int = 1, **values: Any) -> Row:
    row: Row = {"platform": "spotify", "url": f"https://pods.example/{order_id}/{slot}"}
    row |= {"url_sha256": f"sha-{order_id}-{slot}", "indexed": False, "first_seen_at": ago(days=10)}
    return {"order_id": order_id, "slot": slot, **row, **values}


class Point(NamedTuple):
    """One row of a curve as a textbook would compute it."""

    hours: float
    at_risk: int
    events: int
    share: float
    low: float | None
    high: float | None


def naive_curve(spans: list[tuple[float | None, float, str]]) -> list[Point]:
    """Aalen-Johansen by the definition, in loops: the variance sums over all earlier times."""
    spans = [(-1 if entry is None else entry, end, how) for entry, end, how in spans]
    times = sorted({end for _, end, how in spans if how != "open"} | {0.0})
    survival, share, steps, points = 1.0, 0.0, [], []
    for time in times:
        n = sum(entry < time <= end for entry, end, _ in spans)
        d = sum(end == time and how == "event" for _, end, how in spans)
        every = sum(end == time and how != "open" for _, end, how in spans)
        if n:
            share += survival * d / n
            steps.append((share, survival, n, d, every))
            survival *= (n - every) / n
        points.append(Point(time, n, d, share, *_limits(share, _variance(share, steps))))
    return points


def _variance(share: float, steps: list[tuple[float, float, int, int, int]]) -> float:
    total = 0.0
    for then, before, n, d, every in steps:
        if n > every:
            total += (share - then) ** 2 * every / (n * (n - every))
        total += before**2 * (n - d) * d / n**3 - 2 * (share - then) * before * d / n**2
    return max(total, 0.0)


def _limits(share: float, variance: float) -> tuple[float | None, float | None]:
    if share == 0:
        return 0.0, 0.0
    if share > 1 - 1e-12:
        return None, None
    s = 1 - share
    spread = Z * sqrt(variance) / (s * abs(log(s)))
    return 1 - s ** exp(-spread), 1 - s ** exp(spread)
