"""What waiting for the index costs, by group, and which links to ask about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import dialogs, formats, panels, plain, tables
from pages.components.filters import View
from pages.components.money_costs import month_name
from pages.components.reading import report

GROUPS = {"client_id": "Client", "platform": "Platform", "package": "Package", "month": "Month"}
_FORMULA = "Month's value of the page ÷ links live on it ÷ 30.4375 × days waited. Our own formula: "
_LINEAR = "value begins on the day of indexing and is the same every day"
_MOST_CHASED = 500


def draw(view: View, wait: pd.Series | None, currency: str) -> None:
    """`wait` is the row of all links in this currency, or None without any page value."""
    with panels.panel("What waiting for the index costs", f"{_FORMULA}{basis(wait)}"):
        if wait is None:
            _nothing(view)
            return
        st.markdown(plain.dollars(sentence(wait, currency)))
        column = panels.switch("By", GROUPS, key="waiting_by")
        _table(view, column, currency)
        st.caption(_left_out(view))
        panels.download("waiting_costs", view, by=column)


def basis(wait: pd.Series | None) -> str:
    """Whether value counts from the first day or grows over a ramp that the user entered."""
    if wait is None or wait["basis"] == "linear":
        return _LINEAR
    return (
        f"value would have grown over a ramp of {wait['ramp_days']:g} days from going live. Costs "
        "a day and costs ahead count it in full"
    )


def _nothing(view: View) -> None:
    rows = report("waiting_costs", view.filters)
    if rows.empty:
        panels.nothing(f"No links went live in {view.dates}.", key="waiting")
        return
    waiting = formats.noun(rows["waiting"].sum(), "link")
    st.markdown(
        f":material/sell: {waiting} of {view.dates} wait for the index. Enter what the pages they "
        "point to are worth a month, below, to see what that costs."
    )


def sentence(wait: pd.Series, currency: str) -> str:
    """What the waiting links will cost, and what was saved against the natural wait."""
    expected = formats.money(wait["expected_next_30d"], currency)
    waiting = formats.noun(wait["waiting"], "waiting link")
    parts = [f"In the next 30 days the {waiting} will cost **{expected}**, by the index curve"]
    if wait["blocked"]:
        burn = formats.money(wait["burn_blocked_per_day"], currency)
        parts.append(
            f"{formats.count(wait['blocked'])} cannot be indexed and cost {burn} a day for ever"
        )
    if formats.is_known(wait["mean_wait_30d_days"]):
        mean = formats.duration(24 * wait["mean_wait_30d_days"])
        parts.append(f"a link waits {mean} of its first 30 days, on average")
    if formats.is_known(wait["saved_vs_natural_30d"]):
        saved = formats.money(wait["saved_vs_natural_30d"], currency)
        natural = formats.duration(24 * wait["natural_wait_30d_days"])
        parts.append(
            f"against a natural wait of {natural} (30 days at most) that is **{saved}** saved, no "
            "proof of a cause"
        )
    return f"{'; '.join(parts)}."


def _table(view: View, column: str, currency: str) -> None:
    rows = report("waiting_costs", view.by(column))
    rows = rows[rows["currency"] == currency]
    order, is_rising = ("group", True) if column == "month" else ("burn_per_day", False)
    rows = rows.sort_values(order, ascending=is_rising, kind="stable").reset_index(drop=True)
    names = panels.group_names(rows["group"], column)
    if column == "month":
        names = [month_name(name, view) for name in names]
    amounts = ("realised", "burn_per_day", "burn_blocked_per_day", "expected_next_30d")
    shown = rows.assign(label=names, mean_wait=24 * rows["mean_wait_30d_days"])
    tables.table(
        shown,
        {
            "label": tables.text(GROUPS[column], 190),
            "links": tables.number("Links with a value", 125),
            "waiting": tables.number("Waiting", 85),
            "blocked": tables.number("Cannot be indexed", 125),
            **{
                name: tables.amount(label, currency)
                for name, label in zip(
                    amounts,
                    ("Has cost", "Costs a day", "Of it for ever", "Next 30 days"),
                    strict=True,
                )
            },
            "mean_wait": tables.hours("Mean wait", 100),
        },
        key="waiting_costs",
    )


def _left_out(view: View) -> str:
    rows = report("waiting_costs", view.filters)
    without = int(rows.loc[rows["currency"].isna(), "links"].sum())
    told = (
        f"{formats.noun(without, 'link')} of {formats.count(rows['links'].sum())} point to pages "
        "without an entered value and cost nothing here"
        if without
        else "Every link points to a page with an entered value"
    )
    unknown = int(rows["wait_unknown"].sum())
    return (
        f"{told}. {formats.noun(unknown, 'link')} indexed when first read, at a time nobody knows, "
        "count as not having waited. “Mean wait”: within the first 30 days."
    )


def chase(view: View, currency: str) -> None:
    """Whom to ask about what; a selected row opens the way of its link."""
    rows = report("links_to_chase", view.filters)
    is_told = rows["currency"].isna() | (rows["currency"] == currency)
    rows = rows[is_told].reset_index(drop=True)
    with panels.panel(
        "Links to chase",
        "Cannot be indexed first, then by what 30 more days are expected to cost · select a row "
        "for the way of its link",
    ):
        if rows.empty:
            st.markdown(
                ":material/check_circle: No link gone live in these dates waits for the index."
            )
            return
        shown = _chased(rows.head(_MOST_CHASED))
        event = tables.table(
            shown,
            {
                "state": tables.chips("State", tables.STATE_LABELS, 100),
                "url": tables.link("Link", 200),
                "ask_whom": tables.text("Ask", 130),
                "ask_what": tables.text("About", 300),
                "client_name": tables.text("Client", 130),
                "age_hours": tables.hours("Age", 85),
                "value_per_day": tables.amount("A day", currency, 80),
                "expected_cost_30d": tables.amount("Next 30 days", currency, 105),
                "cost_so_far": tables.amount("Has cost", currency, 95),
            },
            key="chase",
            selection="single-row",
        )
        if len(rows) > _MOST_CHASED:
            st.caption(
                f"The first {formats.count(_MOST_CHASED)} of {formats.count(len(rows))}; the "
                "download has all."
            )
        panels.download("links_to_chase", view)
    if (row := tables.newly_selected(event, "chase")) is not None:
        link = rows.iloc[row]
        dialogs.order(link["order_id"], view, slot=int(link["slot"]))


def _chased(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(state=tables.chip(rows["state"], tables.STATE_LABELS))
