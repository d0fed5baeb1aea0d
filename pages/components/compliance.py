"""Compliance watch: mails after a refusal, refusals that nobody listed, days over the caps."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import report

RULES = {
    "sent_after_refusal": "Mails sent after a refusal or a suppression",
    "refusal_not_listed": "Refusals that are not on the suppression list",
    "over_sender_cap": "Days on which a sender went over 100 mails",
    "over_domain_cap": "Days on which a domain got more than 20 mails",
    "reply_unmatched": "Replies that fit no lead",
    "replies_collide": "One sender, one subject, different answers",
}
_VERDICTS = {
    "broken": ("Broken", "red"),
    "kept": ("Kept", "green"),
    "look": ("Have a look", "orange"),
    "none": ("None", "gray"),
}
_BREACHES = "broken"
_MOST_CASES = 500


def draw(view: View) -> None:
    """The rules with their cases in the range, and the list behind a chosen rule."""
    rows = report("compliance_watch", view.filters)
    with panels.panel(
        "Compliance watch",
        "Of the first four the target is none; the others tell where counts may be off. Caps are "
        "those of the documents, in UTC days",
    ):
        st.markdown(sentence(rows, view))
        _rules(rows, view)
        if not rows["cases"].sum():
            return
        chosen = _choice(rows)
        _cases(view, chosen)


def sentence(rows: pd.DataFrame, view: View) -> str:
    """What was broken, in words."""
    breaches = rows[rows["is_breach"] & (rows["cases"] > 0)]
    if breaches.empty:
        return f":material/check_circle: No rule was broken in {view.dates}."
    parts = [
        f"**{formats.count(row.cases)}** {_lowered(RULES[row.kind])}"
        for row in breaches.itertuples()
    ]
    return f"In {view.dates}: {', '.join(parts)}."


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _rules(rows: pd.DataFrame, view: View) -> None:
    verdicts = [
        _verdict(is_breach, cases)
        for is_breach, cases in zip(rows["is_breach"], rows["cases"], strict=True)
    ]
    shown = rows.assign(
        rule=[RULES.get(kind, panels.words(kind)) for kind in rows["kind"]],
        verdict=tables.chip(pd.Series(verdicts), _VERDICTS),
        latest=tables.times(rows["latest_at"], view.zone),
    )
    tables.table(
        shown,
        {
            "rule": tables.text("Rule", 380),
            "verdict": tables.chips("Verdict", _VERDICTS, 120),
            "cases": tables.number("Cases", 80),
            "addresses": tables.number("Addresses", 100),
            "latest": tables.moment("Latest"),
        },
        key="compliance_rules",
    )


def _verdict(is_breach: bool, cases: int) -> str:
    if is_breach:
        return "broken" if cases else "kept"
    return "look" if cases else "none"


def _choice(rows: pd.DataFrame) -> str:
    """Which cases to list: those of all broken rules, or of one rule."""
    found = rows[rows["cases"] > 0]
    labels = {
        row.kind: f"{RULES.get(row.kind, panels.words(row.kind))} ({formats.count(row.cases)})"
        for row in found.itertuples()
    }
    if found["is_breach"].any():
        labels = {_BREACHES: "All broken rules", **labels}
    return st.selectbox(
        "Cases of", list(labels), format_func=lambda kind: labels.get(kind, kind), width=480
    )


def _cases(view: View, chosen: str) -> None:
    rows = report("compliance_list", view.filters)
    watched = report("compliance_watch", view.filters)
    broken = set(watched.loc[watched["is_breach"], "kind"])
    is_wanted = rows["kind"].isin(broken) if chosen == _BREACHES else rows["kind"] == chosen
    shown = rows[is_wanted].head(_MOST_CASES)
    tables.table(
        shown.assign(
            at=tables.times(shown["happened_at"], view.zone),
            rule=[RULES.get(kind, panels.words(kind)) for kind in shown["kind"]],
        ),
        {
            "at": tables.moment("When"),
            "rule": tables.text("Rule", 300),
            "address": tables.text("Address", 260),
            "campaign_name": tables.text("Campaign", 170),
            "detail": tables.text("What happened", 330),
        },
        key="compliance_cases",
    )
    if int(is_wanted.sum()) > _MOST_CASES:
        st.caption(f"The latest {formats.count(_MOST_CASES)}; the download has all.")
    panels.download("compliance_list", view)
