"""A plan by engine: what one engine has taken is still new to another."""

from __future__ import annotations

import pytest

from data.indexing import planning
from data.indexing.collecting import read_entry
from data.indexing.eligibility import Gate
from data.indexing.page_checks import PageCheck
from data.indexing.planning import Knowledge, SeenIndexed
from tests.skipping_clock import SkippingClock

ENTRY = read_entry(1, "https://own.example/job", allow_example=True)
SHA = ENTRY.sha256 or ""
NOW = SkippingClock().now()
JOB = PageCheck(
    SHA,
    ENTRY.canonical or "",
    "own.example",
    NOW,
    NOW,
    http_status=200,
    google_markup="JobPosting",
    google_robots="allowed",
    bing_robots="allowed",
)
KEYS = {"own.example": "0123456789abcdef"}
INDEXNOW = Gate(keys=KEYS)
BOTH = Gate(keys=KEYS, properties=("sc-domain:own.example",), has_google=True)


@pytest.mark.parametrize(
    ("gate", "sent", "states"),
    [
        (BOTH, (), ("ready", "ready", "ready")),
        (BOTH, ("indexnow",), ("ready", "duplicate", "ready")),
        (BOTH, ("google",), ("ready", "ready", "duplicate")),
        (BOTH, ("google", "indexnow"), ("duplicate", None, None)),
        (INDEXNOW, ("indexnow",), ("duplicate", None, None)),
    ],
)
def test_what_one_engine_took_goes_to_another_as_soon_as_it_may(
    gate: Gate, sent: tuple[str, ...], states: tuple[str | None, ...]
) -> None:
    submitted = {(SHA, engine): "received" for engine in sent}
    row = planning.planned(ENTRY, Knowledge({}, {SHA: JOB}, submitted), gate)
    found = (row.engines.get("indexnow"), row.engines.get("google"))
    assert (row.state, *(each and each.state for each in found)) == states


def test_what_was_taken_and_is_indexed_since_goes_nowhere_else() -> None:
    seen = {SHA: SeenIndexed("google", "url_inspection", NOW)}
    known = Knowledge(seen, {SHA: JOB}, {(SHA, "indexnow"): "received"})
    assert planning.planned(ENTRY, known, BOTH).state == "duplicate"
