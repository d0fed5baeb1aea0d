"""How rows of the outreach API become stored rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from data.models import read_attempt, read_lead, read_suppression
from data.schema import attempts, lead_history, leads, quarantine, suppressions
from data.sync import outreach_rules as rules
from data.sync.entities import Entity
from data.sync.ledger import Ledger, release
from data.sync.results import Counts, Tally
from data.sync.storing import Store, validate
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock
from tests.sync.reading import HOUR, NOON


def read(
    warehouse: Warehouse,
    entity: Entity,
    reader: Callable[..., Any],
    raws: list[dict[str, Any]],
    at: datetime = NOON,
) -> Tally:
    tally = Tally()
    good, rejected = validate(raws, partial(reader, seen_at=at), at)
    with warehouse.write() as connection:
        ledger = Ledger(warehouse, "outreach", SkippingClock())
        store = Store(connection, ledger, tally, "GET /campaigns/{campaign_id}/leads")
        store.merge(entity, good, origin="list")
        store.reject(rejected)
    return tally


def read_leads(
    warehouse: Warehouse, *raws: dict[str, Any], at: datetime = NOON, campaign: str = "bl_1"
) -> Tally:
    return read(warehouse, rules.LEADS, partial(read_lead, campaign_id=campaign), list(raws), at)


def lead(**changes: Any) -> dict[str, Any]:
    return {
        "lead_id": "l1",
        "url": "https://blog.example.org/",
        "status": "discovered",
        "notes": "met in Oslo",
    } | changes


def only(warehouse: Warehouse, table: sa.Table) -> Any:
    with warehouse.read() as connection:
        return connection.execute(sa.select(table)).one()


def test_a_row_known_from_the_export_keeps_what_only_json_had(warehouse: Warehouse) -> None:
    read_leads(warehouse, lead())
    read_leads(warehouse, {"lead_id": "l1", "status": "contacted"}, at=NOON + HOUR)
    row = only(warehouse, leads)
    assert (row.status, row.url, row.notes) == (
        "contacted",
        "https://blog.example.org/",
        "met in Oslo",
    )


def test_the_steps_of_a_lead_are_kept(warehouse: Warehouse) -> None:
    for number, status in enumerate(["contacted", "contacted", "placed", "placed"]):
        read_leads(warehouse, lead(status=status), at=NOON + number * HOUR)
    row = only(warehouse, leads)
    assert (row.last_seen_not_placed_at, row.placed_seen_at) == (NOON + HOUR, NOON + 2 * HOUR)
    with warehouse.read() as connection:
        steps = sa.select(lead_history.c.status).order_by(lead_history.c.observed_at)
        assert connection.scalars(steps).all() == ["contacted", "placed"]


def test_a_lead_may_go_back(warehouse: Warehouse) -> None:
    read_leads(warehouse, lead(status="placed"))
    read_leads(warehouse, lead(status="lost"), at=NOON + HOUR)
    row = only(warehouse, leads)
    assert (row.status, row.placed_seen_at) == ("lost", NOON)


def test_a_lead_stays_with_its_campaign(warehouse: Warehouse) -> None:
    read_leads(warehouse, lead())
    tally = read_leads(warehouse, lead(status="placed"), campaign="bl_2", at=NOON + HOUR)
    assert tally["leads"] == Counts(received=1, quarantined=1)
    row, held = only(warehouse, leads), only(warehouse, quarantine)
    assert (row.campaign_id, row.status) == ("bl_1", "discovered")
    assert held.reason == "campaign_mismatch"


def test_an_unknown_status_is_kept_and_a_percent_score_is_not_a_number(
    warehouse: Warehouse,
) -> None:
    read_leads(warehouse, lead(status="ghosted"), lead(lead_id="l2", quality_score="85%"))
    assert only(warehouse, leads).status == "ghosted"
    assert only(warehouse, quarantine).reason == "bad_number"


def test_of_two_suppressions_of_an_address_the_older_tells_since_when(
    warehouse: Warehouse,
) -> None:
    def record(day: int, number: int) -> dict[str, Any]:
        at = f"2026-03-{day:02}T09:00:00"
        return {"id": f"sup_{number}", "email": "Ann@Example.org", "created_at": at}

    tally = read(
        warehouse, rules.SUPPRESSIONS, read_suppression, [record(9, 1), record(2, 2), record(5, 3)]
    )
    row = only(warehouse, suppressions)
    assert (row.email, row.created_at.day, row.suppression_id) == ("ann@example.org", 2, "sup_2")
    assert tally["suppressions"] == Counts(received=3, inserted=1, superseded=2)


def test_a_later_good_version_releases_a_row_from_the_quarantine(warehouse: Warehouse) -> None:
    reader = partial(read_attempt, campaign_id="bl_1")
    read(warehouse, rules.ATTEMPTS, reader, [{"attempt_id": "att_1", "sent_at": "soon"}])
    later = SkippingClock().now() + HOUR
    good = {"attempt_id": "att_1", "status": "sent", "sent_at": "2026-03-14T09:00:00"}
    read(warehouse, rules.ATTEMPTS, reader, [good], later)
    with warehouse.write() as connection:
        release(connection, attempts, attempts.c.attempt_id, later)
    held = only(warehouse, quarantine)
    assert (held.entity, held.row_key, held.released_at) == ("attempts", "att_1", later)
