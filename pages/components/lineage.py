"""The way of each link of an order: ordered, read, live, submitted, checked, indexed."""

from __future__ import annotations

import streamlit as st

from pages.components import formats, plain, tables
from pages.components.filters import View
from pages.components.reading import report


def draw(order_id: str, view: View, slot: int | None = None) -> None:
    """Every step with its time, its source and the gap since the step before; for one link or a
    choice among all of the order."""
    rows = report("order_lineage", view.filters, order_id=order_id)
    if rows.empty:
        return
    slots = [int(one) for one in rows["slot"].drop_duplicates()]
    if slot is None or slot not in slots:
        chosen = st.segmented_control(
            "Link",
            slots,
            format_func=lambda one: f"Link {one}",
            default=slots[0],
            key=f"lineage_{order_id}",
            label_visibility="collapsed",
        )
        slot = slots[0] if chosen is None else chosen
    shown = rows[rows["slot"] == slot]
    tables.table(
        shown.assign(
            step=[str(step).capitalize() for step in shown["step"]],
            at=tables.times(shown["happened_at"], view.zone),
            gap=[formats.duration(gap) for gap in shown["gap_hours"]],
        ),
        {
            "step": tables.text("Step", 110),
            "at": tables.moment("When"),
            "gap": tables.right("After the step before", 150),
            "origin": tables.text("Who says so", 150),
            "note": tables.text("How", 300),
        },
        key=f"lineage_steps_{order_id}",
    )
    st.caption(joins(view))


def joins(view: View) -> str:
    """How much of all links of the view can be followed along each edge."""
    parts = [
        f"{plain.markdown(row.edge)} {formats.rate(row.join_rate)} "
        f"({formats.fraction(row.matched, row.eligible)})"
        for row in report("lineage_joins", view.filters).itertuples()
        if row.eligible
    ]
    return (
        f"Of all links in view: {', '.join(parts)}. No vendor ties a link to a campaign."
        if parts
        else "No link in view."
    )
