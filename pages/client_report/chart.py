"""The charts of a client's report, drawn on the server as SVG."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from pages.client_report.contents import Contents
from pages.components import formats
from pages.components.palette import Palette, palette

_INCHES = (3.6, 2.3)
_TICKS = {1: "1 h", 6: "6 h", 24: "24 h", 168: "7 d", 720: "30 d"}
_LAST_HOUR = 720
_NAMED_HOURS = (24, 168)
_FEWEST_AT_RISK = 5
_MOST_WEEK_LABELS = 5
# matplotlib's settings are the process's; two reports at once would mix theirs
_DRAWING = threading.Lock()
_STACK = (("kept", "Kept", "done"), ("late", "Late", "late"), ("overdue_open", "Overdue", "failed"))


@dataclass(frozen=True)
class Charts:
    """SVG; None where there is nothing to draw."""

    promises: bytes | None
    indexed: bytes | None


def draw(report: Contents, theme: str = "light") -> Charts:
    """Both charts on no background, for paper of `theme` "light" or "dark"."""
    colours = palette(theme)
    accent = _tinted(report.brand.colour) if theme == "dark" else report.brand.colour
    weeks, curve, watched = report.promise_weeks, report.curve, report.at_risk
    has_due = bool(weeks[[name for name, _, _ in _STACK]].to_numpy().sum())
    has_indexed = bool(curve["events"].sum())
    return Charts(
        _svg(lambda axes: _promises(axes, weeks, colours), colours) if has_due else None,
        _svg(lambda axes: _indexed(axes, curve, watched, accent, colours), colours)
        if has_indexed
        else None,
    )


def _tinted(colour: str) -> str:
    """Lighter, so that a dark brand stands out from dark paper."""
    return str(to_hex([0.6 * part + 0.4 for part in to_rgb(colour)]))


def _svg(plot: Callable[[Any], None], colours: Palette) -> bytes:
    with _style(colours):
        figure = Figure(figsize=_INCHES, layout="constrained")
        plot(figure.subplots())
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


@contextmanager
def _style(colours: Palette) -> Iterator[None]:
    given = {
        "font.family": "DejaVu Sans",
        "font.size": 7.5,
        "svg.fonttype": "path",  # the letters travel with the picture
        "svg.hashsalt": "linkboard",  # the same data give the same bytes
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.edgecolor": colours.grid,
        "text.color": colours.text,
        "xtick.color": colours.label,
        "ytick.color": colours.label,
        "ytick.left": False,
        "grid.color": colours.grid,
        "grid.linewidth": 0.7,
        "axes.axisbelow": True,
    }
    with _DRAWING, mpl.rc_context(given):
        yield


def _promises(axes: Any, weeks: pd.DataFrame, colours: Palette) -> None:
    """Orders by the week they were due in; a week that is not over is paler."""
    below = pd.Series(0, index=weeks.index)
    for name, _, outcome in _STACK:
        bars = axes.bar(
            range(len(weeks)),
            weeks[name],
            bottom=below,
            width=0.72,
            color=getattr(colours, outcome),
        )
        for bar, is_complete in zip(bars, weeks["is_complete"], strict=True):
            bar.set_alpha(1 if is_complete else 0.45)
        below = below + weeks[name]
    every = max(1, -(-len(weeks) // _MOST_WEEK_LABELS))
    places = range(0, len(weeks), every)
    axes.set_xticks(list(places), [formats.day(weeks["due_week"].iloc[at]) for at in places])
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="y")
    _legend(axes, colours)


def _legend(axes: Any, colours: Palette) -> None:
    patches = [Patch(color=getattr(colours, outcome), label=label) for _, label, outcome in _STACK]
    axes.legend(
        handles=patches,
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.01),
        ncols=3,
        frameon=False,
        borderpad=0,
        handlelength=1,
        handleheight=0.9,
        handletextpad=0.5,
        columnspacing=1.4,
    )


def _indexed(
    axes: Any, curve: pd.DataFrame, at_risk: pd.DataFrame, accent: str, colours: Palette
) -> None:
    """Share indexed by hours since live, its interval, and dots where enough were watched."""
    watched = dict(zip(at_risk["hours"], at_risk["at_risk"], strict=True))
    shown = curve[curve["hours"] <= _LAST_HOUR]
    hours = shown["hours"].clip(lower=0.5)
    known = shown[["low", "high"]].notna().all(axis=1)
    limits = (100 * shown["low"][known], 100 * shown["high"][known])
    axes.fill_between(hours[known], *limits, step="post", color=accent, alpha=0.2, linewidth=0)
    axes.step(hours, 100 * shown["indexed_share"], where="post", color=accent, linewidth=1.8)
    for at in _NAMED_HOURS:
        if watched.get(at, 0) >= _FEWEST_AT_RISK:
            _name(axes, shown, at, accent, colours)
    axes.set_xscale("log")
    axes.set_xlim(0.9, _LAST_HOUR)
    axes.set_xticks(list(_TICKS), list(_TICKS.values()))
    axes.minorticks_off()
    axes.set_ylim(0, 102)
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.grid(axis="y")


def _name(axes: Any, curve: pd.DataFrame, at: float, accent: str, colours: Palette) -> None:
    share = curve[curve["hours"] <= at]["indexed_share"].iloc[-1]
    axes.plot([at], [100 * share], "o", color=accent, markersize=4.5)
    axes.annotate(
        f"{formats.rate(share)} at {_TICKS[int(at)]}",
        (at, 100 * share),
        xytext=(5, -10),
        textcoords="offset points",
        color=colours.text,
    )
