"""What opens when a row is selected: everything known about one order."""

from __future__ import annotations

import streamlit as st

from pages.components import freshness, lineage, panels, tables
from pages.components.filters import View
from pages.components.reading import report

_CLOCKS = {
    "link": "All links live",
    "event": "Vendor's delivery event",
    "vendor": "Vendor's report",
    "poll": "First read as delivered",
}


@st.dialog("Order", width="large", on_dismiss="rerun")
def order(order_id: str, view: View, slot: int | None = None) -> None:
    """All clocks of one order, which one counts and why; its slots; what was observed and when.

    With `slot`, the way of that link stands first.
    """
    freshness.hold()
    st.text(order_id)
    if slot is not None:
        st.caption(f"The way of link {slot}. Times in {view.zone}.")
        lineage.draw(order_id, view, slot)
    clocks = report("order_card", view.filters, order_id=order_id)
    slots = report("order_slots", view.filters, order_id=order_id)
    events = report("order_events", view.filters, order_id=order_id)
    is_counted = bool(clocks["is_used"].any())
    st.caption(
        f"When was it delivered? Times in {view.zone}."
        + ("" if is_counted else " No clock counts: the order is not delivered.")
    )
    tables.table(
        clocks.assign(
            clock=[_CLOCKS.get(clock, clock) for clock in clocks["clock"]],
            at=tables.times(clocks["delivered_at"], view.zone),
            took=clocks["hours"],
            counts=["counts" if used else "" for used in clocks["is_used"]],
        ),
        {
            "clock": tables.text("Clock", 200),
            "at": tables.moment("Delivered"),
            "took": tables.hours("After"),
            "counts": tables.text("", 80),
            "note": tables.text("Why", 360),
        },
        key="order_clocks",
    )
    st.caption("Links")
    tables.table(
        slots.assign(
            live=tables.times(slots["live_at"], view.zone),
            indexed=tables.times(slots["indexed_at"], view.zone),
            index_state=tables.chip(slots["index_state"], tables.STATE_LABELS),
            platform=[panels.words(platform) for platform in slots["platform"]],
        ),
        {
            "slot": tables.number("Slot", 60),
            "platform": tables.text("Platform", 130),
            "url": tables.link("Link", 330),
            "live": tables.moment("Live since"),
            "index_state": tables.chips("State", tables.STATE_LABELS, 110),
            "indexed": tables.moment("Indexed"),
        },
        key="order_slots",
    )
    if slot is None and not slots.empty:
        st.caption("The way of each link")
        lineage.draw(order_id, view)
    st.caption("Observed")
    tables.table(
        events.assign(seen=tables.times(events["observed_at"], view.zone)),
        {
            "seen": tables.moment("Read at"),
            "what": tables.text("What", 560),
            "origin": tables.text("From", 120),
        },
        key="order_events",
    )
