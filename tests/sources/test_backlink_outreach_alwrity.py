"""The ALwrity dialect: named arrays, silent caps, and a send that always answers 200."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from data.errors import NotFound, Refused, Rejected, ServerFault, Unreachable
from data.sandbox.server import Sandbox
from data.sources.backlink_outreach import OutreachSource, connect
from data.sources.outreach_answers import NewLead, OutgoingMail, PolicyQuestion
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


class Cut(Response):
    """A connection that dies after the request was read."""

    def __init__(self, request: Any) -> None:
        super().__init__()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        head = {"type": "http.response.start", "status": 200}
        await send({**head, "headers": [(b"content-length", b"100")]})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
