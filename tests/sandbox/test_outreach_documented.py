"""The documented dialect over real HTTP: paths, status codes, bodies and names of the reference."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

import pytest
import requests

from data.sandbox.outreach_cases import Case
from data.sandbox.outreach_scripts import Script
from tests.sandbox.outreach_serving import AS_OF, Caller, serving


@pytest.fixture(scope="module")
def shared() -> Iterator[Caller]:
    """For calls that change nothing that another test looks at."""
    with serving() as caller:
        yield caller


def test_no_token_a_wrong_one_and_another_scheme_are_all_not_authenticated(shared: Caller) -> None:
    url = f"{shared.base_url}/api/v1/backlink-outreach/campaigns"
    for authorization in (None, "Bearer wrong", f"Basic {shared.options.token}"):
        answer = requests.get(url, headers={"Authorization": authorization}, timeout=5)
        assert answer.status_code == 401
        assert answer.json() == {"detail": "Not authenticated"}


def test_the_other_prefix_is_unknown(shared: Caller) -> None:
    answer = requests.get(f"{shared.base_url}/api/backlink-outreach/campaigns", timeout=5)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


def test_campaigns_are_a_bare_array_of_the_user_s_workspace(shared: Caller) -> None:
    own = shared.get("/campaigns")
    assert len(own) == 10
    assert list(own[0]) == [
        "id", "user_id", "name", "description", "keywords", "created_at", "updated_at",
    ]  # fmt: skip
    assert shared.get("/campaigns", workspace_id=shared.world.user_id) == own
    partner = shared.get("/campaigns", workspace_id="ws_partner_agencies")
    assert [row["id"] for row in partner] == [shared.world.scripts[Script.SECOND_WORKSPACE]]
    assert shared.get("/campaigns", workspace_id="ws_nobody") == []


def test_a_campaign_is_read_with_all_its_leads(shared: Caller) -> None:
    campaign = shared.get(f"/campaigns/{shared.world.scripts[Script.CAPPED_LIST]}")
    assert len(campaign["leads"]) == 51
    assert list(campaign["leads"][0]) == [
        "id", "campaign_id", "website_url", "website_title", "contact_email", "quality_score",
        "relevance_score", "guest_post_likelihood", "source", "status", "created_at",
    ]  # fmt: skip


def test_lists_are_complete_and_carry_the_documented_names(shared: Caller) -> None:
    one = shared.world.scripts[Script.CAPPED_LIST]
    attempts = shared.get(f"/campaigns/{one}/attempts")
    assert len(attempts) == 51
    assert list(attempts[0]) == [
        "id", "user_id", "lead_id", "campaign_id", "recipient_email", "subject", "body",
        "legal_basis", "message_id", "status", "sent_at", "created_at",
    ]  # fmt: skip
    replies = shared.get(f"/campaigns/{one}/replies")
    assert list(replies[0]) == [
        "id", "campaign_id", "attempt_id", "from_email", "subject", "body", "received_at",
        "classification",
    ]  # fmt: skip
    follow_ups = shared.get(f"/campaigns/{shared.own_campaign()}/follow-ups")
    assert list(follow_ups[0]) == [
        "id", "campaign_id", "attempt_id", "status", "scheduled_at", "sent_at",
    ]  # fmt: skip
    assert {row["status"] for row in follow_ups} <= {"scheduled", "sent", "cancelled"}


def test_times_are_utc_with_z(shared: Caller) -> None:
    for row in shared.get("/campaigns"):
        assert datetime.strptime(row["created_at"], "%Y-%m-%dT%H:%M:%SZ") <= AS_OF


def test_both_replies_of_the_absent_editor_are_kept(shared: Caller) -> None:
    where = shared.world.cases[Case.ABSENT_THEN_YES]
    attempts = shared.get(f"/campaigns/{where.campaign_id}/attempts")
    theirs = {row["id"] for row in attempts if row["lead_id"] == where.lead_id}
    replies = shared.get(f"/campaigns/{where.campaign_id}/replies")
    kinds = [row["classification"] for row in replies if row["attempt_id"] in theirs]
    assert kinds == ["interested", "out_of_office"]
    assert sum(row["attempt_id"] == "" for row in replies) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/campaigns/bl_none"),
        ("DELETE", "/campaigns/bl_none"),
        ("GET", "/campaigns/bl_none/attempts"),
        ("GET", "/campaigns/bl_none/follow-ups"),
        ("GET", "/campaigns/bl_none/replies"),
        ("GET", "/campaigns/bl_none/analytics"),
        ("GET", "/campaigns/bl_none/export/leads"),
        ("GET", "/emails/templates/tpl_none"),
        ("DELETE", "/emails/templates/tpl_none"),
    ],
)
def test_what_does_not_exist_is_a_resource_not_found(
    shared: Caller, method: str, path: str
) -> None:
    answer = shared(method, path)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Resource not found"})


@pytest.mark.parametrize(
    ("method", "path", "body", "loc"),
    [
        ("POST", "/campaigns", {"description": "no name"}, ["body", "name"]),
        ("POST", "/emails/generate", {"topic": "x", "tone": "rude"}, ["body", "tone"]),
        ("POST", "/policy/validate", {"recipient_email": "a@b.example"}, ["body", "sender_email"]),
        ("POST", "/suppression", {}, ["body", "email"]),
    ],
)
def test_a_bad_body_is_answered_with_a_list_of_faults(
    shared: Caller, method: str, path: str, body: object, loc: list[str]
) -> None:
    answer = shared(method, path, json=body)
    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["detail"]] == [loc]
    assert {"type", "loc", "msg", "input"} <= set(answer.json()["detail"][0])


def test_a_missing_and_an_unreadable_body_are_faults_too(shared: Caller) -> None:
    assert shared("POST", "/campaigns").json()["detail"][0]["type"] == "missing"
    answer = shared("POST", "/campaigns", data="{not json")
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["type"] == "json_invalid"


def test_an_unknown_method_is_not_allowed_and_a_slash_is_redirected(shared: Caller) -> None:
    answer = shared("PUT", "/campaigns")
    assert (answer.status_code, answer.json()) == (405, {"detail": "Method Not Allowed"})
    slash = shared("GET", "/campaigns/", allow_redirects=False)
    assert slash.status_code == 307
    assert slash.headers["location"].endswith("/backlink-outreach/campaigns")


def test_analytics_count_what_the_lists_hold(shared: Caller) -> None:
    one = shared.own_campaign()
    figures = shared.get(f"/campaigns/{one}/analytics", days=400)
    attempts = shared.get(f"/campaigns/{one}/attempts")
    sent = [row for row in attempts if row["status"] == "sent"]
    replies = shared.get(f"/campaigns/{one}/replies")
    placed = figures["leads_by_status"].get("placed", 0)
    assert figures["total_leads"] == len(shared.get(f"/campaigns/{one}")["leads"])
    assert sum(figures["leads_by_status"].values()) == figures["total_leads"]
    assert (figures["total_attempts"], figures["total_replies"]) == (len(attempts), len(replies))
    assert figures["response_rate"] == round(len(replies) / len(sent), 4)
    assert figures["placement_rate"] == round(placed / len({r["lead_id"] for r in sent}), 4)
    assert sum(day["count"] for day in figures["daily_send_volume"]) == len(sent)
    assert len(shared.get(f"/campaigns/{one}/analytics")["daily_send_volume"]) == 30


def test_a_campaign_without_sends_has_rates_of_zero(shared: Caller) -> None:
    figures = shared.get(f"/campaigns/{shared.world.scripts[Script.NO_SENDS]}/analytics")
    assert (figures["response_rate"], figures["placement_rate"]) == (0.0, 0.0)
    assert figures["leads_by_status"] == {"discovered": 12}


def test_the_snapshot_adds_up_all_campaigns(shared: Caller) -> None:
    snapshot = shared.get("/reporting/snapshot")
    ids = [row["id"] for row in shared.get("/campaigns")]
    replies = sum(len(shared.get(f"/campaigns/{one}/replies")) for one in ids)
    assert (snapshot["total_campaigns"], snapshot["total_replies"]) == (10, replies)
    assert snapshot["overall_response_rate"] == round(replies / snapshot["total_sends"], 4)


@pytest.mark.parametrize("what", ["leads", "attempts", "replies"])
def test_exports_are_complete_downloads(shared: Caller, what: str) -> None:
    one = shared.world.cases[Case.FORMULA].campaign_id
    answer = shared("GET", f"/campaigns/{one}/export/{what}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f"attachment; filename={what}_{one}.csv"
    listed = (
        shared.get(f"/campaigns/{one}")["leads"]
        if what == "leads"
        else shared.get(f"/campaigns/{one}/{what}")
    )
    exported = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert [row["id"] for row in exported] == [row["id"] for row in listed]


def test_cells_that_a_spreadsheet_would_run_carry_an_apostrophe(shared: Caller) -> None:
    one = shared.world.cases[Case.FORMULA].campaign_id
    assert ",'=cmd|calc," in shared("GET", f"/campaigns/{one}/export/leads").text
    assert ",'+Quick question," in shared("GET", f"/campaigns/{one}/export/attempts").text


def test_the_limiter_comes_before_the_token() -> None:
    with serving(outreach_requests_per_minute=9) as api:
        url = f"{api.base_url}/api/v1/backlink-outreach/campaigns"
        answers = [requests.get(url, timeout=5) for _ in range(11)]
        assert [one.status_code for one in answers] == [401] * 10 + [429]
        assert answers[-1].json() == {"detail": "Too many requests", "retry_after": 60}
