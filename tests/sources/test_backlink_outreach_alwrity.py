"""The ALwrity dialect: named arrays and silent caps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from data.errors import Refused, ServerFault
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import OutreachSource, connect
from tests.sources.outreach_servers import (
    Turns,
    client,
    csv,
    sandbox,
    sandbox_client,
    serving,
)

CAMPAIGN = {"campaign_id": "bl_1", "name": "Spring", "status": "drafted"}
ONE = "GET /campaigns/bl_1"
EMPTY = {
    "GET /campaigns": {"campaigns": [CAMPAIGN]},
    ONE: {**CAMPAIGN, "lead_count": 0, "leads": []},
    f"{ONE}/attempts": {"attempts": [], "total": 0},
    f"{ONE}/replies": {"replies": [], "total": 0},
    f"{ONE}/followups": {"followups": [], "total": 0},
    f"{ONE}/analytics": {"campaign_id": "bl_1", "lead_count": 0},
    f"{ONE}/analytics/funnel": {"campaign_id": "bl_1", "stages": []},
    f"{ONE}/analytics/volume": {"campaign_id": "bl_1", "days": 30, "volume": []},
}


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with sandbox("alwrity") as running:
        yield running


@pytest.fixture
def source(world: Sandbox) -> OutreachSource:
    return connect(sandbox_client(world))


def alwrity(base_url: str) -> OutreachSource:
    return connect(client(base_url), dialect="alwrity", workspace_id="ws_7")


def large_campaign(source: OutreachSource) -> dict[str, Any]:
    """A campaign whose leads exceed what a list shows."""
    return next(
        row
        for row in source.campaigns().rows
        if source.campaign_rows(row).campaign["lead_count"] > 100
    )


def test_an_object_with_campaigns_means_the_alwrity_dialect(source: OutreachSource) -> None:
    assert source.dialect == "alwrity"
    assert source.campaigns().warnings == []


def test_all_leads_of_a_large_campaign_are_found(source: OutreachSource) -> None:
    campaign = large_campaign(source)
    rows = source.campaign_rows(campaign)
    count = rows.campaign["lead_count"]
    assert len({row["lead_id"] for row in rows.leads.rows}) == len(rows.leads.rows) == count
    assert rows.leads.announced == count
    assert rows.leads.is_complete
    assert sum("url" in row for row in rows.leads.rows) > 50
    assert rows.failures == []
    (warning,) = rows.leads.warnings
    assert f"list stops at 50 of {count}; completed from the lists by status" in warning


def test_attempts_and_replies_are_complete_without_an_export(source: OutreachSource) -> None:
    rows = source.campaign_rows(large_campaign(source))
    assert len(rows.attempts.rows) > 50
    assert rows.attempts.warnings == []
    assert "idempotency_key" in rows.attempts.rows[-1]


def test_the_three_figure_endpoints_come_as_one(source: OutreachSource) -> None:
    rows = source.campaign_rows(large_campaign(source))
    stages = {name: n for name, n in rows.analytics.items() if name.startswith("stages.")}
    assert sum(stages.values()) == rows.analytics["lead_count"] == len(rows.leads.rows)
    assert source.snapshot()["send_volume"] > 0


def test_a_small_campaign_costs_seven_requests() -> None:
    with serving(EMPTY) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert len(server.asked) == 7
    assert (rows.failures, rows.warnings) == ([], [])


def test_a_deleted_campaign_is_gone_though_its_lists_answer_200(world: Sandbox) -> None:
    rows = connect(sandbox_client(world)).campaign_rows({"campaign_id": "bl_nobody"})
    assert (rows.gone, rows.failures) == (True, [])


def test_only_statuses_with_missing_leads_are_asked_for() -> None:
    shown = [{"lead_id": f"l{n}", "url": f"https://s{n}.example"} for n in range(50)]
    lines = [f"l{n},{'placed' if n > 49 else 'contacted'}" for n in range(52)]
    answers = {
        **EMPTY,
        ONE: {**CAMPAIGN, "lead_count": 52, "leads": shown},
        f"{ONE}/export/leads": csv("\n".join(["lead_id,status", *lines, ""])),
        f"{ONE}/leads": {"leads": [{"lead_id": "l50", "url": "https://s50.example"}], "total": 1},
    }
    with serving(answers) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert [q for q in server.queries if "status=" in q] == [
        f"{ONE}/leads?status=placed&limit=1000000"
    ]
    assert rows.leads.rows[50:] == [
        {"lead_id": "l50", "url": "https://s50.example"},
        {"lead_id": "l51", "status": "placed"},
    ]


def test_without_the_export_every_status_is_asked_for_and_the_gap_is_named() -> None:
    shown = [{"lead_id": f"l{n}"} for n in range(50)]
    answers = {
        **EMPTY,
        ONE: {**CAMPAIGN, "lead_count": 60, "leads": shown},
        f"{ONE}/leads": {"leads": [{"lead_id": "l51"}], "total": 1},
    }
    with serving(answers) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert server.asked.count(f"{ONE}/leads") == 6
    assert rows.warnings[-1] == 'leads of campaign "Spring": only 51 of 60 could be read.'
    assert not rows.leads.is_complete


def test_attempts_of_exactly_50_are_compared_with_the_export() -> None:
    attempts = [{"attempt_id": f"a{n}", "decision_reason": "x"} for n in range(50)]
    lines = [f"a{n},l1,sent" for n in range(56)]
    answers = {
        **EMPTY,
        f"{ONE}/attempts": {"attempts": attempts, "total": 50},
        f"{ONE}/export/attempts": csv("\n".join(["attempt_id,lead_id,status", *lines, ""])),
    }
    with serving(answers) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.attempts.rows) == 56
    assert rows.attempts.rows[0] == {"attempt_id": "a0", "decision_reason": "x"}
    assert rows.attempts.rows[55] == {"attempt_id": "a55", "lead_id": "l1", "status": "sent"}


def test_an_export_of_equal_length_confirms_a_list_of_50() -> None:
    replies = [{"reply_id": f"r{n}"} for n in range(50)]
    lines = [f"r{n},hello" for n in range(50)]
    answers = {
        **EMPTY,
        f"{ONE}/replies": {"replies": replies, "total": 50},
        f"{ONE}/export/replies": csv("\n".join(["reply_id,subject", *lines, ""])),
    }
    with serving(answers) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert (len(rows.replies.rows), rows.warnings) == (50, [])


def test_a_campaign_that_cannot_be_read_still_gives_its_lists() -> None:
    answers = {
        **EMPTY,
        ONE: PlainTextResponse("Internal Server Error", 500),
        f"{ONE}/leads": {"leads": [{"lead_id": "l1"}], "total": 1},
    }
    with serving(answers) as server:
        rows = alwrity(server.base_url).campaign_rows(CAMPAIGN)
    assert [type(failure) for failure in rows.failures] == [ServerFault]
    assert rows.failures[0].message.startswith('Details of campaign "Spring": ')
    assert rows.leads.rows == [{"lead_id": "l1"}]


def test_a_suppression_list_of_100_may_be_cut_and_says_so() -> None:
    rows = [{"id": f"sup_{n}", "email": f"a{n}@b.example"} for n in range(100)]
    with serving({"GET /suppression": {"suppressed": rows}}) as server:
        listing = alwrity(server.base_url).suppressions()
    assert not listing.is_complete
    assert len(listing.rows) == 100


def test_a_token_that_fails_is_named(world: Sandbox) -> None:
    base_url = world.settings["BACKLINK_OUTREACH__BASE_URL"]
    with pytest.raises(Refused, match="Authentication failed.*BACKLINK_OUTREACH__TOKEN"):
        connect(client(base_url, token="old"))


def test_the_facts_of_a_server_come_as_they_are() -> None:
    with serving({"GET /modules": {"modules": ["a"]}}) as server:
        assert alwrity(server.base_url).server_facts("modules") == {"modules": ["a"]}


def test_a_brand_new_user_s_first_fault_is_tried_again() -> None:
    turns = Turns(PlainTextResponse("Internal Server Error", 500), {"suppressed": []})
    with serving({"GET /suppression": turns}) as server:
        assert alwrity(server.base_url).suppressions().rows == []
    assert len(server.asked) == 2
