"""Rows held of rows that a vendor announces, and lists that may have been cut off."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import report
from pages.components.sync_sources import name_of


def draw(view: View) -> None:
    rows = report("coverage", view.filters)
    shown = rows.assign(
        name=[name_of(source) for source in rows["source"]],
        thing=rows["thing"].str.capitalize(),
        all_held=[formats.count(value) for value in rows["held_in_all"]],
        of_them=[_held(row) for _, row in rows.iterrows()],
        cut=[
            formats.fraction(row["suspects"], row["lists"]) if row["lists"] > 0 else formats.NONE
            for _, row in rows.iterrows()
        ],
    )
    tables.table(
        shown,
        {
            "name": tables.text("Source", 120),
            "thing": tables.text("Rows of", 130),
            "all_held": tables.right("Held", 85),
            "of_them": tables.right("Held of announced", 190),
            "cut": tables.right("Lists that may be cut", 150),
        },
        key="coverage",
    )
    st.caption(
        "Announced: the account's orders, the slots of order reports, and what campaigns say they "
        "have; not all say it. A list of exactly 50 or 100 rows may be cut: the public outreach "
        "server ends lists there without a word."
    )
    panels.download("coverage", view)


def _held(row: pd.Series) -> str:
    if not row["announced"]:
        return "not announced"
    return f"{formats.rate(row['coverage'])} ({formats.fraction(row['held'], row['announced'])})"
