"""What stands in a client's report: the reports of the dashboard, under that client's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from data import brands, reports
from data.access import Scope
from data.brands import Brand
from data.errors import ReportError
from data.reports import Filters
from data.warehouse import Warehouse
from pages.client_report import wording
from pages.components import formats

MOST_LINKS = 200
_MOST_OPEN = 20
_MOST_CAMPAIGNS = 12


@dataclass(frozen=True)
class Figure:
    """One headline figure: what it is, its value, and the count it rests on."""

    label: str
    value: str
    rests_on: str


@dataclass(frozen=True)
class Table:
    """Rows of texts under headings; `more` rows of the warehouse are left out."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: int = 0


@dataclass(frozen=True)
class Contents:
    """Everything that the page and the PDF show; texts are plain, never markup."""

    client_id: str
    client: str
    brand: Brand
    period: str
    zone: str
    as_of: str
    headline: str
    figures: tuple[Figure, ...]
    curve: pd.DataFrame  # hours, indexed_share, low, high
    changes: tuple[str, ...]
    links: Table
    campaigns: Table
    open_items: Table
    notes: tuple[str, ...]


def collect(
    warehouse: Warehouse,
    client_id: str,
    start: date,
    end: date,
    zone: str,
    as_of: datetime | None = None,
) -> Contents:
    """Ask every report once. `start` and `end` are local days, both included; `as_of` is UTC.

    Raises ReportError for days in the wrong order and for a client that nobody has ordered for.
    """
    if start > end:
        raise ReportError(f"The period ends ({end}) before it begins ({start}).")
    scope = Scope.of([client_id])
    filters = Filters(start=start, end=end, zone=zone, as_of=as_of)

    def ask(name: str, by: str | None = None) -> pd.DataFrame:
        chosen = Filters(start=start, end=end, zone=zone, as_of=as_of, by=by)
        return reports.run(warehouse, name, chosen, scope)

    orders, links = ask("delivery_times").iloc[0], ask("indexing_rates").iloc[0]
    stood = as_of or reports.as_of(warehouse, "podcast")
    return Contents(
        client_id=client_id,
        client=_name(warehouse, client_id, scope),
        brand=brands.of_client(warehouse, client_id),
        period=formats.day_range(start, end),
        zone=zone,
        as_of=formats.when(stood, zone),
        headline=wording.headline(orders, links),
        figures=_figures(orders, links),
        curve=ask("indexing_curve"),
        changes=wording.changes(ask("what_changed"), _before(filters)),
        links=_links(ask("client_links"), zone),
        campaigns=_campaigns(ask("campaign_outcomes", by="campaign_id")),
        open_items=_open_items(ask, zone),
        notes=wording.NOTES,
    )


def _name(warehouse: Warehouse, client_id: str, scope: Scope) -> str:
    options = reports.run(warehouse, "filter_options", Filters(), scope)
    names = options[(options["kind"] == "client") & (options["value"] == client_id)]["label"]
    if names.empty:
        raise ReportError(f"There is no client {client_id!r}.")
    return str(names.iloc[0])


def _before(filters: Filters) -> str:
    """The period of the same length directly before, in words."""
    assert filters.start and filters.end
    end = filters.start - timedelta(days=1)
    return formats.day_range(end - (filters.end - filters.start), end)


def _figures(orders: pd.Series, links: pd.Series) -> tuple[Figure, ...]:
    return (
        Figure(
            "Links live",
            formats.count(links["live_links"]),
            f"{formats.count(orders['delivered'])} of {formats.noun(orders['orders'], 'order')} "
            "delivered",
        ),
        Figure(
            "Indexed",
            formats.rate(links["indexed_now_rate"]),
            wording.counted(links, "indexed_now", "known_now", "indexed_now", "known"),
        ),
        Figure(
            "Promises kept",
            formats.rate(orders["on_time_rate"]),
            wording.counted(orders, "on_time", "due", "on_time", "due"),
        ),
        Figure(
            "Indexed within 7 days",
            formats.rate(links["mature_7d_rate"]),
            wording.counted(links, "mature_7d_k", "mature_7d_n", "mature_7d", "old enough"),
        ),
    )


def _links(rows: pd.DataFrame, zone: str) -> Table:
    shown = rows.head(MOST_LINKS)
    lines = zip(
        shown["url"],
        (formats.when(at, zone) for at in shown["live_at"]),
        (wording.state(one) for one in shown["index_state"]),
        shown["anchor_text"],
        shown["target_url"],
        strict=True,
    )
    headings = ("Link", "Live since", "Index", "Anchor", "Target")
    return Table(headings, _texts(lines), len(rows) - len(shown))


def _campaigns(rows: pd.DataFrame) -> Table:
    shown = rows.head(_MOST_CAMPAIGNS)
    lines = [
        (
            row["campaign_name"],
            formats.count(row["contacted"]),
            formats.count(row["replied"]),
            wording.rate_of(row, "positive"),
            formats.count(row["placed"]),
        )
        for _, row in shown.iterrows()
    ]
    headings = ("Campaign", "Contacted", "Replied", "Positive / contacted", "Placed")
    return Table(headings, _texts(lines), len(rows) - len(shown))


def _open_items(ask: Callable[[str], pd.DataFrame], zone: str) -> Table:
    """What the client may ask about: late orders first, then links that no index will take."""
    late = ask("overdue_orders")
    stuck = ask("stuck_links")
    stuck = stuck[stuck["state"].isin(wording.CANNOT_BE_INDEXED)]
    lines = [
        (
            f"Order {row['order_id']}",
            f"promised {formats.when(row['first_promised_at'], zone)}, "
            f"late by {formats.duration(row['lateness_hours'])} so far",
        )
        for _, row in late.iterrows()
    ] + [
        (str(row["url"]), f"live for {formats.duration(row['age_hours'])}: "
         f"{wording.state(row['state'])}")
        for _, row in stuck.iterrows()
    ]  # fmt: skip
    return Table(("Open", "State"), _texts(lines[:_MOST_OPEN]), max(0, len(lines) - _MOST_OPEN))


def _texts(lines: object) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(formats.NONE if pd.isna(cell) else str(cell) for cell in line)
        for line in lines  # type: ignore[attr-defined]
    )
