"""Rows of the quarantine once more: stored by the sync's own path, or told why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import quarantine
from data.http import SYSTEM_CLOCK
from data.models import Rejected
from data.models.reading import raw_text
from data.quarantine import Retried, ids_of, raw_of, retry
from data.schema import leads, order_history, orders, placements, sync_cursors, webhook_events
from data.schema import quarantine as quarantine_table
from data.sync.ledger import Ledger
from data.warehouse import Warehouse
from data.webhooks import apply_pending, store
from data.webhooks.applying import ENDPOINT as EVENTS
from tests.skipping_clock import SkippingClock
from tests.sync.reading import NOON, order, read, slot, stored_order
from tests.webhooks.events import event, rows

ORDER_LIST = "GET /orders"
LEAD_LIST = "GET /campaigns/{campaign_id}/leads"


class At(SkippingClock):
    """A clock that stands still."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        return self._moment


def put_aside(
    warehouse: Warehouse,
    raw: Any,
    *,
    entity: str = "orders",
    key: str | None = "ord_1",
    reason: str = "bad_status",
    endpoint: str = ORDER_LIST,
    source: str = "podcast",
    at: datetime = NOON,
) -> str:
    """As if a reader of an earlier release had refused this row."""
    text = raw if isinstance(raw, str) else raw_text(raw)
    row = Rejected(entity, key, reason, "status", text)
    with warehouse.write() as connection:
        Ledger(warehouse, source, At(at)).reject(connection, endpoint, [row])
        found = sa.select(quarantine_table.c.quarantine_id).filter_by(
            raw_sha256=row.raw_sha256, endpoint=endpoint, reason=reason
        )
        return str(connection.scalar(found))


def try_again(warehouse: Warehouse, *quarantine_ids: str) -> list[Retried]:
    return retry(warehouse, quarantine_ids, clock=SYSTEM_CLOCK)


def held_ids(warehouse: Warehouse, **wanted: str) -> list[str]:
    with warehouse.read() as connection:
        return ids_of(connection, **wanted)


def test_a_row_that_is_good_now_is_stored_and_released(warehouse: Warehouse) -> None:
    row = put_aside(warehouse, order(placements=[slot("spotify", "https://spotify.example/1")]))
    (told,) = try_again(warehouse, row)
    assert (told.outcome, told.words) == ("stored", "It is good now and was stored.")
    assert stored_order(warehouse).fetched_at == NOON
    assert rows(warehouse, placements, "url") == [("https://spotify.example/1",)]
    assert rows(warehouse, order_history, "status", "origin") == [("in_progress", "list")]
    assert held_ids(warehouse) == []
    assert try_again(warehouse, row) == []


def test_a_row_that_is_still_bad_says_why_and_is_not_counted_again(warehouse: Warehouse) -> None:
    row = put_aside(warehouse, order(links_total=2.5), reason="bad_int")
    (told,) = try_again(warehouse, row)
    assert told.outcome == "held"
    assert told.words == "It still cannot be taken: bad int (field links_total)."
    assert rows(warehouse, quarantine_table, "times_seen", "last_seen_at", "released_at") == [
        (1, NOON, None)
    ]
    assert rows(warehouse, orders) == []


def test_an_old_row_never_overwrites_what_was_read_since(warehouse: Warehouse) -> None:
    row = put_aside(warehouse, order(anchor_text="old"))
    read(warehouse, [order(anchor_text="new")], NOON + timedelta(hours=1))
    (told,) = try_again(warehouse, row)
    assert told.outcome == "replaced"
    assert stored_order(warehouse).anchor_text == "new"
    assert held_ids(warehouse) == []


def test_of_two_versions_of_a_row_the_later_is_stored(warehouse: Warehouse) -> None:
    old = put_aside(warehouse, order(anchor_text="old"))
    new = put_aside(
        warehouse,
        order(anchor_text="new"),
        endpoint="GET /orders/{order_id}",
        at=NOON + timedelta(hours=1),
    )
    told = {one.row.quarantine_id: one.outcome for one in try_again(warehouse, old, new)}
    assert told == {old: "replaced", new: "stored"}
    assert stored_order(warehouse).anchor_text == "new"
    assert rows(warehouse, order_history, "origin") == [("detail",)]


def test_an_order_moves_to_no_other_client(warehouse: Warehouse) -> None:
    read(warehouse, [order()], NOON - timedelta(hours=1))
    other = order(metadata={"client_id": "cus_7"})
    row = put_aside(warehouse, other, reason="client_mismatch")
    (told,) = try_again(warehouse, row)
    assert told.words == "It names another client than is stored."
    assert stored_order(warehouse).client_id == "cus_42"


