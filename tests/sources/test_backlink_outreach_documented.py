"""The documented dialect as the sandbox speaks it, and servers that cut or wrap their lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import Response

from data.errors import BadEnvelope, NotFound, Refused
from data.models import LeadRow, read_lead
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import CampaignRows, OutreachSource, connect
from tests.sources.outreach_servers import (
    AS_OF,
    client,
    csv,
    sandbox,
    sandbox_client,
    serving,
)

CAMPAIGN = {"id": "c1", "name": "Spring", "keywords": ["seo"]}
ONE = "GET /campaigns/c1"
EMPTY = {
    ONE: {**CAMPAIGN, "leads": []},
    f"{ONE}/attempts": [],
    f"{ONE}/follow-ups": [],
    f"{ONE}/replies": [],
    f"{ONE}/analytics": {"total_leads": 0, "total_attempts": 0, "total_replies": 0},
}


def leads(count: int) -> list[dict[str, Any]]:
    return [{"id": f"l{n}", "website_url": f"https://s{n}.example"} for n in range(count)]


def leads_csv(count: int) -> Response:
    lines = [f"l{n},https://s{n}.example,discovered" for n in range(count)]
    return csv("\n".join(["id,website_url,status", *lines, ""]))


def has_a_list_at_a_cap(rows: CampaignRows) -> bool:
    return bool({50, 100} & {len(rows.leads.rows), len(rows.attempts.rows), len(rows.replies.rows)})


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with sandbox("documented") as running:
        yield running


@pytest.fixture
def source(world: Sandbox) -> OutreachSource:
    return connect(sandbox_client(world))


def documented(base_url: str) -> OutreachSource:
    return connect(client(base_url), dialect="documented")


def test_a_bare_array_of_campaigns_means_the_documented_dialect(source: OutreachSource) -> None:
    assert source.dialect == "documented"


def test_detecting_the_dialect_costs_no_request_of_its_own(world: Sandbox) -> None:
    http = sandbox_client(world)
    assert connect(http).campaigns().rows
    assert http.requests_sent == 1


def test_a_campaign_costs_five_requests_when_the_counts_agree(world: Sandbox) -> None:
    http = sandbox_client(world)
    source = connect(http)
    campaign = next(
        row for row in source.campaigns().rows if not has_a_list_at_a_cap(source.campaign_rows(row))
    )
    before = http.requests_sent
    rows = source.campaign_rows(campaign)
    assert http.requests_sent - before == 5
    assert len(rows.leads.rows) == rows.leads.announced == rows.analytics["total_leads"]
    assert len(rows.attempts.rows) == rows.analytics["total_attempts"]
    assert len(rows.replies.rows) == rows.analytics["total_replies"]
    assert rows.follow_ups.rows
    assert (rows.failures, rows.warnings, rows.gone) == ([], [], False)
    assert rows.campaign["id"] == campaign["id"]
    assert "leads" not in rows.campaign


def test_a_deleted_campaign_is_gone_after_one_request(world: Sandbox) -> None:
    http = sandbox_client(world)
    rows = connect(http, dialect="documented").campaign_rows({"id": "bl_nobody"})
    assert (rows.gone, rows.failures, http.requests_sent) == (True, [], 1)


def test_suppressions_and_snapshot_are_read(source: OutreachSource) -> None:
    assert {"email", "domain", "reason"} <= source.suppressions().rows[0].keys()
    assert source.snapshot()["total_campaigns"] == len(source.campaigns().rows)


def test_a_wrong_prefix_is_answered_with_both_prefixes(world: Sandbox) -> None:
    with pytest.raises(NotFound, match="/api/v1/backlink-outreach .*/api/backlink-outreach"):
        connect(client(f"{world.base_url}/api/elsewhere"))


def test_a_refused_token_ends_the_source_after_one_request(world: Sandbox) -> None:
    base_url = world.settings["BACKLINK_OUTREACH__BASE_URL"]
    http = client(base_url, token="expired")
    with pytest.raises(Refused, match="token has probably expired"):
        connect(http)
    assert http.requests_sent == 1
    with pytest.raises(Refused):
        connect(client(base_url, token="x"), dialect="documented").campaign_rows({"id": "c"})


def test_the_workspace_and_a_limit_are_sent() -> None:
    with serving({"GET /campaigns": []}) as server:
        connect(client(server.base_url), workspace_id="ws_7").campaigns()
    assert server.queries == ["GET /campaigns?workspace_id=ws_7&limit=1000000"]


def test_a_list_of_50_is_completed_from_the_export() -> None:
    answers = {
        **EMPTY,
        ONE: {**CAMPAIGN, "leads": leads(50)},
        f"{ONE}/analytics": {"total_leads": 50, "total_attempts": 0, "total_replies": 0},
        f"{ONE}/export/leads": leads_csv(73),
    }
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len({row["id"] for row in rows.leads.rows}) == len(rows.leads.rows) == 73
    assert rows.warnings == [
        'leads of campaign "Spring": list stops at 50 of 73; completed from the CSV export.'
    ]
    assert rows.leads.is_complete
    assert len(server.asked) == 6


def test_rows_of_the_export_can_be_read_by_the_models() -> None:
    export = csv(
        "website_title,id,website_url,contact_email,quality_score,status\n"
        "'=cmd|calc,l9,https://s9.example,Ada@S9.example,0.85,placed\n"
    )
    with serving({**EMPTY, f"{ONE}/analytics": {}, f"{ONE}/export/leads": export}) as server:
        (raw,) = documented(server.base_url).campaign_rows(CAMPAIGN).leads.rows
    lead = read_lead(raw, "c1", seen_at=AS_OF)
    assert isinstance(lead, LeadRow)
    assert (lead.title, lead.score, lead.email) == ("=cmd|calc", 0.85, "ada@s9.example")


def test_without_exports_a_list_of_exactly_100_is_doubted_but_kept() -> None:
    answers = {**EMPTY, f"{ONE}/attempts": [{"id": f"a{n}"} for n in range(100)]}
    answers[f"{ONE}/analytics"] = {"total_leads": 0, "total_replies": 0}
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.attempts.rows) == 100
    assert not rows.attempts.is_complete
    assert rows.warnings == [
        'attempts of campaign "Spring": exactly 100 rows, which may be a cut-off list.'
    ]
    assert rows.failures == []


def test_missing_exports_matter_to_nobody_when_a_count_is_missing_too() -> None:
    answers = {**EMPTY, ONE: {**CAMPAIGN, "leads": leads(7)}}
    del answers[f"{ONE}/analytics"]
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.leads.rows) == 7
    assert (rows.warnings, rows.failures, rows.analytics) == ([], [], {})


def test_a_count_above_the_list_is_shown_when_no_export_can_tell() -> None:
    answers = {**EMPTY, ONE: {**CAMPAIGN, "lead_count": 73, "leads": leads(20)}}
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert rows.leads.announced == 73
    assert rows.warnings == ['leads of campaign "Spring": only 20 of 73 could be read.']


def test_other_envelopes_are_accepted_with_a_warning() -> None:
    answers = {
        **EMPTY,
        ONE: {"data": {**CAMPAIGN, "leads": {"items": leads(2), "total": 2}}},
        f"{ONE}/attempts": {"attempts": [{"attempt_id": "a1"}], "total": 1},
        f"{ONE}/analytics": {"total_leads": 2, "total_attempts": 1, "total_replies": 0},
    }
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert (len(rows.leads.rows), len(rows.attempts.rows)) == (2, 1)
    assert len(rows.warnings) == 2
    assert rows.campaign["name"] == "Spring"
    assert rows.failures == []


def test_campaigns_under_their_name_with_ids_are_still_the_documented_dialect() -> None:
    with serving({"GET /campaigns": {"campaigns": [CAMPAIGN]}}) as server:
        source = connect(client(server.base_url))
    assert source.dialect == "documented"
    assert source.campaigns().rows == [CAMPAIGN]


def test_leads_alone_are_accepted_as_a_campaign() -> None:
    answers = {**EMPTY, ONE: leads(3), f"{ONE}/analytics": {"total_leads": 3}}
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.leads.rows) == 3


def test_a_campaign_without_leads_is_completed_from_a_leads_endpoint() -> None:
    answers = {
        **EMPTY,
        ONE: CAMPAIGN,
        f"{ONE}/leads": leads(3),
        f"{ONE}/analytics": {"total_leads": 3, "total_attempts": 0, "total_replies": 0},
    }
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.leads.rows) == 3
    assert (rows.failures, rows.warnings) == ([], [])


def test_a_campaign_whose_leads_are_nowhere_is_a_failure_and_not_an_empty_list() -> None:
    answers = {**EMPTY, ONE: CAMPAIGN, f"{ONE}/analytics": {"total_attempts": 0}}
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert [type(failure) for failure in rows.failures] == [BadEnvelope]
    assert rows.failures[0].message.startswith('leads of campaign "Spring"')


def test_an_export_that_is_a_sign_in_page_is_named_and_the_list_is_kept() -> None:
    answers = {
        **EMPTY,
        ONE: {**CAMPAIGN, "leads": leads(50)},
        f"{ONE}/export/leads": csv("<html>Sign in", "text/html"),
    }
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert len(rows.leads.rows) == 50
    assert [failure.reason for failure in rows.failures] == ["not_csv"]
    assert server.asked.count(f"{ONE}/export/leads") == 1
