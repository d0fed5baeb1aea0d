"""The chart of a client's report, drawn on the server as SVG or PNG."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

_INCHES = (6.9, 2.5)
_TICKS = {1: "1 h", 6: "6 h", 24: "24 h", 72: "3 d", 168: "7 d", 720: "30 d"}
_LAST_HOUR = 720
_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "svg.fonttype": "path",  # the letters travel with the picture
    "svg.hashsalt": "linkboard",  # the same data give the same bytes
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def indexed(curve: pd.DataFrame, colour: str) -> bytes | None:
    """Share indexed by hours since going live, with its interval, as SVG; None without events."""
    if curve.empty or not curve["events"].sum():
        return None
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_INCHES, layout="constrained")
        axes = figure.subplots()
        _draw(axes, curve[curve["hours"] <= _LAST_HOUR], colour)
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _draw(axes: Any, curve: pd.DataFrame, colour: str) -> None:
    hours = curve["hours"].clip(lower=0.5)
    known = curve[["low", "high"]].notna().all(axis=1)
    axes.fill_between(
        hours[known],
        100 * curve["low"][known],
        100 * curve["high"][known],
        step="post",
        color=colour,
        alpha=0.18,
        linewidth=0,
    )
    axes.step(hours, 100 * curve["indexed_share"], where="post", color=colour, linewidth=1.8)
    axes.set_xscale("log")
    axes.set_xlim(0.9, _LAST_HOUR)
    axes.set_xticks(list(_TICKS), list(_TICKS.values()))
    axes.minorticks_off()
    axes.set_ylim(0, 100)
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.grid(axis="y", color="#E6EAF0", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_xlabel("time since going live")
