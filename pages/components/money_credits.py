"""Credits of the account: what they are worth, when they end, how many will lapse."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, plain, tables
from pages.components.filters import View
from pages.components.reading import report

_CAPTION = (
    "Of the whole account, whatever the dates · as if every order took a credit of its package"
)
STATES = {
    "valid": "",
    "expired": "ended",
    "no_expiry": "no day of ending",
    "not_told": "not told",
}


def draw(view: View) -> None:
    with panels.panel("Unused credits", _CAPTION):
        rows = report("credit_expiry", view.filters)
        if rows.empty:
            st.markdown(_nothing(view))
            return
        st.markdown(plain.dollars(sentence(rows, view.zone)))
        _table(rows)
        st.caption(_pace(rows))
        panels.download("credit_expiry", view)


def _nothing(view: View) -> str:
    if view.filters.clients:
        return (
            ":material/info: Credits are the whole account's, no client's: they stand here "
            "without the filter of clients."
        )
    if view.filters.packages:
        return ":material/inbox: The account has no credits of these packages."
    return ":material/inbox: The account has not been read yet: its credits are not known."


def sentence(rows: pd.DataFrame, zone: str) -> str:
    """How many credits there are, when they end and what will be lost then.

    All packages end at one time: that is how the vendor tells it.
    """
    credits = formats.noun(rows["credits"].sum(), "credit")
    first = rows.iloc[0]
    if rows["credits"].isna().all():
        return "The account tells nothing of credits."
    if not rows["credits"].sum():
        return "No credit is left."
    if pd.isna(first["expires_at"]):
        return f"**{credits}**, and the account names no day on which they end."
    ends = formats.when(first["expires_at"], zone)
    if first["days_left"] <= 0:
        worth = _worth(rows, "worth")
        return f"The credits ended on {ends}; **{credits}** were unused{worth}."
    left = f"**{credits}** end in {formats.duration(24 * first['days_left'])}, on {ends}"
    if rows["forecast_unused"].isna().all():
        return f"{left}; no order on record says how fast they are used."
    unused = rows["forecast_unused"].sum()
    if not unused:
        return f"{left}; at the present pace all of them are used before."
    return f"{left}; at the present pace **{unused:.1f}** will lapse{_worth(rows, 'worth_unused')}."


def _worth(rows: pd.DataFrame, column: str) -> str:
    """, worth $20.00 and EUR 9.00; empty while a price is missing."""
    told = rows[rows["credits"] > 0]
    if told[column].isna().any():
        return "; enter prices below to see their worth"
    sums = told.groupby("currency")[column].sum()
    return f", worth **{' and '.join(formats.money(sums[c], c) for c in sums.index)}**"


def _table(rows: pd.DataFrame) -> None:
    shown = rows.assign(
        name=[panels.words(name) for name in rows["package"]],
        price=tables.amounts(rows, "price"),
        worth=tables.amounts(rows, "worth"),
        use=[_use(row) for _, row in rows.iterrows()],
        unused=[_unused(row) for _, row in rows.iterrows()],
        lost=tables.amounts(rows, "worth_unused"),
    )
    tables.table(
        shown,
        {
            "name": tables.text("Package", 120),
            "credits": tables.number("Credits", 85),
            "price": tables.right("Price now", 100),
            "worth": tables.right("Worth", 100),
            "use": tables.right("Expected use [95%]", 160),
            "unused": tables.right("Will lapse", 130),
            "lost": tables.right("Worth of these", 120),
        },
        key="credit_expiry",
    )


def _use(row: pd.Series) -> str:
    if not formats.is_known(row["expected_use"]):
        return formats.NONE
    low, high = formats.count(row["expected_use_low"]), formats.count(row["expected_use_high"])
    return f"{row['expected_use']:,.1f} [{low}\u2060–\u2060{high}]"


def _unused(row: pd.Series) -> str:
    if formats.is_known(row["forecast_unused"]):
        return f"{row['forecast_unused']:,.1f}"
    return STATES.get(row["state"], "") or formats.NONE


def _pace(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    if not formats.is_known(first["counted_days"]):
        return "Expected use needs an order on record."
    days = formats.duration(24 * first["counted_days"])
    orders = formats.noun(rows["orders_counted"].sum(), "order")
    return (
        f"Expected use: {orders} of these packages in {days} up to the last read, at the same pace "
        "until the credits end; its limits hold if orders come one by one and by chance."
    )
