"""The ALwrity dialect over real HTTP: envelopes, caps and the quirks that were observed."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

import pytest
import requests

from data.sandbox.outreach_cases import Case
from data.sandbox.outreach_scripts import Script
from tests.sandbox.outreach_serving import Caller, serving


@pytest.fixture(scope="module")
def shared() -> Iterator[Caller]:
    """For calls that change nothing that another test looks at."""
    with serving(outreach_dialect="alwrity") as caller:
        yield caller


def downloaded(api: Caller, path: str) -> list[dict[str, str]]:
    text = api("GET", path).content.decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_missing_and_a_wrong_token_are_told_apart(shared: Caller) -> None:
    url = f"{shared.base_url}/api/backlink-outreach/campaigns"
    none = requests.get(url, timeout=5)
    wrong = requests.get(url, headers={"Authorization": "Bearer wrong"}, timeout=5)
    assert (none.status_code, none.json()) == (401, {"detail": "Not authenticated"})
    assert (wrong.status_code, wrong.json()) == (401, {"detail": "Authentication failed"})
    assert none.headers["www-authenticate"] == wrong.headers["www-authenticate"] == "Bearer"


def test_the_documented_prefix_is_unknown(shared: Caller) -> None:
    answer = requests.get(f"{shared.base_url}/api/v1/backlink-outreach/campaigns", timeout=5)
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


def test_campaigns_come_in_an_envelope_for_one_workspace(shared: Caller) -> None:
    rows = shared.get("/campaigns")["campaigns"]
    assert len(rows) == 10
    assert list(rows[0]) == ["campaign_id", "name", "status", "created_at"]
    assert {row["status"] for row in rows} == {"drafted"}
    assert len(shared.get("/campaigns", limit=3)["campaigns"]) == 3
    partner = shared.get("/campaigns", workspace_id="ws_partner_agencies")["campaigns"]
    assert [row["campaign_id"] for row in partner] == [
        shared.world.scripts[Script.SECOND_WORKSPACE]
    ]


def test_lists_end_at_fifty_and_call_that_the_total(shared: Caller) -> None:
    one = shared.world.scripts[Script.CAPPED_LIST]
    answer = shared.get(f"/campaigns/{one}/attempts")
    assert (len(answer["attempts"]), answer["total"]) == (50, 50)
    for limit, length in ((1_000_000, 51), (-1, 51), (0, 0), (7, 7)):
        answer = shared.get(f"/campaigns/{one}/attempts", limit=limit, offset=3, page=2)
        assert (len(answer["attempts"]), answer["total"]) == (length, length)
    campaign = shared.get(f"/campaigns/{one}", limit=1_000_000)
    assert (campaign["lead_count"], len(campaign["leads"])) == (51, 50)
    leads = shared.get(f"/campaigns/{one}/leads", limit=1_000_000)
    assert (leads["total"], len(leads["leads"])) == (50, 50)
    assert len(downloaded(shared, f"/campaigns/{one}/export/leads")) == 51


def test_leads_can_be_asked_for_by_status_in_this_server_s_words(shared: Caller) -> None:
    one = shared.own_campaign()
    gone = shared.get(f"/campaigns/{one}/leads", status="unsubscribed")["leads"]
    assert {row["status"] for row in gone} == {"unsubscribed"}
    assert shared.get(f"/campaigns/{one}/leads", status="lost") == {"leads": [], "total": 0}


def test_objects_carry_exactly_the_observed_names(shared: Caller) -> None:
    one = shared.own_campaign()
    lead = shared.get(f"/campaigns/{one}/leads")["leads"][0]
    assert list(lead) == [
        "lead_id", "campaign_id", "url", "domain", "page_title", "snippet", "email",
        "confidence_score", "discovery_source", "status", "notes", "created_at",
    ]  # fmt: skip
    attempt = shared.get(f"/campaigns/{one}/attempts")["attempts"][0]
    assert list(attempt) == [
        "attempt_id", "lead_id", "campaign_id", "idempotency_key", "sender_email", "subject",
        "status", "decision_reason", "sent_at", "created_at",
    ]  # fmt: skip
    reply = shared.get(f"/campaigns/{one}/replies")["replies"][0]
    assert list(reply) == [
        "reply_id", "attempt_id", "from_email", "subject", "received_at", "classification", "body",
    ]  # fmt: skip
    follow_ups = shared.get(f"/campaigns/{one}/followups")["followups"]
    assert list(follow_ups[0]) == [
        "schedule_id", "attempt_id", "subject", "scheduled_for", "sent",
    ]  # fmt: skip
    assert not any(row["sent"] for row in follow_ups)
    suppressed = shared.get("/suppression")["suppressed"][0]
    assert list(suppressed) == ["id", "email", "domain", "reason", "created_at"]
    log = shared.get("/audit-logs", limit=1)["logs"][0]
    assert list(log) == [
        "id", "event", "recipient", "allowed", "reasons", "override", "created_at",
    ]  # fmt: skip


def test_times_are_naive_with_a_fraction_only_where_there_is_one(shared: Caller) -> None:
    one = shared.own_campaign()
    sent = [row["sent_at"] for row in shared.get(f"/campaigns/{one}/attempts")["attempts"]]
    assert all(datetime.fromisoformat(at).tzinfo is None for at in sent if at)
    assert any("." in at for at in sent if at)
    due = [row["scheduled_for"] for row in shared.get(f"/campaigns/{one}/followups")["followups"]]
    assert not any("." in at for at in due)


def test_the_second_reply_under_one_subject_is_lost(shared: Caller) -> None:
    where = shared.world.cases[Case.ABSENT_THEN_YES]
    attempts = shared.get(f"/campaigns/{where.campaign_id}/attempts", limit=-1)["attempts"]
    theirs = {row["attempt_id"] for row in attempts if row["lead_id"] == where.lead_id}
    replies = shared.get(f"/campaigns/{where.campaign_id}/replies", limit=-1)["replies"]
    kinds = [row["classification"] for row in replies if row["attempt_id"] in theirs]
    assert kinds == ["out_of_office"]


def test_a_reply_without_an_attempt_is_shown_nowhere(shared: Caller) -> None:
    one = shared.world.cases[Case.REPLY_FROM_A_COLLEAGUE].campaign_id
    replies = shared.get(f"/campaigns/{one}/replies", limit=-1)["replies"]
    exported = downloaded(shared, f"/campaigns/{one}/export/replies")
    assert all(row["attempt_id"] for row in replies)
    assert [row["reply_id"] for row in exported] == [row["reply_id"] for row in replies]


@pytest.mark.parametrize(
    ("what", "header"),
    [
        (
            "leads",
            "lead_id,campaign_id,domain,page_title,email,status,discovery_source,created_at",
        ),
        (
            "attempts",
            "attempt_id,lead_id,campaign_id,sender_email,subject,status,sent_at,created_at",
        ),
        ("replies", "reply_id,attempt_id,from_email,subject,classification,received_at"),
    ],
)
def test_exports_have_the_exact_header_even_when_empty(
    shared: Caller, what: str, header: str
) -> None:
    full = shared("GET", f"/campaigns/{shared.own_campaign()}/export/{what}")
    assert full.content.decode().splitlines()[0] == header
    empty = shared("GET", f"/campaigns/bl_none/export/{what}")
    assert (empty.status_code, empty.content.decode()) == (200, header + "\r\n")
    assert empty.headers["content-type"] == "text/csv; charset=utf-8"
    assert empty.headers["content-disposition"] == f"attachment; filename={what}_bl_none.csv"


def test_cells_that_a_spreadsheet_would_run_carry_an_apostrophe(shared: Caller) -> None:
    one = shared.world.cases[Case.FORMULA].campaign_id
    assert "'=cmd|calc" in [
        r["page_title"] for r in downloaded(shared, f"/campaigns/{one}/export/leads")
    ]
    assert "'+Quick question" in [
        r["subject"] for r in downloaded(shared, f"/campaigns/{one}/export/attempts")
    ]


def test_analytics_see_fifty_attempts_only(shared: Caller) -> None:
    """The observed example: 56 attempts, 38 sent, 18 replies; 0.4737 becomes 0.5294."""
    one = shared.world.scripts[Script.SECOND_WORKSPACE]
    attempts = shared.get(f"/campaigns/{one}/attempts", limit=-1)["attempts"]
    replies = shared.get(f"/campaigns/{one}/replies", limit=-1)["replies"]
    assert (len(attempts), sum(r["status"] == "sent" for r in attempts), len(replies)) == (
        56, 38, 18,
    )  # fmt: skip
    figures = shared.get(f"/campaigns/{one}/analytics", days=1)
    assert (figures["send_volume"], figures["reply_count"]) == (34, 18)
    assert figures["response_rate"] == 0.5294
    assert figures["placement_rate"] == round(4 / 56, 4)
    assert figures["reply_classification"] == {"replied": 18}


def test_reporting_leaves_other_workspaces_out_but_counts_their_decisions(shared: Caller) -> None:
    report = shared.get("/reporting")
    ids = [row["campaign_id"] for row in shared.get("/campaigns")["campaigns"]]
    attempts = [shared.get(f"/campaigns/{one}/attempts", limit=-1)["attempts"] for one in ids]
    sent = sum(row["status"] == "sent" for rows in attempts for row in rows)
    assert report["send_volume"] == sent
    assert report["decision_events"] == sum(map(len, attempts)) + 56


def test_volume_has_days_with_sends_only_and_bounds_its_window(shared: Caller) -> None:
    one = shared.own_campaign()
    volume = shared.get(f"/campaigns/{one}/analytics/volume", days=365)
    assert volume["days"] == 365
    dates = [row["date"] for row in volume["volume"]]
    assert dates == sorted(dates)
    assert all(row["count"] > 0 for row in volume["volume"])
    for days in (0, 366, "soon"):
        answer = shared("GET", f"/campaigns/{one}/analytics/volume", params={"days": days})
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"] == ["query", "days"]


def test_the_funnel_is_alphabetical_and_counts_every_lead(shared: Caller) -> None:
    one = shared.own_campaign()
    stages = shared.get(f"/campaigns/{one}/analytics/funnel")["stages"]
    names = [row["status"] for row in stages]
    assert names == sorted(names)
    assert "lost" not in names
    total = shared.get(f"/campaigns/{one}")["lead_count"]
    assert sum(row["count"] for row in stages) == total


def test_an_unknown_campaign_is_missing_in_two_places_and_empty_elsewhere(shared: Caller) -> None:
    for path in ("", "/analytics"):
        answer = shared("GET", f"/campaigns/bl_none{path}")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Campaign not found"})
    assert shared.get("/campaigns/bl_none/leads") == {"leads": [], "total": 0}
    assert shared.get("/campaigns/bl_none/attempts") == {"attempts": [], "total": 0}
    assert shared.get("/campaigns/bl_none/replies") == {"replies": [], "total": 0}
    assert shared.get("/campaigns/bl_none/followups") == {"followups": [], "total": 0}
    assert shared.get("/campaigns/bl_none/analytics/volume")["volume"] == []
    assert shared.get("/campaigns/bl_none/analytics/funnel")["stages"] == []


def test_documented_calls_that_do_not_exist_here(shared: Caller) -> None:
    one = shared.own_campaign()
    delete = shared("DELETE", f"/campaigns/{one}")
    assert (delete.status_code, delete.headers["allow"]) == (405, "GET")
    assert delete.json() == {"detail": "Method Not Allowed"}
    for method, path in (
        ("POST", f"/campaigns/{one}/leads/bulk"),
        ("POST", "/outreach/send"),
        ("GET", "/reporting/snapshot"),
        ("GET", f"/campaigns/{one}/follow-ups"),
    ):
        assert shared(method, path, json=[]).status_code == 404


def test_a_trailing_slash_is_redirected(shared: Caller) -> None:
    answer = shared("GET", "/campaigns/", allow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/backlink-outreach/campaigns")


def test_the_limiter_always_says_sixty_seconds() -> None:
    with serving(outreach_dialect="alwrity", outreach_requests_per_minute=180) as api:
        statuses = [api("GET", "/nothing").status_code for _ in range(200)]
        assert set(statuses) == {404}
        refused = api("GET", "/campaigns")
        assert refused.status_code == 429
        assert refused.json() == {"detail": "Too many requests", "retry_after": 60}
        assert "retry-after" not in refused.headers


def test_the_first_call_can_be_made_slow() -> None:
    with serving(outreach_dialect="alwrity", first_call_seconds=0.5) as api:
        first, second = (api("GET", "/campaigns").elapsed.total_seconds() for _ in range(2))
        assert first > 0.5 > second
