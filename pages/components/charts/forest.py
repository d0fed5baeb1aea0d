"""One rate per group: interval bar, dot, value and k/n in the right margin."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats, plain
from pages.components.charts.base import axis, figure, note
from pages.components.palette import Palette, faded, palette

MOST_ROWS = 12
FEWEST = 10
_ROW_HEIGHT = 30
_LEAST_HEIGHT = 300  # stands beside a curve of 340
_MARGIN_HEIGHT = 56


def ranked(rows: pd.DataFrame, *, fewest: int = FEWEST) -> pd.DataFrame:
    """Groups with enough cases by the lower end of their interval, small ones behind, unranked."""
    told = rows[rows["n"] > 0].assign(is_small=lambda frame: frame["n"] < fewest)
    return told.sort_values(
        ["is_small", "low", "label"], ascending=[True, False, True], kind="stable"
    ).reset_index(drop=True)


def forest(
    rows: pd.DataFrame,
    theme: str,
    *,
    overall: float | None,
    outcome: str = "done",
    fewest: int = FEWEST,
) -> go.Figure:
    """Draw `rows`: label, k, n, rate, low, high (fractions); the first twelve by rank."""
    colours = palette(theme)
    shown = ranked(rows, fewest=fewest).head(MOST_ROWS)
    places = list(range(len(shown)))
    low, high = _axis_range(shown)
    return figure(
        colours,
        [
            _bars(shown, places, colours, getattr(colours, outcome), (low, high)),
            _dots(shown, places, colours, getattr(colours, outcome)),
        ],
        height=max(_LEAST_HEIGHT, _MARGIN_HEIGHT + _ROW_HEIGHT * len(shown)),
        margin={"l": 4, "r": 104, "t": 24, "b": 4},
        annotations=[
            *_values(shown, places, colours),
            *_overall_name(overall, colours, low, high),
        ],
        shapes=_overall_line(overall, colours, low, high),
        xaxis=axis(colours, range=[low, high], **_percent_ticks(low, high)),
        yaxis=axis(
            colours,
            range=[len(shown) - 0.4, -0.6],
            tickvals=places,
            ticktext=[plain.chart(plain.shortened(str(name), 24)) for name in shown["label"]],
            tickfont={"size": 13, "color": colours.text},
            ticklabelstandoff=8,
            showgrid=False,
        ),
    )


def _axis_range(rows: pd.DataFrame) -> tuple[float, float]:
    """0-100 %, or a round maximum for small rates, or from 40 % for high ones."""
    large = rows[~rows["is_small"]] if not rows.empty else rows
    if large.empty:
        return 0.0, 1.0
    if large["low"].min() >= 0.45:
        return 0.4, 1.0
    top = large["high"].max()
    for maximum in (0.05, 0.1, 0.15, 0.2, 0.3, 0.5):
        if top <= maximum:
            return 0.0, maximum
    return 0.0, 1.0


def _percent_ticks(low: float, high: float) -> dict[str, Any]:
    steps = {1.0: 0.5 if low == 0 else 0.2, 0.5: 0.1, 0.3: 0.1, 0.2: 0.05, 0.15: 0.05}
    step = steps.get(high, high / 5)
    marks = [low + i * step for i in range(round((high - low) / step) + 1)]
    return {"tickvals": marks, "ticktext": [f"{100 * mark:g}%" for mark in marks]}


def _bars(
    rows: pd.DataFrame,
    places: list[int],
    colours: Palette,
    colour: str,
    limits: tuple[float, float],
) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[int | None] = []
    for place, row in zip(places, rows.itertuples(), strict=True):
        x += [max(float(row.low), limits[0]), min(float(row.high), limits[1]), None]
        y += [place, place, None]
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "line": {"width": 6, "color": faded(colour, 0.42)},
        "hoverinfo": "skip",
    }


def _dots(rows: pd.DataFrame, places: list[int], colours: Palette, colour: str) -> dict[str, Any]:
    small = rows["is_small"].tolist()
    return {
        "type": "scatter",
        "x": rows["rate"].tolist(),
        "y": places,
        "mode": "markers",
        "cliponaxis": False,
        "customdata": rows["group"].tolist() if "group" in rows else rows["label"].tolist(),
        "marker": {
            "size": 11,
            "color": [colours.background if is_small else colour for is_small in small],
            "line": {
                "width": 2,
                "color": [colours.open if is_small else colour for is_small in small],
            },
        },
        "hovertext": [
            f"<b>{plain.chart(row.label)}</b><br>{formats.rate(row.rate)} "
            f"{formats.fraction(row.k, row.n)} {formats.interval(row.low, row.high, of=row.rate)}"
            for row in rows.itertuples()
        ],
        "hoverinfo": "text",
    }


def _values(rows: pd.DataFrame, places: list[int], colours: Palette) -> list[dict[str, Any]]:
    return [
        note(
            colours,
            f"{'too few' if row.is_small else f'<b>{formats.rate(row.rate)}</b>'}  "
            f"<span style='color:{colours.label}'>{formats.fraction(row.k, row.n)}</span>",
            x=1,
            xref="paper",
            xanchor="left",
            xshift=12,
            y=place,
        )
        for place, row in zip(places, rows.itertuples(), strict=True)
    ]


def _overall_line(
    overall: float | None, colours: Palette, low: float, high: float
) -> list[dict[str, Any]]:
    if not formats.is_known(overall) or not low <= float(overall or 0) <= high:
        return []
    return [
        {
            "type": "line",
            "x0": overall,
            "x1": overall,
            "y0": 0,
            "y1": 1,
            "yref": "paper",
            "line": {"width": 1.5, "dash": "dot", "color": colours.label},
        }
    ]


def _overall_name(
    overall: float | None, colours: Palette, low: float, high: float
) -> list[dict[str, Any]]:
    if not _overall_line(overall, colours, low, high):
        return []
    text = f"all {formats.rate(overall)}"
    return [note(colours, text, x=overall, y=1, yref="paper", yanchor="bottom", yshift=2)]
