"""What the ALwrity dialect changes and writes; its send always answers 200."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from data.errors import NotFound, Rejected, ServerFault, Unreachable
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import OutreachSource, connect
from data.sources.outreach_answers import NewLead, OutgoingMail, PolicyQuestion
from tests.sources.outreach_servers import (
    client,
    sandbox,
    sandbox_client,
    serving,
)

MAIL = OutgoingMail("bl_1", "l1", "Hello", "Would you…", "me@agency.example", "key-00000001")
COMPLIANT = {
    "legal_basis": "legitimate_interest",
    "contact_discovery_source": "public site",
    "recipient_region": "us",
    "recipient_region_source": "site",
    "consent_status": "not_required",
    "approved_by_human": True,
    "unsubscribe_url": "https://agency.example/stop",
    "sender_identity": {
        "name": "Ada",
        "email": "me@agency.example",
        "organization": "Agency",
        "physical_mailing_address": "1 Road",
    },
}


@pytest.fixture(scope="module")
def world() -> Iterator[Sandbox]:
    with sandbox("alwrity") as running:
        yield running


@pytest.fixture
def source(world: Sandbox) -> OutreachSource:
    return connect(sandbox_client(world))


@pytest.fixture
def own(world: Sandbox) -> OutreachSource:
    return connect(sandbox_client(world), workspace_id=world.app.state.outreach.user_id)


def alwrity(base_url: str) -> OutreachSource:
    return connect(client(base_url), dialect="alwrity", workspace_id="ws_7")


def large_campaign(source: OutreachSource) -> dict[str, Any]:
    """A campaign whose leads exceed what a list shows."""
    return next(
        row
        for row in source.campaigns().rows
        if source.campaign_rows(row).campaign["lead_count"] > 100
    )


def test_a_workspace_is_needed_where_the_server_wants_one(source: OutreachSource) -> None:
    with pytest.raises(Rejected, match="BACKLINK_OUTREACH__WORKSPACE_ID"):
        source.create_campaign("Autumn")


def test_leads_are_added_and_moved(own: OutreachSource) -> None:
    campaign = own.create_campaign("Autumn")["campaign_id"]
    lead = own.add_lead(campaign, NewLead("https://A.example/x", quality_score=0.4, notes="n"))
    assert (lead["domain"], lead["confidence_score"], lead["notes"]) == ("a.example", 0.4, "n")
    again = own.add_lead(campaign, NewLead("https://A.example/x"))
    assert again["lead_id"] == lead["lead_id"]
    moved = own.set_lead_status(campaign, lead["lead_id"], "placed", notes="live")
    assert (moved["status"], moved["notes"]) == ("placed", "live")
    with pytest.raises(NotFound):
        own.set_lead_status("bl_other", lead["lead_id"], "placed")
    assert own.set_lead_statuses(campaign, [lead["lead_id"]], "bounced").message is None


def test_one_unknown_id_stops_the_whole_bulk_call_and_is_named(own: OutreachSource) -> None:
    campaign = own.create_campaign("Bulk")["campaign_id"]
    lead = own.add_lead(campaign, NewLead("https://b.example"))["lead_id"]
    result = own.set_lead_statuses(campaign, [lead, "bl_x", "bl_y"], "placed")
    assert (result.updated, result.unknown, result.is_consistent) == (0, ("bl_x", "bl_y"), True)
    assert result.message == ("None of 3 updated: the server refused bl_x, bl_y. Leave these out.")


def test_foreign_ids_stop_the_bulk_call_as_well() -> None:
    detail = {"message": "Leads do not belong to the current user", "lead_ids": ["bl_x"]}
    with serving({"POST /leads/bulk-status": JSONResponse({"detail": detail}, 403)}) as server:
        result = alwrity(server.base_url).set_lead_statuses("bl_1", ["bl_x", "bl_y"], "placed")
    assert result.unknown == ("bl_x",)


def test_lost_is_never_translated(world: Sandbox) -> None:
    http = sandbox_client(world)
    source = connect(http, dialect="alwrity")
    for call in (
        lambda: source.set_lead_status("c", "l", "lost"),
        lambda: source.set_lead_statuses("c", ["l"], "lost"),
    ):
        with pytest.raises(Rejected, match="unsubscribed"):
            call()
    assert http.requests_sent == 0


def test_what_the_dialect_lacks_is_refused(source: OutreachSource) -> None:
    assert source.missing == {"delete_campaign", "add_leads"}
    for call in (lambda: source.delete_campaign("c"), lambda: source.add_leads("c", [])):
        with pytest.raises(Rejected) as caught:
            call()
        assert caught.value.reason == "not_offered"


def test_discovery_names_the_campaign_only_to_save(own: OutreachSource) -> None:
    campaign = own.create_campaign("Discovery")
    one = campaign["campaign_id"]
    found = own.discover("garden tools", campaign_id=one, max_results=4)
    assert (len(found.results), found.saved) == (4, None)
    assert own.campaign_rows(campaign).leads.rows == []
    assert own.discover("garden tools", campaign_id=one, max_results=4, save=True).saved == 4
    assert len(own.quick_discover("garden tools", max_results=3).results) == 3


def test_mail_texts_and_templates_are_written(source: OutreachSource) -> None:
    template = source.create_template("T", "Hi {name}", "About {topic}")["template_id"]
    assert source.template(template)["subject_template"] == "Hi {name}"
    assert template in [row["template_id"] for row in source.templates().rows]
    text = source.generate_mail("link building", tone="friendly", target_site="a.example")
    assert text.subject and text.body
    assert source.personalize_mail(text.body, lead_name="Ada", content_topic="SEO").body
    assert source.suggest_subjects(text.body)
    assert source.write_follow_up(text.subject, text.body, days_elapsed=9).body
    source.delete_template(template)
    with pytest.raises(NotFound):
        source.template(template)


def test_a_send_is_judged_by_its_status(own: OutreachSource) -> None:
    campaign = own.create_campaign("Sending")["campaign_id"]
    lead = own.add_lead(campaign, NewLead("https://s.example", contact_email="s@s.example"))

    def mail(key: str, compliance: dict[str, Any]) -> OutgoingMail:
        address, one = "me@agency.example", lead["lead_id"]
        return OutgoingMail(campaign, one, "Hello", "Text", address, key, compliance)

    blocked = own.send(mail("key-00000011", {}))
    assert (blocked.is_sent, blocked.status) == (False, "blocked")
    assert "legal_basis_required" in str(blocked.message)
    sent = own.send(mail("key-00000012", COMPLIANT))
    assert sent.is_sent, sent.reasons
    again = own.send(mail("key-00000012", COMPLIANT))
    assert (again.is_duplicate, again.attempt_id) == (True, sent.attempt_id)


def test_a_lead_without_an_address_stays_queued_and_is_not_sent(own: OutreachSource) -> None:
    campaign = own.create_campaign("Queued")["campaign_id"]
    lead = own.add_lead(campaign, NewLead("https://q.example"))["lead_id"]
    mail = OutgoingMail(campaign, lead, "Hi", "Text", "me@agency.example", "key-00000021")
    result = own.send(mail)
    assert (result.status, result.is_duplicate, result.is_sent) == ("queued", True, False)
    assert result.message == "Not sent (queued): lead_has_no_email"


def test_a_short_idempotency_key_is_refused_before_anything_is_sent() -> None:
    with serving({}) as server, pytest.raises(Rejected, match="8 characters"):
        alwrity(server.base_url).send(
            OutgoingMail("bl_1", "l1", "Hi", "Text", "me@agency.example", "short")
        )
    assert server.asked == []


def test_a_send_cut_off_is_repeated_once_with_the_same_bytes() -> None:
    with serving({"POST /send-outreach": Cut}) as server, pytest.raises(Unreachable):
        alwrity(server.base_url).send(MAIL)
    assert len(server.bodies) == 2
    assert server.bodies[0] == server.bodies[1]


def test_a_failed_send_is_not_repeated() -> None:
    fault = PlainTextResponse("Internal Server Error", 500)
    with serving({"POST /send-outreach": fault}) as server, pytest.raises(ServerFault):
        alwrity(server.base_url).send(MAIL)
    assert len(server.asked) == 1


def test_the_policy_is_asked_with_our_own_user_id(own: OutreachSource) -> None:
    campaign = own.create_campaign("Policy")["campaign_id"]
    question = PolicyQuestion(
        "p@p.example",
        "me@agency.example",
        campaign_id=campaign,
        idempotency_key="key-00000031",
        compliance=COMPLIANT,
    )
    decision = own.validate(question)
    assert (decision.is_allowed, decision.reasons) == (True, ())
    assert decision.legal_basis == "legitimate_interest"
    own.suppress("p@p.example", reason="asked")
    assert own.validate(question).reasons == ("recipient_suppressed",)
    assert own.audit_log(campaign_id=campaign).rows[0]["event"] == "policy_check"


def test_a_mailbox_is_polled_by_its_address(source: OutreachSource) -> None:
    with pytest.raises(Rejected, match="address"):
        source.poll_replies()
    polled = source.poll_replies(sent_from_email="me@agency.example")
    assert polled.polled == polled.found + (polled.skipped or 0)


def test_a_follow_up_is_scheduled(source: OutreachSource) -> None:
    campaign = large_campaign(source)
    rows = source.campaign_rows(campaign)
    one, attempt = campaign["campaign_id"], rows.attempts.rows[0]["attempt_id"]
    source.schedule_follow_up(one, attempt, "2026-12-01T09:30:00", "Again", "Text")
    now = source.campaign_rows(campaign).follow_ups.rows
    assert len(now) == len(rows.follow_ups.rows) + 1


def test_an_unreadable_date_is_a_server_fault_and_the_next_read_survives_it(
    world: Sandbox,
) -> None:
    http = sandbox_client(world)
    source = connect(http)
    campaign = source.campaigns().rows[0]["campaign_id"]
    with pytest.raises(ServerFault):
        source.schedule_follow_up(campaign, "att_1", "next week", "Again", "Text")
    assert source.snapshot()


class Cut(Response):
    """A connection that dies after the request was read."""

    def __init__(self, request: Any) -> None:
        super().__init__()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        head = {"type": "http.response.start", "status": 200}
        await send({**head, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
