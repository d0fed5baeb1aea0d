"""The fault cases, as far as the source alone can answer them: requests, reasons, rows read."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from data.errors import SourceError
from data.http import HttpClient, RequestRecord, SlidingWindow, Timeouts
from data.sources.podcast_backlinks import PodcastBacklinks
from tests.scripted_server import ScriptedServer
from tests.skipping_clock import SkippingClock

FILE = Path(__file__).resolve().parent.parent / "cases" / "fault-cases.json"
BY_STORAGE = {"post-crash-before-response", "post-double-click"}  # decided by the stored key
# The case file speaks of keys; a row is told of as one.
WORDS = {"duplicate_key": "duplicate_keys"}
ORDER = {"package": "growth", "target_url": "https://acme.com/", "niche": "saas"}


def cases() -> list[Any]:
    every = json.loads(FILE.read_text("utf-8"))["cases"]
    return [
        pytest.param(case, id=case["id"])
        for case in every
        if case["source"] == "podcast" and case["layer"] != "row" and case["id"] not in BY_STORAGE
    ]


class Pull:
    """What one call of the source brought."""

    def __init__(self, source: PodcastBacklinks, endpoint: str) -> None:
        self.rows: list[Any] = []
        self.fault: SourceError | None = None
        try:
            if endpoint == "POST /orders":
                self.rows.append(source.place_order(ORDER, idempotency_key="8f3c-1"))
            else:
                for page in source.order_pages():
                    self.rows += page.rows
        except SourceError as fault:
            self.fault = fault

    @property
    def stored(self) -> int:
        return len({row["id"] for row in self.rows if isinstance(row, dict)})

    @property
    def reasons(self) -> set[str]:
        odd = [row for row in self.rows if not isinstance(row, dict)]
        words = {getattr(row, "reason", "not_an_object") for row in odd}
        return {WORDS.get(word, word) for word in words}


@pytest.mark.parametrize("case", cases())
def test_fault_case(case: dict[str, Any]) -> None:
    expected, records = case["expect"], list[RequestRecord]()
    # Tenths of a second do for a machine that talks to itself, unless it makes up 60 MB first.
    is_huge = "body_gen" in case["responses"][0]
    quick = Timeouts(connect=0.3, read=30 if is_huge else 0.5)
    with ScriptedServer(case["responses"], endpoint=case["endpoint"]) as server:
        clock = SkippingClock(server.attempt_over)
        http = HttpClient(
            source="podcast",
            base_url=server.url,
            token="pk_live_a1b2c3d4e5f6",
            limiter=SlidingWindow(clock=clock),
            clock=clock,
            random=Random(5),
            on_request=records.append,
            timeouts=quick,
        )
        pull = Pull(PodcastBacklinks(http), case["endpoint"])

    assert http.requests_sent == expected["requests"]
    is_fine = expected["sync_status"] == "ok" and expected["outcome"] != "shown"
    assert (pull.fault is None) == is_fine, pull.fault
    assert (pull.stored, len(pull.rows)) == _rows_expected(case["id"], expected)
    outcomes = {record.outcome for record in records}
    said = {pull.fault.reason} if pull.fault else pull.reasons | outcomes
    assert expected["reason"] is None or expected["reason"] in said
    assert expected.get("min_wait_s", 0) <= sum(clock.sleeps)
    assert len({request.headers.get("idempotency-key") for request in server.requests}) <= 1
    assert len({request.body for request in server.requests}) <= 1


def _rows_expected(case: str, expected: dict[str, Any]) -> tuple[int, int]:
    """(distinct good rows, rows handed on). Sorting out repeats is the business of the sync."""
    repeats = {
        "duplicate-page": 2,
        "same-id-twice-in-page-newer-last": 1,
        "cursor-expired-mid-sync": 1,
        "cursor-loop-a-b-a": 1,
    }
    stored, refused = expected["rows_stored"], expected["rows_quarantined"]
    return stored, stored + refused + repeats.get(case, 0)
