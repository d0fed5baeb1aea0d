"""The short way to an order reads just what the long way reads, or leaves the order to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.models.moments import moments
from data.models.orders import read_any_order
from data.models.plain_orders import plain_order, read_order

SEEN_AT = datetime(2026, 11, 20, 15, 0)
SLOT = {
    "platform": "spotify",
    "url": "https://open.spotify.example/episode/1",
    "live_at": "2026-11-14T13:01:00Z",
    "indexed": True,
}
ORDER = {
    "id": "ord_1",
    "status": "in_progress",
    "package": "growth",
    "links_total": 3,
    "links_delivered": 1,
    "target_url": "https://acme.example/blog/post",
    "created_at": "2026-11-14T10:22:31Z",
    "estimated_delivery_at": "2026-11-14T18:00:00Z",
    "report_url": None,
    "anchor_text": "best CRM for startups",
    "episode_title": "How AI is reshaping SaaS",
    "niche": "saas",
    "metadata": {"client_id": "cus_42"},
    "placements": [SLOT, {"platform": "apple", "url": None, "live_at": None, "indexed": False}],
}

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**31 + 1),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["3", "DELIVERED", "on_hold", "https://127.0.0.1/x", "javascript:x", " a ", "\0"]
    ),
    st.sampled_from(["2026-02-30T00:00:00Z", "2026-11-14", "2027-01-01T00:00:00Z", "1763115600"]),
    st.sampled_from(
        [{}, {"client_id": 42}, {"client_id": ""}, {"client_id": "a", "b": 1}, [], [7]]
    ),
    st.just([SLOT, SLOT]),
)
changed_slots = st.dictionaries(st.sampled_from([*SLOT, "indexed_at", "surprise"]), odd, max_size=2)
slots = st.lists(changed_slots.map(lambda change: SLOT | change), max_size=3)
changes = st.dictionaries(st.sampled_from([*ORDER, "callback_url"]), odd, max_size=3)
missing = st.sets(st.sampled_from(sorted(ORDER)), max_size=3)


@settings(max_examples=300, deadline=None)
@given(change=changes, left_out=missing, listed=st.none() | slots)
def test_both_ways_read_the_same(
    change: dict[str, Any], left_out: set[str], listed: list[Any] | None
) -> None:
    whole = ORDER | ({} if listed is None else {"placements": listed}) | change
    raw = {name: value for name, value in whole.items() if name not in left_out}
    # repr, because a flag of NaN would differ from itself
    assert repr(read_order(raw, seen_at=SEEN_AT)) == repr(read_any_order(raw, seen_at=SEEN_AT))


@pytest.mark.parametrize(
    "fields",
    [
        tuple(ORDER),
        ("id", "status", "links_total", "links_delivered", "report_url", "placements"),
        ("id", "status", "package", "links_total", "links_delivered", "target_url", "created_at"),
    ],
    ids=["list with placements", "detail", "created"],
)
def test_the_documented_forms_take_the_short_way(fields: tuple[str, ...]) -> None:
    raw = {name: ORDER[name] for name in fields}
    row = plain_order(raw, moments(SEEN_AT))
    assert row == read_any_order(raw, seen_at=SEEN_AT)


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"package": None},
        {"links_total": "three"},
        {"links_delivered": 4},
        {"metadata": {"client_id": 42}},
        {"placements": None},
        {"placements": [SLOT, SLOT]},
        {"placements": [SLOT | {"url": None}]},
        {"placements": [{"platform": "apple", "placements": []}]},
    ],
    ids=str,
)
def test_what_is_odd_takes_the_long_way(change: dict[str, Any]) -> None:
    assert plain_order(ORDER | change, moments(SEEN_AT)) is None


def test_a_flagged_value_does_not_need_the_long_way() -> None:
    row = plain_order(ORDER | {"target_url": "http://127.0.0.1/x"}, moments(SEEN_AT))
    assert row is not None
    assert row.flags == ("unsafe_url",)
