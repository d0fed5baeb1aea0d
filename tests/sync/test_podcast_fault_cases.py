"""The fault cases of the order list, through the whole sync: what is stored, held back and said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import sync
from data.http import Timeouts
from data.schema import orders, quarantine, requests, sync_cursors, sync_runs
from data.settings import load
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.scripted_server import Received, ScriptedServer, Step
from tests.skipping_clock import SkippingClock
from tests.sync.reading import NOON, read

FILE = Path(__file__).resolve().parent.parent / "cases" / "fault-cases.json"
KEY = "pk_live_a1b2c3d4e5f6"
# The order is known before, as a webhook or an earlier pass has left it.
KNOWN = {"status-regress-in-list": {"status": "delivered"}}
# Whether a client is known is asked of the roster when rows are shown, not stored with the order.
NOT_STORED = {"unknown_client"}
# The file describes this text, because it cannot hold it.
DESCRIBED, MEANT = "\\ud800 (as a JSON escape)", "\ud800"


def cases() -> list[Any]:
    text = FILE.read_text("utf-8").replace(json.dumps(DESCRIBED), json.dumps(MEANT))
    every = json.loads(text)["cases"]
    return [
        pytest.param(case, id=case["id"])
        for case in every
        if case["source"] == "podcast" and case["endpoint"] == "GET /orders"
    ]


def otherwise(received: Received) -> Step:
    if received.path.endswith("/account"):
        return {"status": 200, "body": {"balance_usd": 412.5}}
    return {"status": 404, "body": {"error": {"code": "not_found", "message": "no such order"}}}


def run(warehouse: Warehouse, case: dict[str, Any]) -> tuple[SourceResult, int]:
    """The sync of a case, and how often it asked for the order list."""
    is_huge = "body_gen" in case["responses"][0]
    timeouts = Timeouts(connect=0.3, read=30 if is_huge else 0.5)
    with ScriptedServer(case["responses"], endpoint="GET /orders", otherwise=otherwise) as server:
        settings = load(
            podcast_backlinks={
                "base_url": server.url,
                "api_key": KEY,
                "requests_per_minute": 600,
            }
        )
        results = sync.run(
            warehouse,
            settings,
            sources=["podcast"],
            clock=SkippingClock(server.attempt_over),
            timeouts=timeouts,
        )
    with warehouse.read() as connection:
        of_the_list = sa.select(sa.func.count()).where(requests.c.endpoint == "GET /orders")
        return results["podcast"], connection.scalar(of_the_list) or 0


@pytest.mark.parametrize("case", cases())
def test_fault_case(warehouse: Warehouse, case: dict[str, Any]) -> None:
    expected = case["expect"]
    if case["id"] in KNOWN:
        read(warehouse, [case["responses"][0]["body"]["data"][0] | KNOWN[case["id"]]], NOON)
    result, asked = run(warehouse, case)

    assert (result.status, asked) == (expected["sync_status"], expected["requests"])
    assert _stored(warehouse) == expected["rows_stored"]
    assert result.tally["orders"].quarantined == expected["rows_quarantined"]
    assert (_watermark(warehouse) is not None) == expected["watermark_advances"]
    reason = expected["reason"]
    assert reason is None or reason in NOT_STORED | _words(warehouse, result)
    for counts in result.tally.tables.values():
        ways = counts.inserted + counts.updated + counts.unchanged
        assert counts.received == ways + counts.superseded + counts.quarantined
    _assert_told_without_secrets(warehouse, result)


def _assert_told_without_secrets(warehouse: Warehouse, result: SourceResult) -> None:
    with warehouse.read() as connection:
        run_log = connection.execute(sa.select(sync_runs)).one()
    assert (run_log.status, run_log.message) == (result.status, result.message)
    assert KEY not in f"{result.message} {result.tally.warnings} {run_log}"
    assert "@" not in result.message


def _stored(warehouse: Warehouse) -> int:
    with warehouse.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(orders)) or 0


def _watermark(warehouse: Warehouse) -> str | None:
    name = sa.select(sync_cursors.c.value).filter_by(source="podcast", name="orders_watermark")
    with warehouse.read() as connection:
        return connection.scalar(name)


def _words(warehouse: Warehouse, result: SourceResult) -> set[str]:
    """Every word in which the ledger or a stored row tells what was odd."""
    with warehouse.read() as connection:
        flags = connection.scalars(sa.select(orders.c.flags)).all()
        slots = connection.scalars(sa.text("select flags from placements")).all()
        reasons = connection.scalars(sa.select(quarantine.c.reason)).all()
        outcomes = connection.scalars(sa.select(requests.c.outcome)).all()
    told = " ".join(text for text in (*flags, *slots) if text)
    return {str(result.reason), *reasons, *outcomes, *told.split()}
