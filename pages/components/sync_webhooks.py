"""What the vendor's webhooks brought: when, of which order, and what became of each."""

from __future__ import annotations

import streamlit as st

from data.reports import Filters
from data.runtime import current
from pages.components import plain, tables
from pages.components.filters import View
from pages.components.reading import report

_OUTCOMES = {
    "applied": ("Applied", "green"),
    "stale": ("No news", "gray"),
    "quarantined": ("Quarantined", "red"),
    "pending": ("Waits", "blue"),
}
_ROUTE = "/webhooks/podcast-backlinks"


def draw(view: View) -> None:
    rows = report("webhook_log", Filters())
    if rows.empty:
        _how_to_receive()
        return
    tables.table(
        rows.assign(
            received=tables.times(rows["received_at"], view.zone),
            happened=tables.times(rows["event_at"], view.zone),
            state=tables.chip(rows["outcome"], _OUTCOMES),
        ),
        {
            "received": tables.moment("Received"),
            "event_type": tables.text("Event", 140),
            "order_id": tables.text("Order", 240),
            "state": tables.chips("Outcome", _OUTCOMES, 120),
            "reason": tables.text("Reason", 170),
            "happened": tables.moment("Vendor's time"),
        },
        key="webhooks",
    )


def _how_to_receive() -> None:
    settings = current().settings
    if settings.podcast_backlinks.webhook_secrets:
        address = f"{settings.app.public_url or 'https://your-host'}{_ROUTE}"
        st.markdown(
            ":material/inbox: No event has come yet. Give the vendor this address: "
            f"{plain.markdown(address)}"
        )
    else:
        st.markdown(
            ":material/inbox: Webhooks are off, so changes are seen at the next read. Set "
            "`PODCAST_BACKLINKS__WEBHOOK_SECRETS` to receive them as they happen."
        )
