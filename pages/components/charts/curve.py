"""The share that is done by time since the start, with the numbers at risk under the axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats
from pages.components.charts.base import axis, figure, note
from pages.components.palette import faded, palette

FEWEST_AT_RISK = 5
_FEWEST_POINTS_APART = 0.03
_TOPS = (0.08, 0.16, 0.2, 0.4, 0.6, 0.8, 1.0)
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


@dataclass(frozen=True)
class TimeAxis:
    """Where the ticks stand, in hours; a logarithmic axis starts at the first of them."""

    ticks: tuple[float, ...]
    checkpoints: tuple[float, ...]
    is_log: bool = False


DELIVERY = TimeAxis(ticks=(0, 24, 48, 72, 96, 120, 144, 168), checkpoints=(24, 48))
INDEXING = TimeAxis(ticks=(1, 6, 24, 72, 168, 720), checkpoints=(1, 24, 168), is_log=True)
REPLY = TimeAxis(ticks=(0, 96, 168, 240, 336, 504), checkpoints=(48, 168, 336))


def step_at(curve: pd.DataFrame, hours: float) -> pd.Series | None:
    """The last row at or before `hours`: the value of a step function there."""
    reached = curve[curve["hours"] <= hours]
    return None if reached.empty else reached.iloc[-1]


def curve(
    rows: pd.DataFrame,
    theme: str,
    *,
    share: str,
    time: TimeAxis,
    at_risk: pd.DataFrame,
    finished_only: pd.DataFrame | None = None,
    outcome: str = "done",
    height: int = 340,
    shaded_until: float | None = None,
    ends_at_all: bool = True,
) -> go.Figure:
    """Draw one estimate.

    `rows` has hours, at_risk, low, high and the column named by `share`, one row per event time;
    `at_risk` (hours, at_risk) says how many are still watched at the ticks. Unless it
    `ends_at_all`, the axis ends at a round share above the curve.
    `finished_only` (hours, share) is the ghost line of a dashboard that leaves open work out; it is
    drawn only where it differs visibly.
    """
    colours = palette(theme)
    colour = getattr(colours, outcome)
    last = time.ticks[-1]
    watched = dict(zip(at_risk["hours"], at_risk["at_risk"], strict=True))
    shown = _within(rows, share, time, is_followed=watched.get(last, 0) > 0)
    traces = [*_band(shown, faded(colour, 0.2)), _line(shown, share, colour)]
    notes: list[dict[str, Any]] = []
    top = 1.0 if ends_at_all else _top(shown)
    if finished_only is not None and _differs(rows, finished_only, share):
        ghost = finished_only[finished_only["hours"] <= last]
        traces.insert(0, _ghost(ghost, colours.label))
        notes.append(_ghost_name(ghost, colours, time))
    dots = [
        (hours, row)
        for hours in time.checkpoints
        if watched.get(hours, 0) >= FEWEST_AT_RISK and (row := step_at(rows, hours)) is not None
    ]
    traces.append(_dots(dots, share, colour, colours.background))
    notes += [
        _dot_name(hours, row[share], colours, time, top)
        for hours, row in dots
        if hours > time.ticks[0]  # at the edge there is no room beside the line
    ]
    return figure(
        colours,
        traces,
        height=height,
        annotations=notes,
        shapes=_shade(shaded_until, colours.accent),
        hovermode="closest",
        xaxis=axis(
            colours,
            type="log" if time.is_log else "linear",
            range=_range(time),
            tickvals=list(time.ticks),
            ticktext=[
                f"{_tick(hours)}<br>{formats.count(watched.get(hours))}" for hours in time.ticks
            ],
            tickangle=0,
            showgrid=False,
        ),
        yaxis=axis(
            colours,
            range=[-0.005 * top, 1.03 * top],
            tickvals=[part * top for part in _QUARTERS],
            ticktext=[f"{100 * part * top:g}%" for part in _QUARTERS],
        ),
    )


def _top(shown: pd.DataFrame) -> float:
    """The least round share that the whole band fits under."""
    highest = float(shown["high"].max()) if shown["high"].notna().any() else 0.0
    return next(top for top in _TOPS if highest <= top or top == 1.0)


def _range(time: TimeAxis) -> list[float]:
    if not time.is_log:
        return [-0.01 * time.ticks[-1], 1.015 * time.ticks[-1]]
    return [math.log10(time.ticks[0]) - 0.04, math.log10(time.ticks[-1]) + 0.04]


def _within(rows: pd.DataFrame, share: str, time: TimeAxis, *, is_followed: bool) -> pd.DataFrame:
    """Cut to the axis, thinned to what the eye can tell apart; flat to its end while followed."""
    first, last = time.ticks[0], time.ticks[-1]
    inside = rows[(rows["hours"] >= (first if time.is_log else 0)) & (rows["hours"] <= last)]
    before = rows[rows["hours"] < first].tail(1).assign(hours=first) if time.is_log else None
    parts = [part for part in (before, inside) if part is not None and not part.empty]
    if not parts:
        return rows.head(0)
    shown = pd.concat(parts) if len(parts) > 1 else parts[0]
    if len(shown) > 400:
        keep = shown[share].round(3).ne(shown[share].round(3).shift())
        keep.iloc[-1] = True
        shown = shown[keep]
    if is_followed:
        shown = pd.concat([shown, shown.tail(1).assign(hours=last)])
    return shown


def _hover(rows: pd.DataFrame, share: str) -> list[str]:
    return [
        f"<b>{formats.rate(row[share])}</b> {formats.interval(row['low'], row['high'])}"
        f"<br>after {formats.duration(row['hours'])}, {formats.count(row['at_risk'])} at risk"
        for _, row in rows.iterrows()
    ]


def _line(rows: pd.DataFrame, share: str, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": rows["hours"].round(3).tolist(),
        "y": rows[share].round(4).tolist(),
        "mode": "lines",
        "line": {"shape": "hv", "width": 2.5, "color": colour},
        "hovertext": _hover(rows, share),
        "hoverinfo": "text",
    }


def _band(rows: pd.DataFrame, colour: str) -> list[dict[str, Any]]:
    known = rows[rows["low"].notna() & rows["high"].notna()]
    x = known["hours"].round(3).tolist()
    edge = {"shape": "hv", "width": 0}
    common = {"type": "scatter", "x": x, "mode": "lines", "line": edge, "hoverinfo": "skip"}
    return [
        {**common, "y": known["low"].round(4).tolist()},
        {**common, "y": known["high"].round(4).tolist(), "fill": "tonexty", "fillcolor": colour},
    ]


def _dots(
    dots: list[tuple[float, pd.Series]], share: str, colour: str, edge: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [hours for hours, _ in dots],
        "y": [float(row[share]) for _, row in dots],
        "mode": "markers",
        "marker": {"size": 11, "color": colour, "line": {"width": 2, "color": edge}},
        "hovertext": [
            f"<b>{formats.rate(row[share])}</b> {formats.interval(row['low'], row['high'])}"
            f"<br>within {formats.duration(hours)}"
            for hours, row in dots
        ],
        "hoverinfo": "text",
    }


def _dot_name(
    hours: float, share: float, colours: Any, time: TimeAxis, top: float
) -> dict[str, Any]:
    return note(
        colours,
        f"<b>{formats.rate(share)}</b> at {_tick(hours)}",
        x=math.log10(hours) if time.is_log else hours,
        y=float(share),
        xanchor="left",
        yanchor="bottom" if share < 0.12 * top else "top",
        xshift=8,
        yshift=6 if share < 0.12 * top else -4,
    )


def _differs(rows: pd.DataFrame, ghost: pd.DataFrame, share: str) -> bool:
    checked = ghost.iloc[:: max(1, len(ghost) // 40)]
    return any(
        abs(float(row["share"]) - float(here[share])) >= _FEWEST_POINTS_APART
        for _, row in checked.iterrows()
        if (here := step_at(rows, row["hours"])) is not None
    )


def _ghost(rows: pd.DataFrame, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": rows["hours"].round(3).tolist(),
        "y": rows["share"].round(4).tolist(),
        "mode": "lines",
        "line": {"shape": "hv", "width": 1.5, "dash": "dot", "color": colour},
        "hoverinfo": "skip",
    }


def _ghost_name(rows: pd.DataFrame, colours: Any, time: TimeAxis) -> dict[str, Any]:
    middle = rows.iloc[(rows["share"] - 0.7).abs().argmin()]
    hours = max(float(middle["hours"]), time.ticks[0] if time.is_log else 0.0)
    return note(
        colours,
        "finished only",
        x=math.log10(hours) if time.is_log else hours,
        y=float(middle["share"]),
        xanchor="right",
        xshift=-8,
    )


def _shade(until: float | None, colour: str) -> list[dict[str, Any]]:
    if until is None:
        return []
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "paper",
            "x0": 0,
            "x1": until,
            "y0": 0,
            "y1": 1,
            "line": {"width": 0},
            "fillcolor": faded(colour, 0.06),
            "layer": "below",
        }
    ]


def _tick(hours: float) -> str:
    if hours == 0:
        return "0"
    if hours < 72:
        return f"{hours:g} h"
    return f"{hours / 24:g} d"
