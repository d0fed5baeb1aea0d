"""What waiting for the index costs: the guide's two inputs, our formula, and our measured curve."""

from __future__ import annotations

import streamlit as st

from pages.components import formats, panels, plain
from pages.components.charts.curve import INDEXING, curve
from pages.components.filters import View
from pages.components.reading import only_row, report

DAYS_A_MONTH = 30.4375
_HORIZON_DAYS = 30


def cost(monthly_value: float, days: float) -> float:
    """Money lost while a page of this monthly value waits for so many days."""
    return monthly_value * days / DAYS_A_MONTH


def draw(view: View) -> None:
    """A calculator for whoever looks; nothing that is typed here is kept."""
    answer = st.container()
    with panels.panel(
        "Estimate the cost of waiting",
        "The guide names the two inputs; its formula is not in the document. This one is ours",
    ):
        left, right = st.columns(2)
        value = left.number_input(
            "Monthly value of the page or batch, USD", min_value=0.0, value=300.0, step=50.0
        )
        days = right.number_input("Natural waiting time, days", min_value=0.0, value=21.0, step=1.0)
        lost = plain.dollars(formats.money(cost(value, days)))
        with answer:
            panels.answer(
                view.describe("What does waiting for the index cost?", "podcast", compares=False),
                f"Waiting **{days:g} days** costs **{lost}**.",
            )
        st.markdown(
            f"`cost = monthly value × days ÷ {DAYS_A_MONTH}` "
            f"= {plain.dollars(formats.money(value))} × {days:g} ÷ {DAYS_A_MONTH}"
        )
        _measured(view, value, days)
        st.caption("Assumes value accrues evenly from the day of indexing.")
    with panels.panel(
        "Measured: links indexed, by time since going live",
        "The area above the curve is the mean wait · under the axis: links still waiting then",
    ):
        _curve(view)


def _curve(view: View) -> None:
    rows = report("indexing_curve", view.filters)
    if rows.empty:
        panels.nothing(f"No links went live in {view.dates}.", key="waiting_curve")
        return
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="indexed_share",
            time=INDEXING,
            at_risk=report("indexing_at_risk", view.filters),
        ),
        key="waiting_index_curve",
        finding=f"{formats.rate(rows['indexed_share'].iloc[-1])} of links are indexed in the end.",
        rows=rows,
    )


def _measured(view: View, value: float, natural_days: float) -> None:
    """The gain is a difference of two mean waits within the same horizon, else there is none."""
    hours = only_row("indexing_figures", view.filters)["mean_wait_30d_hours"]
    if not formats.is_known(hours):
        st.caption(
            "What our own links wait on average is not known yet: none has been watched for "
            f"{_HORIZON_DAYS} days in this view. So no saving is shown."
        )
        return
    ours, natural = hours / 24, min(natural_days, _HORIZON_DAYS)
    st.markdown(
        f"Measured: links of this view wait **{ours:.1f} days** on average within their first "
        f"{_HORIZON_DAYS} (area above the index curve), which costs "
        f"{plain.dollars(formats.money(cost(value, ours)))}."
    )
    gain = cost(value, natural - ours)
    words = "less" if gain >= 0 else "more"
    st.markdown(
        f"Against your natural wait, cut at {_HORIZON_DAYS} days: "
        f"**{plain.dollars(formats.money(abs(gain)))} {words}** for a page or batch of this value. "
        "That is no proof of cause."
    )
