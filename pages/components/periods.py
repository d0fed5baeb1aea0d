"""Date ranges of the filter bar: presets, and what a range is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PRESETS = {
    "4w": "4 weeks",
    "12w": "12 weeks",
    "26w": "26 weeks",
    "12m": "12 months",
    "month": "This month",
    "last-month": "Last month",
    "all": "All time",
    "own": "Own dates",
}
DEFAULT_PRESET = "12w"
COMPARISONS = {
    "prior": "The period before",
    "year": "Same period last year",
    "own": "Own dates",
    "none": "Nothing",
}

# Beside a change: what it is a change against.
VERSUS = {"prior": "vs prior", "year": "vs last year", "own": "vs then", "none": ""}


@dataclass(frozen=True)
class Period:
    """Calendar dates, both inclusive; None is open-ended."""

    start: date | None
    end: date | None


def period(preset: str, today: date, own: tuple[date, ...] = ()) -> Period:
    """The dates of a preset as of `today` (the date of the data, not of the clock).

    Week presets begin on a Monday and hold the running week: 12 weeks are 11 full and this one.
    """
    if preset == "own" and own:
        return Period(own[0], own[-1])
    if preset in ("4w", "12w", "26w"):
        monday = today - timedelta(days=today.weekday())
        return Period(monday - timedelta(weeks=int(preset[:-1]) - 1), today)
    if preset == "12m":
        return Period(_a_year_before(today) + timedelta(days=1), today)
    if preset == "month":
        return Period(today.replace(day=1), today)
    if preset == "last-month":
        last = today.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    return Period(None, None)


def compared(
    current: Period, comparison: str, preset: str, own: tuple[date, ...] = ()
) -> Period | None:
    """The period to compare with, or None: of the same elapsed length, or the viewer's `own` dates.

    A running period is compared with the same number of days of the one before, so that an
    unfinished week is not set against a finished one. Nothing comes before the year 1.
    """
    if comparison == "none" or current.start is None or current.end is None:
        return None
    if comparison == "own":
        return Period(own[0], own[-1]) if own else None
    try:
        if comparison == "year":
            return Period(_a_year_before(current.start), _a_year_before(current.end))
        if preset in ("month", "last-month"):
            return _month_before(current)
        shift = _length(current, preset)
        return Period(current.start - shift, current.end - shift)
    except (OverflowError, ValueError):
        return None


def _length(current: Period, preset: str) -> timedelta:
    if preset in ("4w", "12w", "26w"):
        return timedelta(weeks=int(preset[:-1]))
    assert current.start is not None and current.end is not None
    return timedelta(days=(current.end - current.start).days + 1)


def comparison_name(preset: str, comparison: str) -> str:
    """Completes the sentence "against …"."""
    if comparison == "year":
        return "the same days a year before"
    if comparison == "own":
        return "other dates"
    if preset in ("4w", "12w", "26w"):
        return f"the {preset[:-1]} weeks before"
    return "the month before" if preset in ("month", "last-month") else "the days before"


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _month_before(current: Period) -> Period:
    assert current.start is not None and current.end is not None
    last = current.start - timedelta(days=1)
    is_whole = (current.end + timedelta(days=1)).day == 1
    end = last if is_whole else last.replace(day=min(current.end.day, last.day))
    return Period(last.replace(day=1), end)
