"""Stages as horizontal bars; hatched: entrants that may still get there."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats
from pages.components.charts.base import axis, figure, note
from pages.components.palette import Palette, palette

_ROW_HEIGHT = 62  # six stages stand beside a forest of twelve rows


def funnel(rows: pd.DataFrame, theme: str) -> go.Figure:
    """Draw `rows` in order: stage, reached, still_open, step_rate, step_low, step_high.

    The last stage is the outcome (done), those before are volume (accent).
    """
    colours = palette(theme)
    places = list(range(len(rows)))
    fills = [colours.accent] * (len(rows) - 1) + [colours.done]
    return figure(
        colours,
        [_reached(rows, places, fills), _still_open(rows, places, colours)],
        height=_ROW_HEIGHT * len(rows) + 24,
        margin={"l": 4, "r": 100, "t": 8, "b": 4},
        barmode="stack",
        bargap=0.38,
        annotations=_step_rates(rows, places, colours),
        xaxis=axis(colours, visible=False, range=[0, max(1, int(rows["reached"].max()))]),
        yaxis=axis(
            colours,
            range=[len(rows) - 0.5, -0.5],
            tickvals=places,
            ticktext=[
                f"<b>{row.stage.capitalize()}</b><br>{formats.count(row.reached)}"
                for row in rows.itertuples()
            ],
            tickfont={"size": 13, "color": colours.text},
            ticklabelstandoff=6,
            showgrid=False,
            showline=True,
            linecolor=colours.grid,
        ),
    )


def _reached(rows: pd.DataFrame, places: list[int], fills: list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": rows["reached"].tolist(),
        "y": places,
        "marker": {"color": fills},
        "hovertext": [_hover(row) for row in rows.itertuples()],
        "hoverinfo": "text",
        "customdata": rows["stage"].tolist(),
    }


def _hover(row: Any) -> str:
    text = f"<b>{row.stage.capitalize()}</b>: {formats.count(row.reached)}"
    if formats.is_known(row.step_rate):
        limits = formats.interval(row.step_low, row.step_high, of=row.step_rate)
        text += f"<br>{formats.rate(row.step_rate)} {limits} of the stage before"
    if row.still_open:
        text += f"<br>{formats.count(row.still_open)} may still get here"
    return text


def _still_open(rows: pd.DataFrame, places: list[int], colours: Palette) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": rows["still_open"].tolist(),
        "y": places,
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"width": 1, "color": colours.open},
            "pattern": {"shape": "/", "fgcolor": colours.open, "size": 6, "solidity": 0.25},
        },
        "hovertext": [f"{formats.count(value)} may still get here" for value in rows["still_open"]],
        "hoverinfo": "text",
    }


def _step_rates(rows: pd.DataFrame, places: list[int], colours: Palette) -> list[dict[str, Any]]:
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 8}
    muted = f"<span style='color:{colours.label}'>"
    texts = [f"{muted}of previous</span>"] + [
        f"<b>{formats.rate(row.step_rate)}</b>  {muted}"
        f"{formats.interval(row.step_low, row.step_high, of=row.step_rate).replace('%', '')}</span>"
        for row in rows.iloc[1:].itertuples()
    ]
    return [note(colours, text, y=y, **place) for y, text in zip(places, texts, strict=True)]
