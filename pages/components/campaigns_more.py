"""Figures beside the funnel: bounces, follow-ups, suppression, failed mails, placement rates."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import cards, formats, headlines, panels, tables
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.headlines import Rate
from pages.components.reading import only_row, report

_BOUNCED = Rate("bounce_rate", "bounced", "contacted", "bounce_low", "bounce_high")
_FOLLOWED_UP = Rate(
    "follow_up_rate", "followed_up", "follow_up_eligible", "follow_up_low", "follow_up_high"
)
_SUPPRESSED = Rate(
    "suppression_rate", "suppressed", "addresses", "suppression_low", "suppression_high"
)
_VARIANTS = {
    "contacted_45_days": "contacted leads whose first mail is 45 or more days old",
    "contacted": "all contacted leads, young ones too",
    "delivered": "delivered leads",
    "leads": "all leads found",
    "positive": "leads that said yes",
    "sends": "mails sent",
}


def draw(view: View) -> None:
    """Folded away under the page; every figure keeps its k, n and interval."""
    with panels.folded(
        "More figures: bounces, follow-ups, suppression, failed mails, placement rates",
        key="more",
    ) as is_open:
        if not is_open:
            return
        now = only_row("outreach_figures", view.filters)
        before = only_row("outreach_figures", view.before) if view.before else None
        cards.row(
            [
                headlines.rate_card(
                    "bounce_rate", now, before, _BOUNCED, noun="contacted, at most"
                ),
                headlines.rate_card(
                    "followup_coverage", now, before, _FOLLOWED_UP, noun="due a second mail"
                ),
                headlines.rate_card("suppression_rate", now, None, _SUPPRESSED, noun="addresses"),
                _gap(now),
            ]
        )
        for sentence in (_follow_ups(now), _listed(now)):
            st.caption(sentence)
        _placements(view)
        _failures(view)


def _gap(now: pd.Series) -> Card:
    gap = now["status_without_mail"] + now["mail_without_status"]
    return Card(
        "status_gap",
        formats.count(gap),
        f"of {formats.noun(now['leads'], 'lead')}: {formats.count(now['status_without_mail'])} "
        f"“contacted” without a mail, {formats.count(now['mail_without_status'])} mailed and still "
        "“discovered”",
    )


def _follow_ups(now: pd.Series) -> str:
    """What stands behind the coverage."""
    if not now["follow_up_eligible"]:
        return "No lead is due a second mail."
    missing = now["follow_up_eligible"] - now["followed_up"]
    return (
        f"Follow-ups: {formats.noun(missing, 'lead')} due a second mail got none; "
        f"{formats.count(now['follow_up_planned'])} of them have one planned, "
        f"{formats.count(now['follow_up_overdue'])} one whose time has passed. Bounces are an "
        "upper bound: that status is set by hand."
    )


def _listed(now: pd.Series) -> str:
    if not now["suppressed"]:
        return "No address written to is on the suppression list."
    return (
        f"Suppression: {formats.count(now['suppressed_before'])} of "
        f"{formats.noun(now['suppressed'], 'listed address', 'listed addresses')} stood on the "
        f"list before the first mail, {formats.count(now['suppressed_after'])} came onto it later."
    )


def _placements(view: View) -> None:
    rows = report("placement_variants", view.filters)
    if not rows["n"].sum():
        return
    panels.subtitle("Which placement rate?", "Products divide by different things")
    shown = rows.assign(
        variant=[_VARIANTS.get(name, panels.words(name)) for name in rows["per"]],
        rate=[formats.rate(value) for value in rows["placement_rate"]],
        limits=tables.counted(rows, "placed", "n", "low", "high", "placement_rate"),
    )
    tables.table(
        shown,
        {
            "variant": tables.text("Placed, divided by", 420),
            "rate": tables.right("Placement rate", 120),
            "limits": tables.right("k/n [95%]", 180),
        },
        key="placement_variants",
    )
    panels.download("placement_variants", view)


def _failures(view: View) -> None:
    rows = report("send_failures", view.filters)
    if rows.empty:
        st.caption("No attempt to write failed or was blocked, as far as the server tells.")
        return
    panels.subtitle("Mails that were not sent", "Of all attempts made in these dates")
    shown = rows.assign(
        outcome=[panels.words(outcome) for outcome in rows["outcome"]],
        rate=[formats.rate(value) for value in rows["failure_rate"]],
        limits=tables.counted(rows, "failures", "attempts", "low", "high", "failure_rate"),
    )
    tables.table(
        shown,
        {
            "outcome": tables.text("Outcome", 120),
            "reason": tables.text("Reason", 300),
            "rate": tables.right("Failed and blocked mails", 180),
            "limits": tables.right("k/n [95%]", 180),
        },
        key="send_failures",
    )
    panels.download("send_failures", view)
