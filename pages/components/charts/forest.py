"""One rate per group: interval bar, dot, value and k/n in the right margin."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.components import formats, plain
from pages.components.charts.base import axis, figure, note
from pages.components.palette import Palette, faded, palette
from pages.components.ranking import FEWEST, ranked

MOST_ROWS = 12
_ROW_HEIGHT = 30
_LEAST_HEIGHT = 300  # stands beside a curve of 340
_MARGIN_HEIGHT = 56
_BAR_PIXELS = 6


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
    shown = ranked(rows[rows["n"] > 0], n="n", low="low", fewest=fewest).head(MOST_ROWS)
    places = list(range(len(shown)))
    low, high = _axis_range(shown)
    return figure(
        colours,
        [
            _bars(shown, places, _fills(shown, colours, outcome), (low, high)),
            _dots(shown, places, colours, _fills(shown, colours, outcome)),
        ],
        height=height(len(shown)),
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


def height(rows: int) -> int:
    """Pixels of a forest of so many groups; a chart beside it takes the same."""
    return _drawn_height(min(rows, MOST_ROWS)) + _MARGIN_HEIGHT


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


def _fills(rows: pd.DataFrame, colours: Palette, outcome: str) -> list[str]:
    """A row may name its own outcome; small groups are gray."""
    own = rows["outcome"] if "outcome" in rows else [outcome] * len(rows)
    return [
        colours.open if is_small else getattr(colours, name)
        for name, is_small in zip(own, rows["is_small"], strict=True)
    ]


def _bars(
    rows: pd.DataFrame, places: list[int], fills: list[str], limits: tuple[float, float]
) -> dict[str, Any]:
    """Intervals as horizontal bars from low to high, cut at the edges of the axis."""
    low = rows["low"].clip(lower=limits[0])
    return {
        "type": "bar",
        "orientation": "h",
        "base": low.tolist(),
        "x": (rows["high"].clip(upper=limits[1]) - low).tolist(),
        "y": places,
        "width": _BAR_PIXELS * len(rows) / _drawn_height(len(rows)),
        "marker": {"color": [faded(fill, 0.42) for fill in fills]},
        "hoverinfo": "skip",
    }


def _drawn_height(rows: int) -> int:
    """Pixels between the first and the last row's outer edges."""
    return max(_LEAST_HEIGHT, _MARGIN_HEIGHT + _ROW_HEIGHT * rows) - _MARGIN_HEIGHT


def _dots(
    rows: pd.DataFrame, places: list[int], colours: Palette, fills: list[str]
) -> dict[str, Any]:
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
            "color": [
                colours.background if is_small else fill
                for fill, is_small in zip(fills, small, strict=True)
            ],
            "line": {"width": 2, "color": fills},
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
