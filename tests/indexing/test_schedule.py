"""When a submitted page is looked up, and which first."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from data.indexing.schedule import Watched, due, next_look_at

AT = datetime(2026, 11, 1, 12)
HOURS = (1, 24, 72, 168, 336)


def after(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


def watched(looked: float | None = None, key: str = "a", **given: object) -> Watched:
    """Accepted at AT and last looked up so many hours later."""
    looked_at = None if looked is None else after(looked)
    return Watched(key, f"https://own.example/{key}", AT, looked_at, looked_at, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("looked", "due_at"),
    [(None, 1), (1, 24), (1.5, 24), (24, 72), (100, 168), (200, 336), (336, 672), (500, 672)],
)
def test_a_look_satisfies_all_due_times_before_it(looked: float | None, due_at: float) -> None:
    assert next_look_at(watched(looked), HOURS) == after(due_at)


def test_a_page_that_never_got_in_is_given_up_after_ninety_days() -> None:
    looks, moment = [], next_look_at(watched(), HOURS)
    while moment is not None:
        looks.append(moment)
        hours = (moment - AT) / timedelta(hours=1)
        moment = next_look_at(watched(hours), HOURS)
    assert all(a < b for a, b in pairwise(looks))
    assert after(76 * 24) <= looks[-1] <= after(90 * 24)


def test_an_indexed_page_is_watched_every_thirty_days() -> None:
    assert next_look_at(watched(24, is_indexed=True), HOURS) == after(24 + 30 * 24)


def test_a_look_that_told_nothing_is_tried_again_a_quarter_of_an_hour_later() -> None:
    vain = Watched("a", "https://own.example/a", AT, None, after(1), vain_tries=1)
    assert next_look_at(vain, HOURS) == after(1.25)


def test_a_page_whose_looks_never_tell_anything_is_asked_ever_less_and_given_up() -> None:
    tries, moment = 0, next_look_at(watched(), HOURS)
    while moment is not None and moment < after(120 * 24):
        tries += 1
        vain = Watched("a", "https://own.example/a", AT, None, moment, vain_tries=tries)
        moment = next_look_at(vain, HOURS)
    assert moment is None and 90 <= tries <= 100


def test_the_look_that_narrows_most_goes_first() -> None:
    now = after(400)
    never, early, late = watched(key="n"), watched(1, key="e"), watched(300, key="l")
    indexed_long_ago = Watched(
        "i", "https://own.example/i", after(-2_000), after(-1_000), after(-1_000), True
    )
    ordered = due([indexed_long_ago, late, early, never], HOURS, now)
    assert [each.url_sha256 for each in ordered] == ["n", "e", "l", "i"]


def test_nothing_is_due_before_its_time() -> None:
    assert due([watched()], HOURS, after(0.9)) == []
