"""What a lead that was placed has cost, from the hours and tools that the user entered."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, plain, tables
from pages.components.filters import View
from pages.components.reading import report

GROUPS = {"month": "Month", "campaign_id": "Campaign"}
_CAPTION = (
    "Outreach: hours at their rate and tools ÷ leads first read as placed in the same months · "
    "whole months that are over · 95% limits"
)


def draw(view: View) -> None:
    with panels.panel("What a placed link costs", _CAPTION):
        rows = report("placed_link_costs", view.filters)
        if rows.empty:
            st.markdown(
                f":material/sell: {_nothing(view)}: enter hours, their rate and tools under "
                "“Outreach” below."
            )
            return
        for _, row in rows.iterrows():
            st.markdown(plain.dollars(sentence(row)))
        column = panels.switch("By", GROUPS, key="outreach_costs_by")
        _table(report("placed_link_costs", view.by(column)), column)
        st.caption(_left_out(view, rows, column))
        panels.download("placed_link_costs", view, by=column)


def _nothing(view: View) -> str:
    chosen = view.filters.clients or view.filters.campaigns
    of = " of these campaigns" if chosen else ""
    return f"Nothing{of} is entered for a month that is over and lies wholly in {view.dates}"


def sentence(row: pd.Series) -> str:
    """What one currency's months have cost, by the placements they brought."""
    spend = formats.money(row["spend"], row["currency"])
    months = formats.noun(row["months"], "month")
    if not row["placed"]:
        return f"**{spend}** were spent in {months}, and no lead was first read as placed then."
    cost = formats.money(row["cost_per_placed"], row["currency"])
    leads = formats.noun(row["placed"], "placed lead")
    return f"A placed link costs **{cost}** {_limits(row)}: {spend} in {months} ÷ {leads}."


def _limits(row: pd.Series) -> str:
    return formats.money_interval(
        row["cost_per_placed_low"], row["cost_per_placed_high"], row["currency"]
    )


def _table(rows: pd.DataFrame, column: str) -> None:
    names = panels.group_names(rows["group"], column)
    if column == "campaign_id":
        is_shared = rows["group"] == "unassigned"
        pairs = zip(names, is_shared, strict=True)
        names = ["All campaigns" if shared else name for name, shared in pairs]
    shown = rows.assign(
        label=names,
        work=tables.amounts(rows, "work_cost"),
        tools=tables.amounts(rows, "tool_cost"),
        spent=tables.amounts(rows, "spend"),
        cost=[
            f"{formats.money(row['cost_per_placed'], row['currency'])} {_limits(row)}".rstrip()
            for _, row in rows.iterrows()
        ],
    )
    tables.table(
        shown,
        {
            "label": tables.text(GROUPS[column], 190),
            "hours": tables.number("Hours", 80),
            "work": tables.right("Work", 100),
            "tools": tables.right("Tools", 100),
            "spent": tables.right("Work and tools", 120),
            "placed": tables.number("Placed", 80),
            "cost": tables.right("Per placed link [95%]", 190),
        },
        key="placed_link_costs",
    )


def _left_out(view: View, rows: pd.DataFrame, column: str) -> str:
    told = "Months without an entry count on neither side."
    if view.filters.clients or view.filters.campaigns:
        told += " Costs of all campaigns are left out under this filter."
    elif column == "campaign_id":
        told += (
            " Costs of all campaigns are not divided among them: they stand in a line of their "
            "own, with the leads of all."
        )
    if early := int(rows["placed_from_start"].sum()):
        told += (
            f" {formats.noun(early, 'lead')} stood as placed when first read, perhaps long since."
        )
    return told