@pytest.mark.parametrize(
    ("raw", "reason", "words"),
    [
        ("{" + " " * 70_000, "too_large", "Only its first 64 kB were kept."),
        ('{"id": "ord_1", "id": "ord_1"}', "duplicate_keys", "duplicate keys."),
        ("[1, 2", "bad_body", "invalid json."),
        (order(), "order_mismatch", "Only a new answer of the vendor can settle it."),
    ],
    ids=["cut", "duplicate keys", "no JSON", "the answer to another question"],
)
def test_what_cannot_be_read_stays(warehouse: Warehouse, raw: Any, reason: str, words: str) -> None:
    row = put_aside(warehouse, raw, reason=reason)
    (told,) = try_again(warehouse, row)
    assert told.outcome == "held"
    assert told.words.endswith(words)


def test_a_slot_is_asked_for_with_its_order(warehouse: Warehouse) -> None:
    row = put_aside(warehouse, {"url": 1}, entity="placements", key="ord_1#2", reason="bad_bool")
    (told,) = try_again(warehouse, row)
    assert told.outcome == "asked"
    assert ("podcast", "doubt:ord_1") in rows(warehouse, sync_cursors, "source", "name")
    assert held_ids(warehouse) == [row]


def test_a_lead_needs_its_campaign(warehouse: Warehouse) -> None:
    lead = {"lead_id": "lead_1", "status": "placed"}
    outreach = {"entity": "leads", "endpoint": LEAD_LIST, "source": "outreach", "key": "lead_1"}
    nameless = put_aside(warehouse, lead, **outreach)
    (told,) = try_again(warehouse, nameless)
    assert told.words.startswith("The row does not say which campaign it is of")
    named = put_aside(warehouse, lead | {"campaign_id": "bl_1"}, **outreach)
    (told,) = try_again(warehouse, named)
    assert told.outcome == "stored"
    assert rows(warehouse, leads, "lead_id", "campaign_id") == [("lead_1", "bl_1")]
    (told,) = try_again(warehouse, nameless)
    assert told.outcome == "stored"


def test_an_event_goes_the_way_of_a_new_one(warehouse: Warehouse) -> None:
    body = event("delivered", 3)
    store(warehouse, body, NOON)
    row = put_aside(warehouse, body.decode(), endpoint=EVENTS, reason="unknown_type")
    with warehouse.write() as connection:
        refused = {"outcome": "quarantined", "reason": "unknown_type"}
        connection.execute(sa.update(webhook_events).values(refused))
    (told,) = try_again(warehouse, row)
    assert told.outcome == "stored"
    assert rows(warehouse, webhook_events, "outcome") == [("applied",)]
    assert rows(warehouse, orders, "status") == [("delivered",)]
    assert held_ids(warehouse) == []


def test_an_event_that_is_none_stays_as_it_was_judged(warehouse: Warehouse) -> None:
    store(warehouse, b'{"type": "order.recalled"}', NOON)
    apply_pending(warehouse)
    (row,) = held_ids(warehouse, reason="unknown_type")
    (told,) = try_again(warehouse, row)
    assert told.words == "It still cannot be taken: unknown type (field type)."
    assert rows(warehouse, webhook_events, "outcome", "reason") == [("quarantined", "unknown_type")]
    assert rows(warehouse, quarantine_table, "times_seen") == [(1,)]


def test_rows_are_found_by_reason_and_entity_and_their_text_by_id(warehouse: Warehouse) -> None:
    one = put_aside(warehouse, order())
    two = put_aside(warehouse, order("ord_2"), key="ord_2", reason="bad_int")
    assert held_ids(warehouse, reason="bad_int") == [two]
    assert held_ids(warehouse, entity="leads") == []
    assert sorted(held_ids(warehouse)) == sorted([one, two])
    with warehouse.read() as connection:
        assert raw_of(connection, one) == raw_text(order())
        assert raw_of(connection, "nobody's") is None


def test_more_rows_than_a_batch_are_all_tried(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine.retrying, "BATCH_ROWS", 2)
    ids = [put_aside(warehouse, order(f"ord_{n}"), key=f"ord_{n}") for n in range(5)]
    assert {told.outcome for told in try_again(warehouse, *ids)} == {"stored"}
    assert len(rows(warehouse, orders)) == 5
