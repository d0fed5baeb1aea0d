"""Tables hold times and durations as values, so that a click on a heading sorts them by size."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.components import tables
from tests.pages.driving import visit


def test_times_are_wall_clock_times_of_the_zone_also_in_the_hour_that_comes_twice() -> None:
    given = pd.Series(["2026-10-25 00:30", "2026-10-25 01:30", None], dtype="datetime64[us]")
    shown = tables.times(given, "Europe/Berlin")
    assert shown[:2].tolist() == [pd.Timestamp("2026-10-25 02:30")] * 2
    assert shown.isna().tolist() == [False, False, True]


def test_a_column_without_any_time_is_empty() -> None:
    assert tables.times(pd.Series([None, None]), "UTC").isna().all()


@pytest.mark.usefixtures("reading")
def test_overdue_orders_can_be_sorted_by_time_and_age() -> None:
    (table,) = visit("delivery", range="all").dataframe
    for column in ("ordered", "promised"):
        assert table.value[column].dtype.kind == "M"
    for column in ("late_by", "age"):
        assert table.value[column].dtype.kind == "f"
