"""What stands in a client's report: the reports of the dashboard, under that client's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from data import brands, reports
from data.access import Scope
from data.brands import Brand
from data.errors import ReportError
from data.reports import Filters
from data.warehouse import Warehouse
from pages.client_report import tables, wording
from pages.client_report.tables import Table
from pages.components import formats, plain

_MOST_LETTERS = 120  # of a name


@dataclass(frozen=True)
class Figure:
    """One headline figure: what it is, its value, and the count it rests on."""

    label: str
    value: str
    rests_on: str


@dataclass(frozen=True)
class Contents:
    """Everything that the page and the PDF show; texts are plain, never markup."""

    client_id: str
    client: str
    brand: Brand
    period: str
    start: date
    end: date
    zone: str
    as_of: str
    as_of_at: datetime | None  # UTC
    headline: str
    figures: tuple[Figure, ...]
    promise: str
    promise_weeks: pd.DataFrame  # due_week, is_complete, kept, late, overdue_open
    curve: pd.DataFrame  # hours, events, indexed_share, low, high
    at_risk: pd.DataFrame  # hours, at_risk
    changes: tuple[str, ...]
    open_items: Table
    campaigns: Table
    index_states: str
    links: Table
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

    def ask(name: str, by: str | None = None) -> pd.DataFrame:
        chosen = Filters(start=start, end=end, zone=zone, as_of=as_of, by=by)
        return reports.run(warehouse, name, chosen, scope)

    name = _name(warehouse, client_id, scope)
    orders, links = ask("delivery_times").iloc[0], ask("indexing_rates").iloc[0]
    stood = as_of or reports.as_of(warehouse, "podcast")
    return Contents(
        client_id=client_id,
        client=name,
        brand=brands.of_client(warehouse, client_id),
        period=formats.day_range(start, end),
        start=start,
        end=end,
        zone=zone,
        as_of=formats.when(stood, zone),
        as_of_at=stood,
        headline=wording.headline(orders, links),
        figures=_figures(orders, links),
        promise=wording.promise(orders),
        promise_weeks=ask("promise_weeks"),
        curve=ask("indexing_curve"),
        at_risk=ask("indexing_at_risk"),
        changes=wording.changes(ask("what_changed"), _before(start, end)),
        open_items=tables.open_items(ask, zone),
        campaigns=tables.campaigns(ask("campaign_outcomes", by="campaign_id")),
        index_states=wording.counted_states(ask("index_states")),
        links=tables.links(ask("client_links"), zone),
        notes=wording.NOTES,
    )


def _name(warehouse: Warehouse, client_id: str, scope: Scope) -> str:
    options = reports.run(warehouse, "filter_options", Filters(), scope)
    names = options[(options["kind"] == "client") & (options["value"] == client_id)]["label"]
    if names.empty:
        raise ReportError(f"There is no client {client_id!r}.")
    return plain.shortened(plain.line(names.iloc[0]), _MOST_LETTERS)


def _before(start: date, end: date) -> str:
    """The period of the same length directly before, in words; none begins before the year 1."""
    ended = max(start.toordinal() - 1, 1)
    began = max(ended - (end - start).days, 1)
    return formats.day_range(date.fromordinal(began), date.fromordinal(ended))


def _figures(orders: pd.Series, links: pd.Series) -> tuple[Figure, ...]:
    delivered = formats.count(orders["delivered"])
    return (
        Figure(
            "Links live",
            formats.count(links["live_links"]),
            f"{delivered} of {formats.noun(orders['orders'], 'order')} placed then delivered",
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
            "Indexed in 7 days",
            formats.rate(links["mature_7d_rate"]),
            wording.counted(links, "mature_7d_k", "mature_7d_n", "mature_7d", "aged ≥ 7 d"),
        ),
    )
