"""What waits after a yes, by age, and how many mails a first answer took."""

from __future__ import annotations

import streamlit as st

from pages.components import formats, panels, tables
from pages.components.charts.forest import forest
from pages.components.filters import View
from pages.components.reading import report

CLASSES = {
    "interested": ("Interested", "green"),
    "not_interested": ("Not interested", "red"),
    "replied": ("Unclear answer", "blue"),
    "out_of_office": ("Out of office", "gray"),
}


def draw(view: View) -> None:
    left, right = st.columns([2, 3])
    with panels.panel(
        "Yes without an answer, by age",
        "Of all dates · only this system's mail is seen: no answer recorded",
        at=left,
    ):
        debt(view)
    with panels.panel(
        "Mails before the first reply",
        "Share of the leads that answered after a mail, 95% intervals; leads found in the range",
        at=right,
    ):
        touches(view)


def debt(view: View) -> None:
    rows = report("response_debt", view.filters)
    if not rows["replies"].sum():
        st.markdown(":material/check_circle: Every yes has a later mail.")
        return
    tables.table(
        rows.assign(age=[panels.words(age) for age in rows["age"]]),
        {
            "age": tables.text("Age", 130),
            "replies": tables.number("Yes without an answer", 160),
            "longest_hours": tables.hours("Longest", 110),
        },
        key="response_debt",
    )
    panels.download("response_debt", view)


def touches(view: View) -> None:
    rows = report("touches_to_reply", view.filters)
    if rows.empty:
        panels.nothing(f"No lead found in {view.dates} has answered.", key="touches")
        return
    named = rows.assign(
        label=[formats.noun(mails, "mail").replace("\u00a0", " ") for mails in rows["mails"]],
        k=rows["leads"],
        n=rows["replying_leads"],
        rate=rows["share"],
    )
    panels.forest_of(
        forest(named, panels.theme(), overall=None, outcome="accent"),
        named,
        key="touches",
        finding=", ".join(f"{row.label}: {formats.rate(row.rate)}" for row in named.itertuples()),
    )
