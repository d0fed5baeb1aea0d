"""Sentences that could be taken the wrong way: what is shown adds up and says its limits."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd
import pytest

from data.reports import Filters
from pages.components import forecast, money_costs, what_changed
from pages.components.cards import Card
from pages.components.filters import View
from pages.components.what_changed import FIGURES

FIGURE = FIGURES["promise_kept"]


def whole(**values: float | str) -> pd.DataFrame:
    row = {
        "is_total": True,
        "verdict": "up",
        "n": 500,
        "n_before": 500,
        "rate_before": 0.7961,
        "rate": 0.8742,
        "change": 0.0781,
        "change_low": 0.031,
        "change_high": 0.124,
        "mix_effect": 0.0254,
        "rate_effect": 0.0527,
    }
    return pd.DataFrame([row | values])


@pytest.mark.parametrize(
    ("before", "now", "mix"),
    [(0.7961, 0.8742, 0.0254), (0.7965, 0.8735, 0.0035), (0.81, 0.804, -0.0104)],
)
def test_what_changed_adds_up_as_it_is_shown(before: float, now: float, mix: float) -> None:
    rows = whole(rate_before=before, rate=now, change=now - before, mix_effect=mix)
    sentence = what_changed.sentence(FIGURE, "Package", rows)
    first, last = (float(share) for share in re.findall(r"([\d.]+)%", sentence)[:2])
    change, *_, mixed, rated = (float(p) for p in re.findall(r"([+-][\d.]+) pt", sentence))
    assert change == pytest.approx(last - first)
    assert mixed + rated == pytest.approx(change)


def test_no_clear_change_is_said_with_its_limits() -> None:
    rows = whole(verdict="no clear change", change_low=-0.02, change_high=0.19)
    sentence = what_changed.sentence(FIGURE, "Package", rows)
    assert "**no clear change** (+7.8 pt, -2.0 to +19.0 pt)" in sentence


def test_no_clear_change_keeps_no_minus_before_a_zero() -> None:
    assert what_changed._points(-0.0004) == "+0.0 pt"
    assert what_changed._points(-0.0104) == "-1.0 pt"


def test_a_line_above_the_answer_names_the_oldest_read_of_its_sources() -> None:
    read_at = (("podcast", datetime(2026, 11, 21, 18)), ("outreach", datetime(2026, 11, 20, 23)))
    day = date(2026, 11, 20)
    filters = Filters(start=day, end=day, zone="Asia/Tokyo")
    view = View(filters, filters, "20 Nov 2026", "19 Nov 2026", read_at=read_at)
    line = view.describe("How?", "podcast", "outreach").replace("\u00a0", " ")
    assert line == "How? · 20 Nov 2026 (Asia/Tokyo), against 19 Nov 2026 · as of 21 Nov, 08:00"
    alone = view.describe("How?", "podcast", compares=False).replace("\u00a0", " ")
    assert alone == "How? · 20 Nov 2026 (Asia/Tokyo) · as of 22 Nov, 03:00"


@pytest.mark.parametrize(
    ("metric", "colour"),
    [("on_time_rate", "normal"), ("order_failure_rate", "inverse"), ("live_links", "off")],
)
def test_the_catalogue_says_whether_a_change_is_good(metric: str, colour: str) -> None:
    assert Card(metric, "1%", "").colour == colour


def test_without_dates_a_sentence_speaks_of_the_time_on_record() -> None:
    view = View(Filters(), None, "the time on record", "")
    assert view.describe("How long?") == "How long? · all time (UTC)"


def forecasts(mean_chance: float) -> pd.Series:
    return pd.Series(
        {
            "forecasts": 73,
            "came": 63,
            "came_rate": 63 / 73,
            "came_low": 0.77,
            "came_high": 0.92,
            "mean_chance": mean_chance,
            "brier": 0.116,
            "base_brier": 0.118,
            "covered": 11,
            "weeks": 12,
        }
    )


@pytest.mark.parametrize(
    ("mean_chance", "verdict"),
    [
        (0.67, "too cautious, more came than expected"),
        (0.85, "what came agrees with what was expected"),
        (0.97, "too hopeful, less came than expected"),
    ],
)
def test_forecasts_say_how_they_turned_out(mean_chance: float, verdict: str) -> None:
    sentence = forecast.calibration(forecasts(mean_chance))
    assert f"**{verdict}**" in sentence
    assert "63/73" in sentence and "11 of 12\u00a0weeks" in sentence


def test_a_month_that_the_range_cuts_is_named_in_part() -> None:
    start, end = pd.Timestamp("2026-08-31").date(), pd.Timestamp("2026-11-21").date()
    view = View(Filters(start=start, end=end), None, "31 Aug – 21 Nov 2026", "")
    names = [money_costs.month_name(month, view) for month in ("2026-08", "2026-10", "2026-11")]
    assert names == ["2026-08, in part", "2026-10", "2026-11, in part"]
