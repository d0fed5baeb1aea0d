"""How often a request is tried again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random

import pytest

from data.errors import Postponed, ServerFault, SourceError
from data.http import READ, UNKEYED_WRITE, Fault, RetryPolicy
from data.http.retry import Failure, parse_retry_after, pause
from tests.http.bench import OK, bench, fault_of


@pytest.mark.parametrize("asked", ["3", " 7 ", "in ten seconds"])
def test_a_wish_to_wait_is_never_shortened(asked: str) -> None:
    if asked == "in ten seconds":
        asked = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
        least = 8.0
    else:
        least = float(asked)
    with bench({"status": 429, "headers": {"Retry-After": asked}}, OK) as b:
        b.client.request("GET", "/things")
    assert least <= b.clock.sleeps[0] <= least + 4


def test_a_wish_in_the_body_counts_like_one_in_the_header() -> None:
    with bench({"status": 429, "body": {"code": "busy", "retry_after": 60}}, OK) as b:
        b.client.request("GET", "/things")
    assert 60 <= b.clock.sleeps[0] <= 61


def test_a_wish_of_a_day_is_not_slept_through() -> None:
    with bench({"status": 429, "headers": {"Retry-After": "86400"}}) as b:
        fault = fault_of(b, Postponed)
    until = datetime.now(UTC) + timedelta(days=1)
    assert fault.reason == "rate_limited"
    assert f"Paused by The Vendor until {until:%Y-%m-%d}" in fault.message
    assert b.clock.sleeps == []


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "-5",
        "soon",
        "0",
        "Fri, 14 Mar 2025 10:00:00 GMT",
        "Fri, 31 Dec 9999 23:59:59 -1200",
        "1e999",
        "99999999999",
    ],
)
def test_a_wish_that_makes_no_sense_counts_as_none(header: str | None) -> None:
    assert parse_retry_after(header, datetime(2025, 3, 14, 11)) is None


def test_pauses_double_up_to_a_minute_and_differ() -> None:
    policy = RetryPolicy({Fault.SERVER: 99, Fault.THROTTLED: 99})
    random = Random(3)
    for fault, floor in ((Fault.SERVER, 0.25), (Fault.THROTTLED, 1.0)):
        failure = Failure(fault, ServerFault("x"))
        for attempt in range(1, 12):
            cap = min(60, 2 ** (attempt - 1)) + (1 if fault is Fault.THROTTLED else 0)
            drawn = [pause(policy, failure, attempt, random) or 0 for _ in range(100)]
            assert floor <= min(drawn) < max(drawn) <= cap


def test_a_write_without_a_key_is_repeated_only_if_it_cannot_have_been_heeded() -> None:
    for step, tries in (({"action": "rst"}, 1), ({"status": 500}, 1), ({"status": 429}, 6)):
        with bench({**step, "times": 9}) as b, pytest.raises(SourceError):
            b.client.request("POST", "/things", body={}, retry=UNKEYED_WRITE)
        assert b.client.requests_sent == tries


def test_a_reset_can_be_answered_by_one_repeat_at_once() -> None:
    policy = RetryPolicy(READ.attempts, at_once=frozenset({Fault.RESET}))
    with bench({"action": "rst", "times": 2}, OK) as b:
        b.client.request("GET", "/things", retry=policy)
    assert b.clock.sleeps[0] == 0 < b.clock.sleeps[1]
