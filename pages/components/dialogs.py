"""What opens when a row is selected: everything known about one order."""

from __future__ import annotations

import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import report

_CLOCKS = {
    "link": "All links live",
    "event": "Vendor's delivery event",
    "vendor": "Vendor's report",
    "poll": "First read as delivered",
}


@st.dialog("Order", width="large")
def order(order_id: str, view: View) -> None:
    """All clocks of one order, which one counts and why; its slots; what was observed and when."""
    st.markdown(f"#### {order_id}")
    clocks = report("order_card", view.filters, order_id=order_id)
    slots = report("order_slots", view.filters, order_id=order_id)
    events = report("order_events", view.filters, order_id=order_id)
    st.caption(f"When was it delivered? Times in {view.zone}.")
    st.dataframe(
        clocks.assign(
            clock=[_CLOCKS.get(clock, clock) for clock in clocks["clock"]],
            delivered_at=tables.times(clocks["delivered_at"], view.zone),
            hours=tables.ages(clocks["hours"]),
            is_used=["counts" if used else "" for used in clocks["is_used"]],
        ),
        hide_index=True,
        key="order_clocks",
    )
    st.caption("Links")
    st.dataframe(
        slots.assign(
            live_at=tables.times(slots["live_at"], view.zone),
            indexed_at=tables.times(slots["indexed_at"], view.zone),
            index_state=tables.chip(slots["index_state"], tables.STATE_LABELS),
            platform=[panels.words(platform) for platform in slots["platform"]],
        ),
        hide_index=True,
        column_config={
            "url": tables.link("Link"),
            "index_state": tables.chips("State", tables.STATE_LABELS),
        },
        key="order_slots",
    )
    st.caption("Observed")
    st.dataframe(
        events.assign(observed_at=tables.times(events["observed_at"], view.zone)),
        hide_index=True,
        key="order_events",
    )
    if clocks.empty and slots.empty:
        st.write(f"Nothing is known about {formats.NONE if not order_id else 'this order'}.")
