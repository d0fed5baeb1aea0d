"""What the documented dialect changes and writes, and what becomes of its refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse

from data.errors import NotFound, Rejected, ServerFault
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import OutreachSource, connect
from data.sources.outreach_answers import NewLead, OutgoingMail, PolicyQuestion
from tests.sources.outreach_servers import (
    Turns,
    client,
    sandbox,
    sandbox_client,
    serving,
)

MAIL = OutgoingMail("c1", "l1", "Hello", "Would you…", "me@agency.example", "key-00000001")


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with sandbox("documented") as running:
        yield running


@pytest.fixture
def source(world: Sandbox) -> OutreachSource:
    return connect(sandbox_client(world))


def documented(base_url: str) -> OutreachSource:
    return connect(client(base_url), dialect="documented")


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
