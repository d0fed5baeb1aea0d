"""What open orders will bring, with what may be off, and how earlier forecasts turned out."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import only_row, report

_CAPTION = (
    "All open orders, whatever the dates · links come with their order · 95% limits · below the "
    "chance of each order to be delivered by then · select one for its history"
)
_HORIZONS = {24: "Within 1 day", 72: "Within 3 days", 168: "Within 7 days", 336: "Within 14 days"}


def draw(view: View) -> str | None:
    """The panel; returns the order that was just selected, for its dialog."""
    rows = report("delivery_forecast", view.filters)
    with panels.panel("What open orders will bring", _CAPTION):
        if rows.empty:
            st.markdown(":material/check_circle: No order is open.")
            return None
        st.markdown(sentence(rows[rows["group"] == "all"]))
        _by_package(rows)
        selected = _orders(view)
        st.caption(calibration(only_row("forecast_calibration", view.filters)))
        panels.download("open_orders_ahead", view)
    return selected


def sentence(rows: pd.DataFrame) -> str:
    """`rows` are those of all packages, one per horizon."""
    week = rows[rows["horizon_hours"] == 168].iloc[0]
    open_links = formats.noun(week["open_links"], "open link")
    if not week["foretold_orders"]:
        return (
            f"**Too little history** to foretell {open_links}: fewer than 30 orders of their "
            "package have ended."
        )
    left_out = (
        f"; {formats.count(week['open_links'] - week['foretold_links'])} more have too little "
        "history"
        if week["has_too_little_history"]
        else ""
    )
    return (
        f"Of {formats.noun(week['foretold_links'], 'open link')} **{_links(week)}** are expected "
        f"within 7 days {_limits(week, '()')}{left_out}."
    )


def _links(row: pd.Series) -> str:
    return f"{row['expected_links']:.1f}"


def _limits(row: pd.Series, brackets: str = "[]") -> str:
    return f"{brackets[0]}{row['low']:.1f}\u2060–\u2060{row['high']:.1f}{brackets[1]}"


def _cell(row: pd.Series) -> str:
    if not formats.is_known(row["expected_links"]):
        return "too little history"
    return f"{_links(row)} {_limits(row)}"


def _by_package(rows: pd.DataFrame) -> None:
    one_each = rows.drop_duplicates("group")
    shown = pd.DataFrame(
        {
            "group": ["All" if name == "all" else panels.words(name) for name in one_each["group"]],
            "open_orders": one_each["open_orders"].tolist(),
            "open_links": one_each["open_links"].tolist(),
            "closed": one_each["closed_orders"].tolist(),
            **{
                f"h{hours}": [
                    _cell(row) for _, row in rows[rows["horizon_hours"] == hours].iterrows()
                ]
                for hours in _HORIZONS
            },
        }
    )
    columns = {
        "group": tables.text("Package", 110),
        "open_orders": tables.number("Open orders", 100),
        "open_links": tables.number("Open links", 90),
        **{f"h{hours}": tables.right(label, 150) for hours, label in _HORIZONS.items()},
        "closed": tables.number("History, orders", 120),
    }
    tables.table(shown, columns, key="forecast")


def _orders(view: View) -> str | None:
    rows = report("open_orders_ahead", view.filters)
    shown = rows.assign(
        package=[panels.words(package) for package in rows["package"]],
        promised=tables.times(rows["first_promised_at"], view.zone),
        age=rows["age_hours"],
        **{
            name: [formats.rate(value) for value in rows[name]]
            for name in ("chance_1d", "chance_3d", "chance_7d")
        },
    )
    event = tables.table(
        shown,
        {
            "order_id": tables.text("Open order", 220),
            "client_name": tables.text("Client", 160),
            "package": tables.text("Package", 100),
            "age": tables.hours("Age"),
            "promised": tables.moment("Promised"),
            "links_open": tables.number("Open links", 90),
            "chance_1d": tables.right("Chance, 1 day", 105),
            "chance_3d": tables.right("Chance, 3 days", 110),
            "chance_7d": tables.right("Chance, 7 days", 110),
        },
        key="open_orders",
        selection="single-row",
    )
    if (rows["chance_7d"] == 0).any():
        st.caption("0%: no earlier order of that package came in that time once it was so old.")
    row = tables.newly_selected(event, "open_orders")
    return None if row is None else str(shown.iloc[row]["order_id"])


def calibration(row: pd.Series) -> str:
    """How forecasts of seven days made over the last twelve weeks turned out."""
    if not row["forecasts"]:
        return "No earlier forecast can be judged yet."
    limits = formats.interval(row["came_low"], row["came_high"], of=row["came_rate"])
    return (
        "How such forecasts turned out, made once a week over the last twelve weeks, seven days "
        f"ahead: **{_verdict(row)}**. Of {formats.noun(row['forecasts'], 'order')} then open "
        f"{formats.rate(row['mean_chance'])} were expected and {formats.rate(row['came_rate'])} "
        f"came ({formats.fraction(row['came'], row['forecasts'])} {limits}). Brier score "
        f"{row['brier']:.3f} (0 is perfect), {row['base_brier']:.3f} for always saying the share "
        f"that came. The links of {formats.count(row['covered'])} of "
        f"{formats.noun(row['weeks'], 'week')} fell within the limits."
    )


def _verdict(row: pd.Series) -> str:
    """Whether what came agrees with what was expected."""
    if row["mean_chance"] < row["came_low"]:
        return "too cautious, more came than expected"
    if row["mean_chance"] > row["came_high"]:
        return "too hopeful, less came than expected"
    return "what came agrees with what was expected"
