"""Bars over hours, against what is allowed in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats
from pages.components.charts.base import axis, figure, note
from pages.components.palette import Palette, palette

_HOUR_IN_MS = 3_600_000
_LINE_SHOWN_FROM = 0.1  # of the limit; below, a line in scale would flatten the bars to nothing


@dataclass(frozen=True)
class Limit:
    """What is allowed in an hour, and its name on the chart."""

    value: float
    words: str


def hourly(
    rows: pd.DataFrame,
    theme: str,
    *,
    hour: str,
    value: str,
    span: tuple[datetime, datetime],
    limit: Limit,
) -> go.Figure:
    """One bar an hour within `span`. A limit far above the bars is named, not drawn."""
    colours = palette(theme)
    peak = float(rows[value].max())
    is_near = peak >= _LINE_SHOWN_FROM * limit.value
    top = 1.12 * max(peak, limit.value) if is_near else 1.25 * max(peak, 1)
    return figure(
        colours,
        [
            {
                "type": "bar",
                "x": [at.isoformat() for at in rows[hour]],
                "y": rows[value].tolist(),
                "width": 0.8 * _HOUR_IN_MS,
                "offset": 0.1 * _HOUR_IN_MS,
                "marker": {"color": colours.accent},
                "hovertext": [
                    f"<b>{formats.noun(count, 'request')}</b><br>{at:%H:%M} to {at:%H}:59"
                    for at, count in zip(rows[hour], rows[value], strict=True)
                ],
                "hoverinfo": "text",
            }
        ],
        height=240,
        shapes=[_line(limit, colours)] if is_near else [],
        annotations=[_name(limit, colours, is_near=is_near)],
        xaxis=axis(
            colours,
            type="date",
            range=[at.isoformat() for at in span],
            tickformat="%H:%M<br>%-d %b",
            nticks=8,
            showgrid=False,
        ),
        yaxis=axis(colours, range=[0, top], tickformat=",d", nticks=5, ticklabelstandoff=6),
    )


def _line(limit: Limit, colours: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": limit.value,
        "y1": limit.value,
        "line": {"width": 1.5, "dash": "dash", "color": colours.late},
    }


def _name(limit: Limit, colours: Palette, *, is_near: bool) -> dict[str, Any]:
    place = {"xref": "paper", "x": 0, "xanchor": "left"}
    if is_near:
        return note(colours, limit.words, y=limit.value, yanchor="bottom", **place)
    words = f"{limit.words}, above this chart"
    return note(colours, words, yref="paper", y=1, yanchor="top", **place)
