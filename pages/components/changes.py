"""How a figure moved against the comparison period.

The change and its interval are computed by the report `rate_change`; a change whose interval spans
0 is "no clear change", which is an answer, not a gap.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pandas as pd

from data.reports import Filters
from pages.components import formats
from pages.components.cards import NO_CLEAR_CHANGE, Change
from pages.components.reading import only_row

Direction = Literal["normal", "inverse", "off"]


def of_count(now: float, before: float | None) -> Change | None:
    """A volume has no good or bad direction, so its change has no colour."""
    if not formats.is_known(now) or not formats.is_known(before):
        return None
    assert before is not None
    return Change(formats.change_of_count(now - before), "off")


def of_rate(
    now: pd.Series, before: pd.Series | None, value: str, low: str, high: str
) -> Change | None:
    """Points between two rates, each with its own limits."""
    return _of_estimate(
        now,
        before,
        (value, low, high),
        lambda change: formats.change_of_rate(change, float(now[value])),
        "normal",
    )


def of_duration(
    now: pd.Series, before: pd.Series | None, value: str, low: str, high: str
) -> Change | None:
    """Hours between two medians; longer is worse."""
    return _of_estimate(now, before, (value, low, high), formats.change_of_duration, "inverse")


def _of_estimate(
    now: pd.Series,
    before: pd.Series | None,
    names: tuple[str, str, str],
    write: Callable[[float], str],
    direction: Direction,
) -> Change | None:
    if before is None or not all(
        formats.is_known(row[name]) for row in (now, before) for name in names
    ):
        return None
    given = {
        f"{part}{which}": float(row[name])
        for which, row in (("1", now), ("0", before))
        for part, name in zip(("value", "low", "high"), names, strict=True)
    }
    moved = only_row("rate_change", Filters(), **given)
    if not moved["is_clear"]:
        return NO_CLEAR_CHANGE
    return Change(write(float(moved["change"])), direction)
