"""Servers that fail in one place, redirect, throttle or refuse a parameter."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from data.errors import BadEnvelope, Refused, Rejected, ServerFault, Unreachable
from data.sources.backlink_outreach import OutreachSource, connect
from tests.sources.outreach_servers import (
    Turns,
    client,
    csv,
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
EXPORTS = ("leads", "attempts", "replies")


def leads(count: int) -> list[dict[str, Any]]:
    return [{"id": f"l{n}", "website_url": f"https://s{n}.example"} for n in range(count)]


def documented(base_url: str) -> OutreachSource:
    return connect(client(base_url), dialect="documented")


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (JSONResponse({"detail": "An internal error occurred"}, 500), ServerFault),
        (JSONResponse({"detail": "forbidden"}, 403), Refused),
        (JSONResponse({"oops": 1}), BadEnvelope),
    ],
)
def test_one_failing_endpoint_loses_nothing_else(broken: Response, expected: type) -> None:
    answers = {
        **EMPTY,
        ONE: {**CAMPAIGN, "leads": leads(2)},
        f"{ONE}/attempts": broken,
        f"{ONE}/export/attempts": csv("id,lead_id,status\na1,l1,sent\n"),
        f"{ONE}/replies": [{"id": "r1"}],
        f"{ONE}/analytics": {"total_leads": 2, "total_replies": 1},
    }
    with serving(answers) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert [type(failure) for failure in rows.failures] == [expected]
    assert 'ttempts of campaign "Spring": ' in rows.failures[0].message
    assert (len(rows.leads.rows), len(rows.replies.rows)) == (2, 1)
    assert [row["id"] for row in rows.attempts.rows] == ["a1"]


@pytest.mark.parametrize("campaign", [{}, {"id": None}, {"id": {}}, {"name": "Spring"}])
def test_a_campaign_without_an_id_is_a_failure_of_its_own(campaign: dict[str, Any]) -> None:
    with serving({}) as server:
        rows = documented(server.base_url).campaign_rows(campaign)
    assert [type(failure) for failure in rows.failures] == [BadEnvelope]
    assert server.asked == []


def test_a_campaign_name_in_a_message_is_one_short_line_without_addresses() -> None:
    name = "Ask ada@example.org\n" + "x" * 200
    with serving({ONE: {"id": "c1", "leads": []}}) as server:
        rows = documented(server.base_url).campaign_rows({"id": "c1", "name": name})
    for failure in rows.failures:
        assert "ada@" not in failure.message
        assert "\n" not in failure.message
        assert "x" * 80 not in failure.message
    assert len(rows.failures) == 3


def test_a_dead_host_is_given_up_after_three_parts() -> None:
    with serving({}) as server:
        base_url = server.base_url
    http = client(base_url)
    with pytest.raises(Unreachable):
        connect(http, dialect="documented").campaign_rows(CAMPAIGN)
    assert http.requests_sent == 5 + 1 + 1


def test_a_campaign_that_only_fails_costs_one_series() -> None:
    broken = PlainTextResponse("Internal Server Error", 500)
    parts = [*EMPTY, f"{ONE}/leads", *(f"{ONE}/export/{kind}" for kind in EXPORTS)]
    with serving({path: broken for path in parts}) as server:
        http = client(server.base_url)
        rows = connect(http, dialect="documented").campaign_rows(CAMPAIGN)
    assert http.requests_sent == 6 + 8
    assert {type(failure) for failure in rows.failures} == {ServerFault, BadEnvelope}


def test_figures_that_a_server_does_not_offer_are_no_failure() -> None:
    answers = {path: answer for path, answer in EMPTY.items() if "analytics" not in path}
    with serving(answers) as server:
        source = documented(server.base_url)
        assert source.campaign_rows(CAMPAIGN).failures == []
        assert source.snapshot() == {}
    assert source.not_offered == {
        "GET /campaigns/{campaign_id}/analytics",
        "GET /reporting/snapshot",
    }


def test_the_rows_of_another_campaign_are_not_taken() -> None:
    other = {"id": "c2", "leads": [{"id": "l1", "website_url": "https://a.example"}]}
    with serving({**EMPTY, ONE: other}) as server:
        rows = documented(server.base_url).campaign_rows(CAMPAIGN)
    assert rows.campaign == {} and rows.leads.rows == []
    assert isinstance(rows.failures[0], BadEnvelope)


def test_a_server_that_refuses_the_limit_is_asked_again_without_and_remembered() -> None:
    refusal = {"detail": [{"loc": ["query", "limit"], "msg": "too large", "type": "x"}]}

    def attempts(request: Any) -> Response:
        return JSONResponse(refusal, 422) if "limit" in request.query_params else JSONResponse([])

    with serving({**EMPTY, f"{ONE}/attempts": attempts}) as server:
        source = documented(server.base_url)
        assert source.campaign_rows(CAMPAIGN).failures == []
        assert source.campaign_rows(CAMPAIGN).failures == []
    assert server.asked.count(f"{ONE}/attempts") == 3


def test_paths_that_end_in_a_slash_are_found_behind_their_redirect() -> None:
    answers = {
        "GET /campaigns": RedirectResponse("/campaigns/", 307),
        "GET /campaigns/": [CAMPAIGN],
    }
    with serving(answers) as server:
        source = connect(client(server.base_url))
        assert source.campaigns().rows == [CAMPAIGN]
        assert source.campaigns().rows == [CAMPAIGN]
    assert server.asked == [
        "GET /campaigns",
        "GET /campaigns/",
        "GET /campaigns/",
    ]


def test_a_redirect_elsewhere_is_not_followed() -> None:
    elsewhere = RedirectResponse("https://other.example/", 302)
    with serving({"GET /campaigns": elsewhere}) as server, pytest.raises(Rejected) as caught:
        connect(client(server.base_url))
    assert caught.value.reason == "unexpected_redirect"


def test_a_429_waits_as_long_as_its_body_says() -> None:
    turns = Turns(JSONResponse({"detail": "Too many requests", "retry_after": 60}, 429), [])
    with serving({"GET /campaigns": turns}) as server:
        http = client(server.base_url)
        connect(http)
    assert 60 <= http.clock.monotonic() <= 61


def test_ids_are_not_part_of_what_is_recorded() -> None:
    records: list[Any] = []
    with serving(EMPTY) as server:
        http = client(server.base_url, records=records)
        connect(http, dialect="documented").campaign_rows(CAMPAIGN)
    assert {record.endpoint for record in records} >= {
        "GET /campaigns/{campaign_id}",
        "GET /campaigns/{campaign_id}/attempts",
    }
