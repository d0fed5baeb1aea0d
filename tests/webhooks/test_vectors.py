"""cases/webhook-vectors.json through the real route: the answer, and the order afterwards."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.schema import metadata, orders, webhook_events
from data.warehouse import Warehouse
from data.webhooks import apply_pending, store
from tests.cases.casegen import webhook_body
from tests.fresh import fresh
from tests.webhooks.events import NOW, ORDER_ID, event, one, rows
from tests.webhooks.places import Door, Place, serving

CASES = Path(__file__).parent.parent / "cases" / "webhook-vectors.json"
VECTORS = json.loads(CASES.read_text("utf-8"))["vectors"]
VERDICTS = {"applied": "apply", "stale": "stale_noop", "quarantined": "quarantine"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with fresh(tmp_path_factory.mktemp("vectors") / "w.duckdb") as opened:
        yield opened


@pytest.fixture
def empty(shared: Warehouse) -> Warehouse:
    with shared.write() as connection:
        for table in metadata.sorted_tables:
            if table.name != "data_versions":
                connection.execute(sa.delete(table))
    return shared


@pytest.fixture(scope="module")
def door(shared: Warehouse) -> Iterator[Door]:
    with serving(Place.of(shared)) as opened:
        yield opened


def chunks(body: bytes) -> Iterator[bytes]:
    """A generator makes the client send chunks without a Content-Length."""
    for start in range(0, len(body), 64 * 1024):
        yield body[start : start + 64 * 1024]


def prepare(warehouse: Warehouse, vector: dict[str, Any], body: bytes) -> None:
    """The order as the vector found it, told by the events that led there."""
    prior = vector["prior_order"]
    at = "2025-03-14T18:02:11Z" if prior["status"] == "delivered" else "2025-03-14T13:18:00Z"
    report = "https://reports.podcastbacklinks.com/x.pdf"
    more = {"report_url": report} if prior["status"] == "delivered" else {}
    store(warehouse, event(prior["status"], prior["links_delivered"], at, **more), NOW)
    if vector["already_seen_body"]:
        store(warehouse, body, NOW)
    apply_pending(warehouse)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_vector(empty: Warehouse, door: Door, vector: dict[str, Any]) -> None:
    body, expected = webhook_body(vector), vector["expect"]
    prepare(empty, vector, body)
    before = set(rows(empty, webhook_events, "body_sha256"))
    is_chunked = "Transfer-Encoding" in vector["headers"]
    headers = {k: v for k, v in vector["headers"].items() if k != "Transfer-Encoding"}
    door.place = Place.of(empty, *vector["secrets"])
    for _ in range(vector["deliver_times"]):
        answer = door.send(chunks(body) if is_chunked else body, headers)
    door.place.webhooks.stop()
    apply_pending(empty)
    assert answer.status == expected["http"]

    new = set(rows(empty, webhook_events, "body_sha256")) - before
    told = [
        row[1:]
        for row in rows(empty, webhook_events, "body_sha256", "outcome", "reason")
        if row[:1] in new
    ]
    if expected["verdict"] in ("reject", "duplicate_noop"):
        assert told == []
        assert answer.json()["reason"] == expected["reason"]
    else:
        ((outcome, reason),) = told
        assert (VERDICTS[outcome], reason) == (expected["verdict"], expected["reason"])
    after = one(empty, orders, "status", "links_delivered", "client_id")
    assert after == tuple(expected["order_after"].values())


def test_a_time_with_an_offset_is_stored_as_utc(empty: Warehouse) -> None:
    vector = next(vector for vector in VECTORS if vector["id"] == "offset-timezone")
    store(empty, webhook_body(vector), NOW)
    apply_pending(empty)
    assert one(empty, orders, "order_id", "delivered_event_at") == (
        ORDER_ID,
        datetime(2025, 3, 14, 18, 2, 11),
    )
