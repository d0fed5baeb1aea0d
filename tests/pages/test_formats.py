"""The formats of figures, as the screens' specification gives them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.components import formats


def shown(text: str) -> str:
    """Without the invisible glue."""
    return text.replace("\u00a0", " ").replace("\u2060", "")


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.771, "77%"), (0.035, "3.5%"), (0, "0%"), (1, "100%"), (0.0996, "10%"), (None, "—")],
)
def test_a_rate_has_a_decimal_only_below_ten_percent(share: float | None, text: str) -> None:
    assert formats.rate(share) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (999 / 1000, ">99%"),
        (0.995, ">99%"),
        (0.9949, "99%"),
        (0.0004, "<0.1%"),
        (0.0005, "0.1%"),
        (1e-9, "<0.1%"),
    ],
)
def test_only_none_is_zero_and_only_all_is_a_hundred(share: float, text: str) -> None:
    assert formats.rate(share) == text


@given(st.floats(min_value=0, max_value=1))
def test_no_rate_between_reads_as_none_or_all(share: float) -> None:
    assert (formats.rate(share) in ("0%", "0.0%")) == (share == 0)
    assert (formats.rate(share) == "100%") == (share == 1)


def test_limits_between_do_not_read_as_none_or_all_either() -> None:
    assert shown(formats.interval(0.9941, 0.9998, of=0.999)) == "[99–>99%]"
    assert shown(formats.interval(0.9961, 1, of=1)) == "[>99–100%]"
    assert shown(formats.interval(0.0002, 0.0041, of=0.001)) == "[<0.1–0.4%]"
    assert shown(formats.interval(0, 0.56, of=0)) == "[0–56%]"
    assert shown(formats.interval(0, 0.0047, of=0)) == "[0–0.5%]"


def test_nan_is_not_known() -> None:
    assert formats.rate(float("nan")) == "—"
    assert formats.duration(float("nan")) == "—"


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0.75, "45 min"),
        (0.996, "1.0 h"),
        (8.1, "8.1 h"),
        (9.96, "10 h"),
        (33.2, "33 h"),
        (71.6, "3.0 d"),
        (120, "5.0 d"),
        (-30, "-30 h"),
    ],
)
def test_a_duration_changes_its_unit_where_it_is_rounded(hours: float, text: str) -> None:
    assert shown(formats.duration(hours)) == text


@given(st.floats(min_value=0, max_value=1e5))
def test_a_duration_never_shows_sixty_minutes_or_seventy_two_hours(hours: float) -> None:
    assert shown(formats.duration(hours)) not in ("60 min", "72 h", "10.0 h")


def test_intervals_follow_the_decimals_of_their_rate() -> None:
    assert shown(formats.interval(0.72, 0.81, of=0.77)) == "[72–81%]"
    assert shown(formats.interval(0.020, 0.159, of=0.059)) == "[2.0–15.9%]"
    assert shown(formats.interval(0.72, 0.81, of=0.77, brackets="()")) == "(72–81%)"
    assert formats.interval(None, 0.5) == ""


def test_a_fraction_of_something_unknown_is_a_dash() -> None:
    assert formats.fraction(1919, 2000) == "1,919/2,000"
    assert formats.fraction(None, float("nan")) == formats.fraction(3, None) == "—"


def test_an_interval_is_glued_into_one_word() -> None:
    assert " " not in formats.interval(0.72, 0.81, of=0.77)
    assert " " not in formats.duration_interval(98, 180)


def test_duration_intervals_name_their_unit_once_where_it_is_the_same() -> None:
    assert shown(formats.duration_interval(29, 35)) == "[29–35 h]"
    assert shown(formats.duration_interval(98.4, 180)) == "[4.1 d–7.5 d]"
    assert shown(formats.duration_interval(29, None)) == "[29 h–…]"


def test_a_fall_is_written_with_an_ascii_minus() -> None:
    """Streamlit reads a typographic minus as an increase."""
    assert formats.change_of_rate(-0.03, 0.5) == "-3 pt"
    assert formats.change_of_rate(0.007, 0.015) == "+0.7 pt"
    assert formats.change_of_rate(0.003, 0.5) == "+0.3 pt"
    assert formats.change_of_count(-518) == "-518"
    assert shown(formats.change_of_duration(-5)) == "-5.0 h"


def test_times_are_shown_in_the_chosen_zone() -> None:
    at = datetime(2026, 11, 17, 23, 11)
    assert shown(formats.when(at, "UTC")) == "17 Nov, 23:11"
    assert shown(formats.when(at, "Europe/Berlin")) == "18 Nov, 00:11"
    assert formats.when(None, "UTC") == "—"


def test_a_range_names_the_year_once() -> None:
    assert shown(formats.day_range(date(2026, 11, 18), date(2026, 11, 18))) == "18 Nov 2026"
    assert shown(formats.day_range(date(2026, 8, 31), date(2026, 11, 20))) == "31 Aug – 20 Nov 2026"
    assert (
        shown(formats.day_range(date(2025, 12, 1), date(2026, 1, 2))) == "1 Dec 2025 – 2 Jan 2026"
    )
