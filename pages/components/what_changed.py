"""Why a rate moved: two periods by segment, what the mix did and what the rates did.

"No clear change" is an answer: the report corrects for the number of segments looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from pages.components import formats, panels, tables
from pages.components.filters import View
from pages.components.reading import report


@dataclass(frozen=True)
class Figure:
    """A rate of the report, what its cases are called, and the segments it can be split by."""

    label: str
    cases: str
    segments: dict[str, str]


FIGURES = {
    "promise_kept": Figure(
        "Promise kept",
        "promises due",
        {"package": "Package", "niche": "Niche", "client_id": "Client"},
    ),
    "indexed_7d": Figure(
        "Indexed in 7 days",
        "links aged 7 days or more",
        {"platform": "Platform", "package": "Package", "niche": "Niche", "client_id": "Client"},
    ),
    "positive": Figure(
        "Positive / contacted",
        "leads contacted 14 or more days ago",
        {"campaign_id": "Campaign", "client_id": "Client"},
    ),
}
VERDICTS = {
    "up": ("Up", "green"),
    "down": ("Down", "red"),
    "no clear change": ("No clear change", "gray"),
    "too few": ("Too few (< 5)", "gray"),
    "no data then": ("No data then", "gray"),
    "no data now": ("No data now", "gray"),
}
_ORDER = {verdict: place for place, verdict in enumerate(VERDICTS)}
_CAPTION = (
    "Mix: segments took another share of the cases. Rate: the segments themselves did better or "
    "worse. Both add up to the change. A day that is not over is left out, on both sides"
)


def draw(view: View) -> None:
    """The panel, for the viewer's dates and what they are compared with."""
    with panels.panel("What changed", _CAPTION):
        if view.before is None:
            st.markdown(
                ":material/compare_arrows: Choose dates, and what to compare them with, in the "
                "first button above."
            )
            return
        left, right = st.columns([2, 3])  # a container side by side would cut them on a phone
        with left:
            labels = {name: figure.label for name, figure in FIGURES.items()}
            chosen = panels.switch("Figure", labels, key="changed_figure")
            figure = FIGURES[chosen]
        with right:
            segment = panels.switch("By", figure.segments, key=f"changed_{chosen}_by")
        rows = compared(view, chosen, segment)
        if rows.empty:
            panels.nothing(f"No {figure.cases} in either period.", key="what_changed")
            return
        st.markdown(sentence(figure, figure.segments[segment], rows))
        _table(rows[~rows["is_total"]], segment)
        panels.download("what_changed", view, by=segment, **_against(view))


def compared(view: View, figure: str, segment: str) -> pd.DataFrame:
    """The rows of one figure: the whole first, then its segments."""
    assert view.before is not None
    before = view.before
    filters = replace(view.filters, by=segment, against_start=before.start, against_end=before.end)
    rows = report("what_changed", filters)
    return rows[rows["figure"] == figure].reset_index(drop=True)


def sentence(figure: Figure, word: str, rows: pd.DataFrame) -> str:
    """What the table comes to."""
    whole = rows[rows["is_total"]].iloc[0]
    parts = rows[~rows["is_total"]]
    if whole["verdict"] in ("no data then", "no data now", "too few"):
        then, now = (formats.count(whole[name]) for name in ("n_before", "n"))
        return f"**Too few to compare:** {then} then, {now} now ({figure.cases})."
    before, now = (round(100 * whole[name], 1) for name in ("rate_before", "rate"))
    # what is shown must add up: the rest of the change is the rates', to the last digit
    moved, mix = round(now - before, 1), round(100 * whole["mix_effect"], 1)
    from_to = f"from {before:.1f}% to {now:.1f}% of {figure.cases}"
    limits = limits_in_points(whole)
    if whole["verdict"] == "no clear change":
        text = f"{figure.label} went {from_to}: **no clear change** ({moved:+.1f} pt, {limits})"
    else:
        text = (
            f"{figure.label} went {from_to}, **{moved:+.1f} pt** ({limits}): {mix:+.1f} pt mix, "
            f"{moved - mix:+.1f} pt rate"
        )
    clear = int(parts["verdict"].isin(("up", "down")).sum())
    return f"{text}. {_clear_words(clear, len(parts), word.lower())}"


def limits_in_points(row: pd.Series) -> str:
    """-2.1 to +19.0 pt."""
    if not formats.is_known(row["change_low"]):
        return formats.NONE
    low, high = (f"{100 * row[name]:+.1f}" for name in ("change_low", "change_high"))
    return f"{low} to {high} pt"


def _clear_words(clear: int, segments: int, word: str) -> str:
    if segments < 2:
        return ""
    of = f"of {formats.noun(segments, word)}"
    return f"{formats.count(clear) if clear else 'None'} {of} moved clearly by itself."


def _table(rows: pd.DataFrame, segment: str) -> None:
    ordered = rows.assign(
        place=rows["verdict"].map(_ORDER), size=-rows["change"].abs().fillna(0)
    ).sort_values(["place", "size"], kind="stable")
    shown = ordered.assign(
        segment=panels.group_names(ordered["group"], segment),
        then=tables.counted(
            ordered, "k_before", "n_before", "low_before", "high_before", "rate_before"
        ),
        now=tables.counted(ordered, "k", "n", "low", "high", "rate"),
        moved=[_change(row) for _, row in ordered.iterrows()],
        mix=[_points(value) for value in ordered["mix_effect"]],
        rate_part=[_points(value) for value in ordered["rate_effect"]],
        state=tables.chip(ordered["verdict"], VERDICTS),
    )
    tables.table(
        shown,
        {
            "segment": tables.text("Segment", 200),
            "then": tables.right("Then: k/n [95%]", 150),
            "now": tables.right("Now: k/n [95%]", 150),
            "moved": tables.right("Change [95%]", 170),
            "mix": tables.right("Mix", 90),
            "rate_part": tables.right("Rate", 90),
            "state": tables.chips("Verdict", VERDICTS, 150),
        },
        key="what_changed",
    )


def _change(row: pd.Series) -> str:
    if row["verdict"] in ("too few", "no data then", "no data now"):
        return formats.NONE
    return f"{_points(row['change'])} [{limits_in_points(row)}]"


def _points(effect: float) -> str:
    if not formats.is_known(effect):
        return formats.NONE
    return f"{round(100 * effect, 1) + 0.0:+.1f} pt"  # +0.0: a minus before zero means nothing


def _against(view: View) -> dict[str, str]:
    """The compared dates in the words of the export route."""
    before = view.before
    if before is None or before.start is None or before.end is None:
        return {}
    return {"against_from": before.start.isoformat(), "against_to": before.end.isoformat()}
