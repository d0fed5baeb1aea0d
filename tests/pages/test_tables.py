"""Tables hold times and durations as values, so that a click on a heading sorts them by size."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from data.warehouse import Warehouse
from pages.components import tables
from tests.filled import asked
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
    frames = [frame.value for frame in visit("delivery", range="all").dataframe]
    (table,) = [frame for frame in frames if "late_by" in frame]
    for column in ("ordered", "promised"):
        assert table[column].dtype.kind == "M"
    for column in ("late_by", "age"):
        assert table[column].dtype.kind == "f"


def test_durations_of_many_days_are_told_in_days(reading: Warehouse) -> None:
    expected = asked(reading, "overdue_orders")["lateness_hours"]
    assert expected.max() > 10 * 24
    (table,) = [
        frame for frame in visit("delivery", range="all").dataframe if "late_by" in frame.value
    ]
    column = json.loads(table.proto.columns)["late_by"]
    assert column["type_config"]["format"] == "≥\u00a0%.1f d"
    assert table.value["late_by"].tolist() == pytest.approx((expected / 24).tolist())


def test_a_row_without_a_value_has_no_chip() -> None:
    given = pd.Series(["dead", None, "new word"], dtype=object)
    assert tables.chip(given, tables.STATE_LABELS) == [["Dead"], [], ["new word"]]


def test_in_a_table_too_only_all_is_100_and_only_none_is_0() -> None:
    given = pd.Series([0, 0.0002, 0.034, 0.123, 0.994, 0.996, 0.9999, 1.0])
    assert tables.percent(given).tolist() == [0, 0.1, 3.4, 12, 99, 99.6, 99.9, 100]


def test_too_few_cases_are_named_and_not_drawn() -> None:
    rows = pd.DataFrame(
        {"k": [3, 30], "n": [3, 40], "low": [0.44, 0.6], "high": [1.0, 0.86], "rate": [1.0, 0.75]}
    ).assign(is_small=[True, False])
    assert tables.percent(rows["rate"], rows["is_small"]).isna().tolist() == [True, False]
    few, enough = tables.counted(rows, "k", "n", "low", "high", "rate")
    assert few == "too few 3/3"
    assert enough.replace("\u2060", "") == "30/40 [60–86]"
