"""Bars of weeks: a week that is not whole is hatched, an empty part is not drawn at all."""

from __future__ import annotations

import pandas as pd

from pages.components.charts.bars import Series, weekly

PARTS = (Series("kept", "Kept", "done"), Series("late", "Late", "late"))


def rows(*weeks: str, kept: int = 3, late: int = 0) -> pd.DataFrame:
    return pd.DataFrame({"week": weeks, "kept": kept, "late": late}).assign(
        is_complete=[week != weeks[-1] for week in weeks]
    )


def test_a_week_that_is_not_whole_is_hatched_and_says_so() -> None:
    kept, _ = weekly(rows("2026-11-09", "2026-11-16"), "light", week="week", series=PARTS).data
    assert list(kept.marker.pattern.shape) == ["", "/"]
    assert kept.hovertext[0].endswith("week of 9\u00a0Nov 2026")
    assert kept.hovertext[1].endswith("2026, not a whole week")


def test_nothing_has_no_frame() -> None:
    kept, late = weekly(rows("2026-11-09", "2026-11-16"), "light", week="week", series=PARTS).data
    assert list(kept.marker.line.width) == [0, 1]
    assert list(late.marker.line.width) == [0, 0]


def test_weeks_of_two_years_name_the_year_where_it_begins() -> None:
    weeks = [f"{day.date()}" for day in pd.date_range("2025-12-01", periods=8, freq="7D")]
    figure = weekly(rows(*weeks), "light", week="week", series=PARTS)
    ticks = [text.replace("\u00a0", " ") for text in figure.layout.xaxis.ticktext]
    assert ticks == ["8 Dec<br>2025", "22 Dec<br>", "5 Jan<br>2026", "19 Jan<br>"]
    one = weekly(rows("2026-11-09", "2026-11-16"), "light", week="week", series=PARTS)
    assert "<br>" not in "".join(one.layout.xaxis.ticktext)
