"""Bars over weeks, a histogram around a promise, and one stacked bar of states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats
from pages.components.charts.base import axis, figure, note
from pages.components.palette import Palette, faded, palette


@dataclass(frozen=True)
class Series:
    """One stacked part: its column, its name in the legend and its outcome colour."""

    column: str
    label: str
    outcome: str


def weekly(
    rows: pd.DataFrame,
    theme: str,
    *,
    week: str,
    series: Sequence[Series],
    cap: tuple[float, str] | None = None,
    height: int | None = None,
) -> go.Figure:
    """Stacked bars from below; a week with is_complete false (not over, or cut by the range) is
    hatched, never solid."""
    colours = palette(theme)
    weeks = pd.to_datetime(rows[week])
    is_stacked = len(series) > 1
    traces = [_part(rows, weeks, part, colours) for part in series]
    shown = _every_second(weeks)
    return figure(
        colours,
        traces,
        height=height or (260 if is_stacked else 200),
        barmode="stack",
        showlegend=is_stacked,
        shapes=[] if cap is None else [_cap_line(cap[0], colours)],
        annotations=[] if cap is None else [_cap_name(cap, colours)],
        xaxis=axis(
            colours,
            type="date",
            tickvals=[at.isoformat() for at in shown],
            ticktext=_days(shown),
            showgrid=False,
        ),
        yaxis=axis(colours, rangemode="tozero", tickformat=",d", nticks=6, ticklabelstandoff=6),
    )


def _days(shown: list[pd.Timestamp]) -> list[str]:
    """18 Nov; with the year under the first of each year when there are two."""
    years = [at.year for at in shown]
    if len(set(years)) < 2:
        return [formats.day(at.date()) for at in shown]
    return [
        f"{formats.day(at.date())}<br>{at.year if at.year not in years[:place] else ''}"
        for place, at in enumerate(shown)
    ]


def _every_second(weeks: pd.Series) -> list[pd.Timestamp]:
    """Every second Monday counted from the last one; sparser when there are many weeks."""
    stride = max(2, -(-len(weeks) // 8))
    return list(reversed(list(weeks)[::-1][::stride]))


def _part(rows: pd.DataFrame, weeks: pd.Series, part: Series, colours: Palette) -> dict[str, Any]:
    colour = getattr(colours, part.outcome)
    complete = rows["is_complete"].tolist()
    return {
        "type": "bar",
        "name": part.label,
        "x": [at.isoformat() for at in weeks],
        "y": rows[part.column].tolist(),
        "marker": {
            "color": [colour if done else faded(colour, 0.1) for done in complete],
            "line": {"color": colour, "width": _borders(rows[part.column], complete)},
            "pattern": {
                "shape": ["" if done else "/" for done in complete],
                "fgcolor": faded(colour, 0.45),
                "size": 7,
                "solidity": 0.2,
            },
        },
        "hovertext": [
            f"<b>{part.label}: {formats.count(value)}</b><br>week of {formats.day(at.date())} "
            f"{at.year}{'' if done else ', not a whole week'}"
            for at, value, done in zip(weeks, rows[part.column], complete, strict=True)
        ],
        "hoverinfo": "text",
    }


def _borders(values: pd.Series, complete: list[bool]) -> list[int]:
    """The hatched are framed; a frame around nothing would look like a few."""
    return [1 if value and not done else 0 for value, done in zip(values, complete, strict=True)]


def _cap_line(value: float, colours: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"width": 1.5, "dash": "dash", "color": colours.late},
    }


def _cap_name(cap: tuple[float, str], colours: Palette) -> dict[str, Any]:
    return note(colours, cap[1], xref="paper", x=0, xanchor="left", y=cap[0], yanchor="bottom")


def lateness(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Orders by hours before (done) or after (late) the promise; the end bins hold the rest."""
    colours = palette(theme)
    width = 12
    starts = rows["from_hours"].tolist()
    first, last = min(starts, default=-72), max(starts, default=84)
    marks = [mark for mark in (-72, -48, -24, 0, 24, 48, 72, 96) if first <= mark <= last + width]
    return figure(
        colours,
        [
            {
                "type": "bar",
                "x": [start + width / 2 for start in starts],
                "y": rows["orders"].tolist(),
                "width": width * 0.9,
                "marker": {
                    "color": [colours.late if late else colours.done for late in rows["is_late"]]
                },
                "hovertext": [
                    _bin_hover(row, first, last, width) for row in rows.itertuples(index=False)
                ],
                "hoverinfo": "text",
            }
        ],
        height=260,
        shapes=[
            {
                "type": "line",
                "x0": 0,
                "x1": 0,
                "yref": "paper",
                "y0": 0,
                "y1": 1,
                "line": {"width": 1, "color": colours.label},
            }
        ],
        xaxis=axis(
            colours,
            tickvals=marks,
            ticktext=["promise" if mark == 0 else f"{mark:+d} h" for mark in marks],
            tickangle=0,
            showgrid=False,
        ),
        yaxis=axis(colours, rangemode="tozero", tickformat=",d", nticks=6, ticklabelstandoff=6),
    )


def _bin_hover(row: Any, first: float, last: float, width: int) -> str:
    start, end = row.from_hours, row.from_hours + width
    side = "after" if row.is_late else "before"
    near, far = (start, end) if row.is_late else (-end, -start)
    is_open_ended = start in (first, last)
    span = f"{near:.0f} h or more" if is_open_ended else f"{near:.0f}–{far:.0f} h"
    return f"<b>{formats.noun(row.orders, 'order')}</b><br>{span} {side} the promise"


def states(counts: Mapping[str, int], outcomes: Mapping[str, str], theme: str) -> go.Figure:
    """One stacked bar. `outcomes` maps a state's label to done, late, failed, open or unknown."""
    colours = palette(theme)
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [value],
            "y": [0],
            "marker": _state_marker(outcomes[label], colours),
            "hovertext": f"<b>{label}: {formats.count(value)}</b>",
            "hoverinfo": "text",
        }
        for label, value in counts.items()
        if value
    ]
    return figure(
        colours,
        traces,
        height=44,
        barmode="stack",
        bargap=0,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        xaxis=axis(colours, visible=False, range=[0, max(1, sum(counts.values()))]),
        yaxis=axis(colours, visible=False),
    )


def _state_marker(outcome: str, colours: Palette) -> dict[str, Any]:
    if outcome in ("done", "late", "failed", "accent"):
        return {"color": getattr(colours, outcome)}
    shape = "." if outcome == "unknown" else "/"
    return {
        "color": "rgba(0,0,0,0)",
        "line": {"width": 1, "color": colours.open},
        "pattern": {"shape": shape, "fgcolor": colours.open, "size": 6, "solidity": 0.3},
    }
