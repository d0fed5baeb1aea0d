"""The figures that vendors publish of themselves, beside ours: which definition gives theirs."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import streamlit as st

from data.reports import Filters
from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import report
from pages.components.settled import settled

EQUAL, UNEXPLAINED = "equal", "unexplained"
VERDICTS = {
    EQUAL: ("Equal", "green"),
    "other definition": ("Other definition", "blue"),
    "capped list": ("Capped list", "orange"),
    "window or time zone": ("Window or time zone", "blue"),
    "stale sync": ("Stale sync", "orange"),
    UNEXPLAINED: ("Unexplained", "red"),
}
SUBJECTS = {
    "account": "The account",
    "workspace": "All campaigns",
    "campaign": "Campaign",
    "order": "Order",
}
_CAPTION = (
    "Each figure that a vendor publishes, and the definition over our rows that gives it to half "
    "of its last digit · of all dates, whatever the range above"
)


def draw(view: View) -> None:
    """The panel: how many agree, why the others differ, and examples of each on demand."""
    with panels.panel("Do the vendors' own figures agree with ours?", _CAPTION):
        rows = figures(view)
        if rows.empty:
            st.markdown(":material/inbox: No figure of a vendor has been read yet.")
            return
        counts = verdicts(rows)
        st.markdown(sentence(counts))
        _badges(counts)
        shows_all = st.toggle("Show equal ones too", key="reconciliation_all")
        shown = rows if shows_all else rows[rows["verdict"] != EQUAL]
        if len(shown):
            _table(shown)
        if left := int(verdicts(shown).sum()) - len(shown):
            st.caption(f"{formats.count(left)} more are in the file.")
        panels.download("reconciliation", view)


def figures(view: View) -> pd.DataFrame:
    """The first figures of each verdict; dates do not apply, only whose figures they are."""
    wanted = replace(view.filters, start=None, end=None, by=None)
    return settled("reconciliation_sample", wanted)


def verdicts(rows: pd.DataFrame) -> pd.Series:
    """How many figures each verdict has in all."""
    return rows.drop_duplicates("verdict").set_index("verdict")["figures"]


def sentence(counts: pd.Series) -> str:
    """What it comes to: `1,702 of 1,731 figures are equal; 28 differ for a known reason`."""
    total, equal = int(counts.sum()), int(counts.get(EQUAL, 0))
    unexplained = int(counts.get(UNEXPLAINED, 0))
    known = total - equal - unexplained
    text = f"**{formats.count(equal)}** of {formats.noun(total, 'published figure')} are equal"
    if known:
        text += f"; **{formats.count(known)}** differ for a reason that we can name"
    if unexplained:
        return f"{text}; **{formats.count(unexplained)}** cannot be explained."
    return f"{text}; none is unexplained."


def written(value: float, rounding: float) -> str:
    """With as many digits as the vendor publishes; `rounding` is half of the last one."""
    if not formats.is_known(value):
        return formats.NONE
    places = 0 if not rounding else max(0, round(-math.log10(2 * rounding)))
    return f"{value:,.{places}f}"


def _badges(counts: pd.Series) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for verdict, (label, colour) in VERDICTS.items():
            if number := int(counts.get(verdict, 0)):
                st.badge(f"{label} {formats.count(number)}", color=colour)


def _table(rows: pd.DataFrame) -> None:
    names = _campaign_names()
    shown = rows.assign(
        about=[_about(row, names) for row in rows.itertuples()],
        what=[panels.words(figure).replace(".", ": ") for figure in rows["figure"]],
        theirs=[written(row.published, row.rounding) for row in rows.itertuples()],
        our=[written(row.ours, row.rounding) for row in rows.itertuples()],
        state=tables.chip(rows["verdict"], VERDICTS),
        definition=rows["definition"].fillna("none that we know"),
    )
    tables.table(
        shown,
        {
            "about": tables.text("About", 200),
            "what": tables.text("Figure", 220),
            "theirs": tables.right("Published", 100),
            "our": tables.right("Ours", 100),
            "state": tables.chips("Verdict", VERDICTS, 160),
            "definition": tables.text("Theirs is", 380),
            "own_definition": tables.text("Ours is", 380),
        },
        key="reconciliation",
    )


def _about(row: object, names: dict[str, str]) -> str:
    kind, subject = str(row.kind), str(row.subject)  # type: ignore[attr-defined]
    if kind in ("account", "workspace"):
        return SUBJECTS[kind]
    return f"{SUBJECTS[kind]} {names.get(subject, subject)}"


def _campaign_names() -> dict[str, str]:
    options = report("filter_options", Filters())
    rows = options[options["kind"] == "campaign"]
    return dict(zip(rows["value"], rows["label"], strict=True))
