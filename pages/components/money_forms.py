"""What people fill in on the Money page: tables with their columns and suggestions, and numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from data import entries
from data.entries import (
    NATURAL_WAIT,
    ORDER_COSTS,
    OUTREACH_SPEND,
    PAGE_VALUES,
    PRICES,
    VALUE_RAMP,
    Row,
    Sheet,
)
from data.reports import Filters
from data.runtime import current
from pages.components import tables
from pages.components.filters import View
from pages.components.reading import report

_MOST_SUGGESTED = 100
_CURRENCY = tables.text("Currency", 90, help="Three letters; USD when left empty")


def _amount(label: str, width: int) -> Any:
    """Money to be entered, without a sign: its currency is a column of the same line."""
    return st.column_config.NumberColumn(label, width=width, format="%.2f")


@dataclass(frozen=True)
class Form:
    """One sheet as people fill it. `suggested` names keys that have no amount yet."""

    sheet: Sheet
    key: str
    words: str
    columns: dict[str, Any]
    suggested: Callable[[list[Row]], list[Row]]


@dataclass(frozen=True)
class Assumption:
    """A number of days that people may enter, and what its absence means."""

    name: str
    key: str
    label: str
    when_empty: str
    words: str


WAITING = (
    Assumption(
        NATURAL_WAIT,
        "natural_wait",
        "Natural wait, days",
        "not known",
        "How many days a page of yours waits for the index when nobody does anything about it. "
        "Without it nothing is said of savings.",
    ),
    Assumption(
        VALUE_RAMP,
        "value_ramp",
        "Ramp, days",
        "no ramp",
        "Over how many days a link's value would grow to its full height. Without it the full "
        "value counts from the first day. It changes what waiting has cost; what it costs a day "
        "and what it will cost stay at full value.",
    ),
)


def prices() -> Form:
    def packages_without_a_price(rows: list[Row]) -> list[Row]:
        options = report("filter_options", Filters())
        known = {row["package"] for row in rows}
        packages = options.loc[options["kind"] == "package", "value"]
        return [{"package": name} for name in packages if name not in known]

    return Form(
        PRICES,
        "prices",
        "What a package costs from a day on. An order counts with the price of the day it was "
        "placed; a new line with a later day is a change of price.",
        {
            "package": tables.text("Package", 200),
            "valid_from": st.column_config.DateColumn("Valid from", width=130),
            "price": _amount("Price of an order", 150),
            "currency": _CURRENCY,
        },
        packages_without_a_price,
    )


def page_values(view: View) -> Form:
    def pages_that_wait(rows: list[Row]) -> list[Row]:
        known = {row["target_url"] for row in rows}
        waiting = report("links_to_chase", view.filters)["target_url"].dropna()
        pages = [page for page in waiting.value_counts().index if page not in known]
        return [{"target_url": page} for page in pages[:_MOST_SUGGESTED]]

    return Form(
        PAGE_VALUES,
        "page_values",
        "What a page of yours is worth a month when its links count: all links that point to it "
        "share the value. Pages with the most waiting links stand at the end, to be filled in.",
        {
            "target_url": tables.text("Page", 420),
            "monthly_value": _amount("Worth a month", 150),
            "currency": _CURRENCY,
        },
        pages_that_wait,
    )


def order_costs() -> Form:
    return Form(
        ORDER_COSTS,
        "order_costs",
        "What one order really cost, in place of its price, or what came back for it: the vendor's "
        "API tells neither.",
        {
            "order_id": tables.text("Order", 260),
            "cost": _amount("Cost", 120),
            "refund": _amount("Refund", 120),
            "currency": _CURRENCY,
        },
        lambda _rows: [],
    )


def outreach_spend() -> Form:
    names = _campaigns()
    return Form(
        OUTREACH_SPEND,
        "outreach_spend",
        "What a month of outreach cost: hours at their rate, and tools. Without a campaign a line "
        "stands for all of them; a month is named by its first day.",
        {
            "campaign_id": st.column_config.SelectboxColumn(
                "Campaign",
                width=230,
                help="Empty for the costs of all campaigns",
                options=list(names),
                format_func=names.__getitem__,
            ),
            "month": st.column_config.DateColumn("Month", width=110, format="YYYY-MM-DD"),
            "hours": st.column_config.NumberColumn("Hours", width=90),
            "hourly_rate": _amount("Rate an hour", 120),
            "tool_cost": _amount("Tools", 110),
            "currency": _CURRENCY,
        },
        lambda _rows: [],
    )


def _campaigns() -> dict[str, str]:
    """Id -> name; an id that was entered and no campaign has stands for itself."""
    options = report("filter_options", Filters())
    known = options[options["kind"] == "campaign"]
    entered = entries.current(current().warehouse, OUTREACH_SPEND)
    ids = {row["campaign_id"] for row in entered} - {""}
    return {id: id for id in sorted(ids)} | dict(zip(known["value"], known["label"], strict=True))
