"""Whatever JSON a vendor sends, a reader answers with a row or a rejection and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from data import schema
from data.models import (
    Rejected,
    Row,
    read_account,
    read_attempt,
    read_campaign,
    read_follow_up,
    read_lead,
    read_order,
    read_reply,
    read_report,
    read_suppression,
)
from data.strict_json import Unreadable

SEEN_AT = datetime(2026, 11, 20, 15, 0)
READERS: dict[str, Callable[[Any], Row | Rejected]] = {
    "orders": partial(read_order, seen_at=SEEN_AT),
    "reports": lambda raw: read_report(raw, "ord_1", seen_at=SEEN_AT),
    "account_snapshots": partial(read_account, seen_at=SEEN_AT),
    "campaigns": lambda raw: read_campaign(raw, None, seen_at=SEEN_AT),
    "leads": lambda raw: read_lead(raw, "c1", seen_at=SEEN_AT),
    "attempts": lambda raw: read_attempt(raw, "c1", seen_at=SEEN_AT),
    "follow_ups": lambda raw: read_follow_up(raw, "c1", seen_at=SEEN_AT),
    "replies": lambda raw: read_reply(raw, "c1", seen_at=SEEN_AT),
    "suppressions": partial(read_suppression, seen_at=SEEN_AT),
}
NAMES = (
    "id order_id status package niche links_total links_delivered target_url created_at metadata "
    "estimated_delivery_at report_url placements platform url live_at indexed indexed_at client_id "
    "pdf_url summary average_da delivered_in_hours balance_usd credits starter expires_at leads "
    "campaign_id name keywords lead_count lead_id email contact_email quality_score website_url "
    "attempt_id sent_at sender_email schedule_id sent scheduled_for reply_id from_email body "
    "classification received_at domain reason surprise"
)

texts = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(["", "ord_1", "queued", "3", "85%", "2025-03-14T10:22:31Z", "1e999", "\0"]),
    st.sampled_from(["https://a.example/", "javascript:x", "http://[", "A <a@b.example>", "true"]),
    st.datetimes().map(datetime.isoformat),
)
# Python refuses to print an integer of more than 4,300 digits.
unprintable = st.just(16_000).map(lambda bits: 1 << bits)
numbers = st.one_of(st.integers(), st.floats(), st.just(3.0), unprintable)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
names = st.one_of(st.sampled_from(NAMES.split()), texts)
# What data/strict_json.py leaves of a list's element with NaN or a key twice in it.
unreadable = st.sampled_from(
    [Unreadable("[NaN]", "not_a_number"), Unreadable('{"a": 1, "a": 2}', "duplicate_key", "x1")]
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(st.one_of(inner, unreadable), max_size=4),
        st.dictionaries(names, inner, max_size=12),
    ),
    max_leaves=30,
)
plausible = st.dictionaries(names, anything, max_size=12).map(
    lambda raw: {"id": "x1", "status": "queued", "links_total": 3, "email": "a@b.example"} | raw
)


@settings(max_examples=200, deadline=None)
@given(entity=st.sampled_from(sorted(READERS)), raw=st.one_of(plausible, anything))
def test_any_json_becomes_a_row_or_a_rejection(entity: str, raw: Any) -> None:
    row = READERS[entity](raw)
    if isinstance(row, Rejected):
        assert row.entity == entity
        json.loads(row.raw)
        row.raw.encode()
        return
    assert row.given <= {field.name for field in fields(row)}
    assert all(flag.isidentifier() for flag in row.flags)
    for value in _texts(row):
        assert "\0" not in value
        value.encode()
    json.dumps(row.extra, allow_nan=False)


@settings(max_examples=100, deadline=None)
@given(
    entity=st.sampled_from(sorted(READERS)),
    value=st.one_of(texts, st.integers(0, 9), st.none(), st.lists(st.booleans(), max_size=2)),
)
def test_a_field_we_do_not_know_is_kept_in_extra(entity: str, value: Any) -> None:
    good = {"id": "x1", "status": "sent", "links_total": 3, "email": "a@b.example"}
    row = READERS[entity](good | {"surprise": value})
    assert isinstance(row, Row) and row.extra is not None
    kept = row.extra["surprise"]
    assert kept == value or row.flags


def test_every_attribute_of_a_row_is_a_column_of_its_table() -> None:
    beside = {"flags", "given", "extra", "placements", "rejected"}
    tables = {"reports": "orders"}
    for entity, read in READERS.items():
        row = read({"id": "x1", "status": "queued", "links_total": 1, "email": "a@b.example"})
        columns = set(schema.metadata.tables[tables.get(entity, entity)].columns.keys())
        assert {field.name for field in fields(row)} - beside <= columns


def _texts(row: Row) -> list[str]:
    values = [getattr(row, field.name) for field in fields(row)]
    return [value for value in values if isinstance(value, str)]
