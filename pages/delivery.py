"""Delivery: how long does it take, and is the promise kept?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import (
    cards,
    delivery_more,
    dialogs,
    forecast,
    formats,
    headlines,
    panels,
    states,
    tables,
)
from pages.components.by_group import ByGroup
from pages.components.cards import Card
from pages.components.charts.bars import Series, lateness, weekly
from pages.components.charts.curve import DELIVERY, curve
from pages.components.filters import View
from pages.components.reading import only_row, report

QUESTION = "How long does delivery take, and is the promise kept?"
PROMISES = (
    Series("kept", "Kept", "done"),
    Series("late", "Late", "late"),
    Series("overdue_open", "Overdue and open", "failed"),
)
PROMISE_BY_GROUP = ByGroup(
    title="Promise kept",
    caption="95% intervals, sorted by the lower end",
    report="delivery_times",
    groups={"package": "Package", "niche": "Niche", "client_id": "Client"},
    rate=headlines.ON_TIME,
    key="promise_by",
    empty="No promise fell due in this period.",
)
FEWEST_ORDERS = 10


def main(view: View) -> None:
    now = only_row("delivery_times", view.filters)
    before = only_row("delivery_times", view.before) if view.before else None
    rows = report("delivery_curve", view.filters)
    panels.answer(view.describe(QUESTION, "podcast"), sentence(view, now, rows))
    headline(now, before)
    left, right = st.columns([3, 2])
    with panels.panel(
        "Orders delivered, by age",
        "Share of the orders placed · under the axis: orders still open at that age · band: 95%",
        at=left,
    ):
        delivered(view, now, rows)
    with right:
        PROMISE_BY_GROUP.draw(view, now["on_time_rate"])
    left, right = st.columns([3, 2])
    with panels.panel(
        "What became of each promise, by week", f"By its due date, {panels.weeks_of(view)}", at=left
    ):
        promise_weeks(view)
    with panels.panel(
        "How far from the promise",
        "Delivered orders that were due · the outer bars hold all beyond",
        at=right,
    ):
        distance(view)
    overdue(view)
    if (chosen := forecast.draw(view)) is not None:
        dialogs.order(chosen, view)
    delivery_more.draw(view)


def sentence(view: View, now: pd.Series, rows: pd.DataFrame) -> str:
    if not now["orders"] and not now["due"]:
        return f"No orders were placed in {view.dates}."
    if not now["orders"]:
        kept = f"of {formats.noun(now['due'], 'promise')} that fell due"
        return (
            f"No orders were placed in {view.dates}; "
            f"{headlines.told(now, headlines.ON_TIME, of=f'{kept} then were kept')}."
        )
    if now["orders"] < FEWEST_ORDERS:
        return (
            f"**Too few orders to tell:** {formats.count(now['delivered'])} of "
            f"{formats.count(now['orders'])} arrived."
        )
    if formats.is_known(now["km_median_hours"]):
        limits = formats.duration_interval(
            now["km_median_low"], now["km_median_high"], brackets="()"
        )
        median = formats.duration(now["km_median_hours"])
        text = f"Half of the orders arrive within **{median}** {limits}"
        if formats.is_known(now["km_p90_hours"]):
            text += f", nine in ten within **{formats.duration(now['km_p90_hours'])}**"
    else:
        last = rows.iloc[-1]
        text = (
            f"Fewer than half of {formats.count(now['orders'])} orders have arrived; after "
            f"{formats.duration(last['hours'])} it is **{formats.rate(last['delivered_share'])}**"
        )
    if not now["due"]:
        return f"{text}; no promise has fallen due yet."
    kept = f"of {formats.count(now['due'])} promises due were kept"
    return f"{text}; {headlines.told(now, headlines.ON_TIME, of=kept)}."


def headline(now: pd.Series, before: pd.Series | None) -> None:
    ends = ", ".join(
        f"{formats.count(now[state])} {state}" for state in ("delivered", "open", "failed")
    )
    finished_only = formats.duration(now["median_hours_finished"])
    not_due = f"{formats.count(now['not_due_open'])} open, not due yet"
    longest = formats.duration(now["longest_overdue_hours"])
    cards.row(
        [
            headlines.quantile_card(
                "km_median_hours",
                now,
                before,
                "km_median",
                n="orders",
                caption=ends,
                note=f"Median of finished orders only: {finished_only}.",
            ),
            headlines.quantile_card(
                "km_p90_hours",
                now,
                before,
                "km_p90",
                n="orders",
                caption=formats.noun(now["orders"], "order"),
            ),
            headlines.promise_kept(now, before),
            Card(
                "overdue_open",
                formats.count(now["overdue_open"]),
                f"longest ≥ {longest} late · {not_due}" if now["overdue_open"] else not_due,
            ),
        ]
    )


def delivered(view: View, now: pd.Series, rows: pd.DataFrame) -> None:
    if not now["orders"]:
        panels.nothing(f"No orders in {view.dates}.", key="curve")
        return
    panels.chart(
        curve(
            rows,
            panels.theme(),
            share="delivered_share",
            time=DELIVERY,
            at_risk=report("delivery_at_risk", view.filters),
            height=PROMISE_BY_GROUP.height(view),
        ),
        key="delivery_curve",
        finding=f"Share of {formats.count(now['orders'])} orders delivered by age; the median is "
        f"{formats.duration(now['km_median_hours'])}.",
        rows=rows,
    )


def promise_weeks(view: View) -> None:
    rows = report("promise_weeks", view.filters)
    if rows.empty or not rows[["kept", "late", "overdue_open"]].to_numpy().sum():
        panels.nothing("No promise fell due in this period.", key="promise_weeks")
        return
    panels.chart(
        weekly(rows, panels.theme(), week="due_week", series=PROMISES),
        key="promise_weeks",
        finding=f"{formats.count(rows['kept'].sum())} promises kept, "
        f"{formats.count(rows['late'].sum())} late, "
        f"{formats.count(rows['overdue_open'].sum())} overdue and open.",
        rows=rows,
    )


def distance(view: View) -> None:
    rows = report("lateness_bins", view.filters)
    if rows.empty or not rows["orders"].sum():
        panels.nothing("No promised order was delivered in this period.", key="lateness")
        return
    late = rows.loc[rows["is_late"], "orders"].sum()
    panels.chart(
        lateness(rows, panels.theme()),
        key="lateness",
        finding=f"{formats.count(late)} of {formats.count(rows['orders'].sum())} came late.",
        rows=rows,
    )
    st.caption(sensitivity(report("grace_sensitivity", view.filters)))


def overdue(view: View) -> None:
    rows = report("overdue_orders", view.filters)
    with panels.panel(
        "Overdue and open",
        f"{formats.noun(len(rows), 'order')} due in these dates, longest first · select a row for "
        "its history",
    ):
        if rows.empty:
            st.markdown(":material/check_circle: No order due in these dates is open.")
            return
        shown = rows.assign(
            package=[panels.words(package) for package in rows["package"]],
            ordered=tables.times(rows["created_at"], view.zone),
            promised=tables.times(rows["first_promised_at"], view.zone),
            late_by=rows["lateness_hours"],
            age=rows["age_hours"],
            links=[
                formats.fraction(done, total)
                for done, total in zip(rows["links_delivered"], rows["links_total"], strict=True)
            ],
        )
        event = tables.table(
            shown,
            {
                "order_id": tables.text("Order", 220),
                "client_name": tables.text("Client", 160),
                "package": tables.text("Package", 110),
                "ordered": tables.moment("Ordered"),
                "promised": tables.moment("Promised"),
                "late_by": tables.hours("Late by", 110, at_least=True),
                "age": tables.hours("Age"),
                "links": tables.right("Links", 80),
            },
            key="overdue",
            selection="single-row",
        )
        panels.download("overdue_orders", view)
    if (row := tables.newly_selected(event, "overdue")) is not None:
        dialogs.order(shown.iloc[row]["order_id"], view)


def sensitivity(rows: pd.DataFrame) -> str:
    """What the promise rate would be if so many minutes more still counted as kept."""
    parts = [
        f"{formats.rate(row.on_time_rate)} with {formats.duration(row.grace_minutes / 60)}"
        for row in rows.itertuples()
        if row.grace_minutes
    ]
    return f"With more time allowed “promise kept” would be {' and '.join(parts)}."


if not (states.not_connected("podcast") or states.first_read("podcast")):
    main(st.session_state["view"])
