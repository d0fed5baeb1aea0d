"""Date presets, and what they are compared with."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pages.components.periods import PRESETS, Period, compared, period

FRIDAY = date(2026, 11, 20)
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


def test_twelve_weeks_begin_on_a_monday_and_hold_the_running_week() -> None:
    assert period("12w", FRIDAY) == Period(date(2026, 8, 31), FRIDAY)


def test_a_running_week_is_compared_with_the_same_days_of_the_weeks_before() -> None:
    assert compared(period("12w", FRIDAY), "prior", "12w") == Period(
        date(2026, 6, 8), date(2026, 8, 28)
    )


def test_a_running_month_is_compared_with_the_same_days_of_the_month_before() -> None:
    assert compared(period("month", FRIDAY), "prior", "month") == Period(
        date(2026, 10, 1), date(2026, 10, 20)
    )


def test_a_whole_month_is_compared_with_the_whole_month_before() -> None:
    assert compared(period("last-month", date(2026, 3, 5)), "prior", "last-month") == Period(
        date(2026, 1, 1), date(2026, 1, 31)
    )


def test_a_leap_day_has_a_day_a_year_before() -> None:
    day = Period(date(2024, 2, 29), date(2024, 2, 29))
    assert compared(day, "year", "own") == Period(date(2023, 2, 28), date(2023, 2, 28))


def test_all_time_is_compared_with_nothing() -> None:
    assert compared(period("all", FRIDAY), "prior", "all") is None


@given(DAYS, st.sampled_from(sorted(set(PRESETS) - {"all", "own"})))
def test_a_preset_ends_by_today_and_its_comparison_before_it_begins(
    today: date, preset: str
) -> None:
    current = period(preset, today)
    other = compared(current, "prior", preset)
    assert current.start and current.end and current.start <= current.end <= today
    assert other and other.start and other.end
    assert other.start <= other.end < current.start


@given(DAYS, st.integers(0, 400))
def test_own_dates_are_compared_with_as_many_days_right_before(end: date, days: int) -> None:
    current = Period(end - timedelta(days=days), end)
    other = compared(current, "prior", "own")
    assert other == Period(
        current.start - timedelta(days=days + 1), current.start - timedelta(days=1)
    )
