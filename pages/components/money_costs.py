"""What a live link and an indexed link cost, by group, and how the costs are known."""

from __future__ import annotations

import calendar
from datetime import date

import pandas as pd
import streamlit as st

from pages.components import formats, panels, plain, tables
from pages.components.filters import View
from pages.components.ranking import FEWEST
from pages.components.reading import report

GROUPS = {"package": "Package", "niche": "Niche", "client_id": "Client", "month": "Month"}
_CAPTION = (
    "Orders closed in the range, failed ones included · 95% limits · sorted by the upper limit, so "
    "that a small sample cannot seem cheap"
)


def draw(view: View, currency: str) -> None:
    with panels.panel("What a link costs", _CAPTION):
        column = panels.switch("By", GROUPS, key="costs_by")
        rows = report("link_costs", view.by(column))
        rows = rows[rows["currency"] == currency].reset_index(drop=True)
        if rows.empty:
            _nothing(view)
            return
        _table(view, _sorted(rows, column), column, currency)
        st.caption(known(view))
        panels.download("link_costs", view, by=column)


def _nothing(view: View) -> None:
    closed = report("cost_labels", view.filters)["orders"].sum()
    if closed:
        st.markdown(
            f":material/sell: {formats.noun(closed, 'order')} closed in {view.dates}, and the cost "
            "of none is known: enter a price for each package below."
        )
    else:
        panels.nothing(f"No order was closed in {view.dates}.", key="costs")


def _sorted(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Months in their order; other groups by what a link costs at most, small ones last."""
    if column == "month":
        return rows.sort_values("group").assign(is_small=rows["priced_orders"] < FEWEST)
    return (
        rows.assign(is_small=rows["priced_orders"] < FEWEST)
        .sort_values(["is_small", "gross_per_link_high"], na_position="last", kind="stable")
        .reset_index(drop=True)
    )


def _table(view: View, rows: pd.DataFrame, column: str, currency: str) -> None:
    names = panels.group_names(rows["group"], column)
    if column == "month":
        names = [month_name(name, view) for name in names]
    shown = rows.assign(
        label=names,
        spend=[formats.money(value, currency) for value in rows["gross"]],
        live=[_cost(row, "gross_per_link", currency) for _, row in rows.iterrows()],
        indexed=[_cost(row, "gross_per_indexed", currency) for _, row in rows.iterrows()],
        expected=[formats.money(value, currency) for value in rows["gross_per_indexed_expected"]],
        net=[formats.money(value, currency) for value in rows["net_per_link"]],
    )
    tables.table(
        shown,
        {
            "label": tables.text(GROUPS[column], 150),
            "priced_orders": tables.number("Orders with a cost", 125),
            "spend": tables.right("Spent on them", 100),
            "links": tables.number("Their live links", 115),
            "live": tables.right("Per live link [95%]", 170),
            "net": tables.right("Net per live link", 120),
            "mature_indexed": tables.number("Indexed in 30 d", 110),
            "indexed": tables.right("Per indexed link [95%]", 170),
            "expected": tables.right("Expected per indexed", 145),
        },
        key="link_costs",
    )


def _cost(row: pd.Series, stem: str, currency: str) -> str:
    if row["is_small"]:
        return f"too few orders ({formats.count(row['priced_orders'])})"
    limits = formats.money_interval(row[f"{stem}_low"], row[f"{stem}_high"], currency)
    return f"{formats.money(row[stem], currency)} {limits}".rstrip()


def month_name(month: str, view: View) -> str:
    """2026-11 -> "2026-11, in part" when the range does not hold the whole of it."""
    if view.filters.start is None or view.filters.end is None or not month[:4].isdigit():
        return month
    year, number = int(month[:4]), int(month[5:])
    first, last = date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
    is_whole = view.filters.start <= first and last <= view.filters.end
    return month if is_whole else f"{month}, in part"


def known(view: View) -> str:
    """How many costs are entered, booked, inferred or not known at all."""
    rows = report("cost_labels", view.filters)
    orders = dict(zip(rows["cost_basis"], rows["orders"], strict=True))
    words = {
        "exact": "entered for the order",
        "booked": "by the price book",
        "inferred": "inferred from the balance",
    }
    parts = [f"{formats.count(orders[name])} {word}" for name, word in words.items()]
    unknown = formats.count(orders["unknown"])
    return plain.dollars(
        f"How the costs of {formats.noun(rows['orders'].sum(), 'closed order')} are known: "
        f"{', '.join(parts)}; {unknown} unknown and left out, with their links. “Expected” counts "
        "orders of less than 30 days by the index curve."
    )
