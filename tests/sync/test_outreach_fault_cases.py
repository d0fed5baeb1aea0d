"""Every outreach case of cases/fault-cases.json: rows through a whole sync, actions through the
source, over real HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.responses import JSONResponse, PlainTextResponse, Response

from data import sync
from data.errors import SourceError
from data.schema import leads, quarantine
from data.settings import load
from data.sources.backlink_outreach import connect
from data.sources.outreach_answers import OutgoingMail
from data.sources.outreach_calls import OutreachCalls
from data.sources.outreach_listing import LEADS
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock
from tests.sources.outreach_servers import Turns, client, serving

FILE = Path(__file__).resolve().parent.parent / "cases" / "fault-cases.json"
ONE = "/campaigns/c1"
EXPORT = "GET /campaigns/{id}/export/leads"
MAIL = OutgoingMail("c1", "l1", "Hello", "Text", "me@a.example", "key-00000001")
# No answer in time and a fault of the server are both tried again; only one needs no real wait.
LATE = PlainTextResponse("late", 504)


def cases(layer: str) -> list[Any]:
    every = json.loads(FILE.read_text("utf-8"))["cases"]
    ours = (case for case in every if case["source"] == "outreach" and case["layer"] == layer)
    return [pytest.param(case, id=case["id"]) for case in ours]


def answer(step: dict[str, Any]) -> Response:
    if step.get("action") == "accept_then_timeout":
        return LATE
    if "body_text" in step:
        return Response(step["body_text"], step["status"], step["headers"])
    return JSONResponse(step["body"], step["status"])


def answers_of(case: dict[str, Any]) -> dict[str, Any]:
    return {case["endpoint"].replace("{id}", "c1"): Turns(*map(answer, case["responses"]))}


@pytest.mark.parametrize("case", cases("row"))
def test_row_case(warehouse: Warehouse, case: dict[str, Any]) -> None:
    expected, (step,) = case["expect"], case["responses"]
    lists: dict[str, Any] = {f"GET {ONE}/{name}": [] for name in ("attempts", "replies")}
    lists |= {f"GET {ONE}/follow-ups": [], "GET /suppression": []}
    campaign = {"id": "c1", "name": "Spring"}
    lists |= {"GET /campaigns": [campaign], f"GET {ONE}": campaign | {"leads": step["body"]}}
    with serving(lists) as server:
        settings = load(backlink_outreach={"base_url": server.base_url, "token": "a-token"})
        result = sync.run(warehouse, settings, sources=["outreach"], clock=SkippingClock())[
            "outreach"
        ]
    assert result.status == expected["sync_status"]
    counts = result.tally.tables["leads"]
    assert (counts.inserted, counts.quarantined) == (
        expected["rows_stored"],
        expected["rows_quarantined"],
    )
    with warehouse.read() as connection:
        flags = connection.scalars(sa.select(leads.c.flags)).all()
        reasons = connection.scalars(sa.select(quarantine.c.reason)).all()
    assert expected["reason"] in {*reasons, *" ".join(filter(None, flags)).split()}


@pytest.mark.parametrize("case", cases("http"))
def test_action_case(case: dict[str, Any]) -> None:
    expected, message = case["expect"], ""
    with serving(answers_of(case)) as server:
        source = connect(client(server.base_url), dialect="documented")
        if "bulk-status" in case["endpoint"]:
            changed = source.set_lead_statuses("c1", ["l1", "l2", "l3"], "placed")
            message = str(changed.message)
            assert changed.is_consistent == (expected["reason"] != "inconsistent")
        elif case["endpoint"] == "POST /outreach/send":
            sent = source.send(MAIL)
            assert not sent.is_sent and expected["reason"] in sent.reasons
        else:
            assert source.suppress("a@b.c") == case["responses"][-1]["body"]
    assert len(server.asked) == expected["requests"]
    assert expected.get("message", "") in message


@pytest.mark.parametrize("case", cases("envelope"))
def test_export_case(case: dict[str, Any]) -> None:
    with serving(answers_of(case)) as server:
        calls = OutreachCalls(client(server.base_url))
        with pytest.raises(SourceError) as fault:
            calls.export(
                "/campaigns/{campaign_id}/export/leads",
                LEADS,
                what="Leads",
                ids={"campaign_id": "c1"},
            )
    assert case["endpoint"] == EXPORT
    assert fault.value.reason == case["expect"]["reason"]
    assert len(server.asked) == case["expect"]["requests"]
