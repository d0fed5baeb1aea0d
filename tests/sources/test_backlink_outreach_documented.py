"""The documented dialect: the sandbox first, then servers that read the document differently."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from data.errors import BadEnvelope, NotFound, Refused, Rejected, ServerFault, Unreachable
from data.models import LeadRow, read_lead
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import CampaignRows, OutreachSource, connect
from data.sources.outreach_answers import NewLead, OutgoingMail, PolicyQuestion
from tests.sources.outreach_servers import (
    AS_OF,
    Turns,
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
MAIL = OutgoingMail("c1", "l1", "Hello", "Would you…", "me@agency.example", "key-00000001")


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


def test_campaigns_and_leads_are_created_moved_and_deleted(source: OutreachSource) -> None:
    campaign = source.create_campaign("Autumn", description="Leaves", keywords=["rakes"])
    one = campaign["id"]
    first = source.add_lead(one, NewLead("https://a.example", quality_score=0.5, notes="ours"))
    assert first["quality_score"] == 0.5
    added = source.add_leads(
        one,
        [NewLead("https://a.example"), NewLead("https://b.example"), NewLead("", quality_score=7)],
    )
    assert (added.added, added.skipped, len(added.failed)) == (1, 1, 1)
    assert source.set_lead_status(one, first["id"], "lost")["status"] == "lost"
    moved = source.set_lead_statuses(one, [first["id"], "l3"], "placed")
    assert (moved.updated, moved.failed, moved.is_consistent) == (1, ("l3",), True)
    assert moved.message == "1 of 2 not updated: l3"
    source.delete_campaign(one)
    assert source.campaign_rows(campaign).gone
    with pytest.raises(NotFound):
        source.delete_campaign(one)


def test_discovery_saves_only_when_asked(source: OutreachSource) -> None:
    campaign = source.create_campaign("Discovery")
    found = source.discover("garden tools", max_results=5)
    assert (len(found.results), found.saved) == (5, None)
    kept = source.discover("garden tools", campaign_id=campaign["id"], max_results=5, save=True)
    assert (kept.saved, kept.save_failed) == (5, 0)
    assert len(source.campaign_rows(campaign).leads.rows) == 5


def test_mail_texts_and_templates_are_written(source: OutreachSource) -> None:
    template = source.create_template("T", "Hi {name}", "About {topic}", category="outreach")
    one = template["id"]
    assert source.template(one)["subject"] == "Hi {name}"
    assert one in [row["id"] for row in source.templates().rows]
    text = source.generate_mail("link building", tone="friendly", template_id=one)
    assert text.subject and text.body
    assert source.personalize_mail(text.body, lead_name="Ada", content_topic="SEO").body
    assert source.suggest_subjects("link building", tone="formal")
    assert source.write_follow_up(text.subject, text.body, tone="casual").body
    source.delete_template(one)
    with pytest.raises(NotFound):
        source.template(one)


def test_a_suppressed_address_is_not_written_to(source: OutreachSource) -> None:
    campaign = source.create_campaign("Suppressed")
    lead = source.add_lead(
        campaign["id"], NewLead("https://z.example", contact_email="z@z.example")
    )
    mail = OutgoingMail(campaign["id"], lead["id"], "Hello", "Text", "me@a.example", "key-00000002")
    question = PolicyQuestion("z@z.example", "me@a.example", subject="Hello")
    assert source.validate(question).is_allowed
    sent = source.send(mail)
    assert (sent.is_sent, sent.message) == (True, None)
    assert sent.attempt_id == sent.attempt["id"]
    assert source.suppress("z@z.example", reason="asked")["email"] == "z@z.example"
    decision = source.validate(question)
    assert (decision.is_allowed, len(decision.reasons)) == (False, 1)
    assert decision.limits and decision.counts
    refused = source.send(mail)
    assert (refused.is_sent, refused.status, refused.reasons) == (
        False,
        "blocked",
        decision.reasons,
    )


def test_the_mailbox_is_polled(source: OutreachSource) -> None:
    assert source.poll_replies().failed == 0


def test_what_the_dialect_lacks_is_refused_without_a_request(world: Sandbox) -> None:
    http = sandbox_client(world)
    source = connect(http, dialect="documented")
    calls = {
        "audit_log": lambda: source.audit_log(),
        "quick_discover": lambda: source.quick_discover("seo"),
        "schedule_follow_up": lambda: source.schedule_follow_up("c", "a", "2026-11-20", "", ""),
        "server_facts": lambda: source.server_facts("modules"),
    }
    assert calls.keys() == source.missing
    for call in calls.values():
        with pytest.raises(Rejected) as caught:
            call()
        assert caught.value.reason == "not_offered"
    assert http.requests_sent == 0


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
    assert rows.warnings == []
    (failure,) = rows.failures
    assert failure.message.startswith('Analytics of campaign "Spring": ')


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


def test_a_campaign_name_in_a_message_is_one_short_line_without_addresses() -> None:
    name = "Ask ada@example.org\n" + "x" * 200
    with serving({ONE: {"id": "c1", "leads": []}}) as server:
        rows = documented(server.base_url).campaign_rows({"id": "c1", "name": name})
    for failure in rows.failures:
        assert "ada@" not in failure.message
        assert "\n" not in failure.message
        assert "x" * 80 not in failure.message
    assert len(rows.failures) == 4


def test_a_dead_host_is_given_up_after_three_parts() -> None:
    with serving({}) as server:
        base_url = server.base_url
    http = client(base_url)
    with pytest.raises(Unreachable):
        connect(http, dialect="documented").campaign_rows(CAMPAIGN)
    assert http.requests_sent == 15


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


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"detail": "plain words"}, "plain words"),
        (
            {"detail": [{"loc": ["body", "name"], "msg": "Field required"}]},
            "body.name Field required",
        ),
        ({"detail": {"message": "unknown", "lead_ids": ["l1", "l2"]}}, "unknown: l1, l2"),
    ],
)
def test_all_three_forms_of_detail_are_shown(answer: dict[str, Any], said: str) -> None:
    refusal = JSONResponse(answer, 422)
    with serving({"POST /campaigns": refusal}) as server, pytest.raises(Rejected) as caught:
        documented(server.base_url).create_campaign("x")
    assert said in caught.value.message


def test_a_policy_refusal_is_shown_and_never_repeated() -> None:
    refusal = {"detail": "Policy validation failed", "reason": "suppressed"}
    with serving({"POST /outreach/send": JSONResponse(refusal, 403)}) as server:
        result = documented(server.base_url).send(MAIL)
    assert (result.is_sent, result.message) == (False, "Not sent (blocked): suppressed")
    assert len(server.asked) == 1


def test_a_policy_refusal_in_words_is_shown_too() -> None:
    refusal = {"detail": "Policy validation failed", "reason": "Daily cap of 100 reached"}
    with serving({"POST /outreach/send": JSONResponse(refusal, 403)}) as server:
        result = documented(server.base_url).send(MAIL)
    assert "Daily cap of 100 reached" in str(result.message)


def test_a_failed_delivery_is_a_result_and_never_repeated() -> None:
    fault = JSONResponse({"detail": "An internal error occurred"}, 500)
    with serving({"POST /outreach/send": fault}) as server:
        result = documented(server.base_url).send(MAIL)
    assert (result.status, result.is_sent, len(server.asked)) == ("failed", False, 1)


def test_a_gateway_fault_while_sending_leaves_the_outcome_open() -> None:
    fault = PlainTextResponse("bad gateway", 502)
    with serving({"POST /outreach/send": fault}) as server, pytest.raises(ServerFault):
        documented(server.base_url).send(MAIL)
    assert len(server.asked) == 1


def test_counts_that_do_not_add_up_are_not_believed() -> None:
    path = "PATCH /campaigns/c1/leads/bulk-status"
    with serving({path: {"updated": 3, "failed": ["l3"]}}) as server:
        result = documented(server.base_url).set_lead_statuses("c1", ["l1", "l2", "l3"], "placed")
    assert not result.is_consistent
    assert "must be read again" in str(result.message)


def test_suppressing_is_repeated_until_it_is_known_to_stand() -> None:
    turns = Turns(PlainTextResponse("x", 503), JSONResponse({"email": "a@b.example"}, 201))
    with serving({"POST /suppression": turns}) as server:
        row = documented(server.base_url).suppress("a@b.example")
    assert row == {"email": "a@b.example"}
    assert len(server.asked) == 2


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
