"""Sends, policy codes, follow-ups and polls of the ALwrity dialect over real HTTP."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.sandbox.outreach_serving import Caller, serving

DECLARED = {
    "legal_basis": "legitimate_interest",
    "contact_discovery_source": "public website",
    "recipient_region": "us",
    "unsubscribe_url": "https://here.example/stop",
    "sender_identity": {
        "name": "Lena Brandt",
        "email": "lena@here.example",
        "organization": "Here",
        "physical_mailing_address": "1 Long Street",
    },
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Caller]:
    """For calls that change nothing that another test looks at."""
    with serving(outreach_dialect="alwrity") as caller:
        yield caller


@pytest.fixture
def api() -> Iterator[Caller]:
    """A sandbox of one's own."""
    with serving(outreach_dialect="alwrity") as caller:
        yield caller


def new_lead(api: Caller, email: str | None) -> dict[str, Any]:
    one = api.own_campaign()
    lead = {"campaign_id": one, "url": f"https://fresh.example/{email}", "domain": "fresh.example"}
    answer = api("POST", f"/campaigns/{one}/leads", json=lead | {"email": email})
    assert answer.status_code == 200
    row: dict[str, Any] = answer.json()
    return row


def send(api: Caller, lead: dict[str, Any], key: str, **changes: Any) -> dict[str, Any]:
    body = {
        "lead_id": lead["lead_id"],
        "campaign_id": lead["campaign_id"],
        "user_id": "ignored",
        "sender_email": "lena@here.example",
        "subject": "A fresh idea",
        "body": "Hello",
        "idempotency_key": key,
    }
    answer = api("POST", "/send-outreach", json=body | DECLARED | changes)
    assert answer.status_code == 200
    row: dict[str, Any] = answer.json()
    return row


def stored(api: Caller, attempt_id: str) -> dict[str, Any]:
    rows = api.get(f"/campaigns/{api.own_campaign()}/attempts", limit=-1)["attempts"]
    found: dict[str, Any] = next(row for row in rows if row["attempt_id"] == attempt_id)
    return found


def test_a_send_answers_with_its_status_and_leaves_the_lead_where_it_is(api: Caller) -> None:
    lead = new_lead(api, "ada@fresh.example")
    answer = send(api, lead, "key-0001")
    assert (answer["status"], answer["policy_allowed"], answer["duplicate"]) == (
        "sent", True, False,
    )  # fmt: skip
    assert stored(api, answer["attempt_id"])["sent_at"] is not None
    leads = api.get(f"/campaigns/{api.own_campaign()}/leads")["leads"]
    assert leads[0]["status"] == "discovered"


def test_an_idempotency_key_is_unique_for_ever(api: Caller) -> None:
    lead = new_lead(api, "ada@fresh.example")
    first = send(api, lead, "key-0001")
    api.hand.seconds = timedelta(days=9).total_seconds()
    again = send(api, lead, "key-0001", subject="Another")
    assert again == first | {"duplicate": True}
    assert stored(api, first["attempt_id"])["subject"] == "A fresh idea"


def test_a_lead_without_an_address_leaves_a_queued_duplicate(api: Caller) -> None:
    answer = send(api, new_lead(api, None), "key-0001")
    assert (answer["status"], answer["duplicate"]) == ("queued", True)
    assert stored(api, answer["attempt_id"])["decision_reason"] == "lead_has_no_email"


def test_a_failed_delivery_asks_for_a_new_key(api: Caller) -> None:
    answer = send(api, new_lead(api, "ada@smtp-down.example"), "key-0001")
    assert (answer["status"], answer["policy_reasons"]) == ("failed", ["smtp_send_failed"])
    assert answer["retry_policy"] == "manual_retry_with_new_idempotency_key"
    assert "smtp_send_failed; retry_policy=" in stored(api, answer["attempt_id"])["decision_reason"]


def test_a_full_day_is_blocked_though_the_policy_allows(api: Caller) -> None:
    lead = new_lead(api, "ada@fresh.example")
    for number in range(20):
        assert send(api, lead, f"key-{number:04}")["status"] == "sent"
    answer = send(api, lead, "key-over")
    assert (answer["status"], answer["policy_allowed"]) == ("blocked", True)
    assert answer["policy_reasons"] == ["domain_daily_cap_exceeded"]
    assert stored(api, answer["attempt_id"])["decision_reason"] == "rate_limit_hit"


def test_an_unknown_lead_is_refused_without_an_attempt(api: Caller) -> None:
    lead = {"lead_id": "bl_none", "campaign_id": api.own_campaign()}
    answer = send(api, lead, "key-0001")
    assert (answer["attempt_id"], answer["policy_reasons"]) == ("", ["lead_not_found"])


def test_a_short_key_is_a_fault_of_the_body(shared: Caller) -> None:
    answer = shared("POST", "/send-outreach", json={"idempotency_key": "short"})
    faults = {fault["loc"][-1]: fault for fault in answer.json()["detail"]}
    assert faults["idempotency_key"]["ctx"] == {"min_length": 8}
    assert faults["lead_id"]["type"] == "missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"legal_basis": None}, "legal_basis_required"),
        ({"legal_basis": "hope"}, "invalid_legal_basis_recorded"),
        ({"contact_discovery_source": None}, "contact_discovery_source_required"),
        ({"consent_status": "maybe"}, "invalid_consent_status"),
        ({"unsubscribe_url": None}, "unsubscribe_url_or_one_click_unsubscribe_required"),
        ({"sender_identity": None}, "complete_sender_identity_required"),
        ({"sender_email": "else@here.example"}, "sender_identity_email_mismatch"),
        ({"recipient_region": "eu"}, "region_requires_recorded_explicit_consent"),
        ({"recipient_region": "jp"}, "manual_review_required_for_recipient_region"),
        ({"recipient_region": None}, "manual_review_required_for_tld_or_unknown_region_source"),
        ({"workspace_id": "ws_new"}, "human_review_required_for_new_workspace"),
    ],
)
def test_every_policy_code_blocks_the_send(
    shared: Caller, change: dict[str, object], code: str
) -> None:
    lead = new_lead(shared, "ada@policy.example")
    answer = send(shared, lead, f"key-{code}", **change)
    assert (answer["status"], answer["policy_allowed"]) == ("blocked", False)
    assert answer["policy_reasons"] == [code]
    assert stored(shared, answer["attempt_id"])["decision_reason"] == code


def test_every_part_of_the_sender_identity_is_asked_for(shared: Caller) -> None:
    answer = send(shared, new_lead(shared, "a@b.example"), "key-identity", sender_identity={})
    assert answer["policy_reasons"] == [
        "sender_name_required",
        "sender_email_required",
        "sender_organization_required",
        "sender_physical_mailing_address_required",
    ]


def test_a_policy_check_is_logged(api: Caller) -> None:
    api("POST", "/suppression", json={"email": "ada@fresh.example"})
    body = {
        "user_id": api.world.user_id,
        "workspace_id": api.world.user_id,
        "campaign_id": api.own_campaign(),
        "recipient_email": "bob@fresh.example",
        "recipient_domain": "fresh.example",
        "idempotency_key": "key-0001",
    }
    answer = api("POST", "/policy-validate", json=body | DECLARED).json()
    assert answer == {
        "allowed": False,
        "reasons": ["recipient_suppressed"],
        "final_status": "blocked",
    }
    assert api.get("/audit-logs", limit=1)["logs"][0]["reasons"] == ["recipient_suppressed"]
    assert len(api.get("/audit-logs")["logs"]) == 100


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2026-12-01T09:30:00+05:30", "2026-12-01T09:30:00"),
        ("2026-12-01T09:30:00Z", "2026-12-01T09:30:00"),
        ("2026-12-01", "2026-12-01T00:00:00"),
    ],
)
def test_a_follow_up_keeps_the_caller_s_wall_clock(api: Caller, asked: str, shown: str) -> None:
    one = api.own_campaign()
    attempt = api.get(f"/campaigns/{one}/attempts", limit=1)["attempts"][0]["attempt_id"]
    body = {"attempt_id": attempt, "scheduled_for": asked}
    answer = api("POST", f"/campaigns/{one}/schedule-followup", json=body).json()
    assert answer["campaign_id"] == one
    assert answer["schedule"]["scheduled_for"] == shown
    assert answer["schedule"] in api.get(f"/campaigns/{one}/followups", limit=-1)["followups"]


def test_a_follow_up_of_an_unknown_attempt_is_taken_and_never_seen(api: Caller) -> None:
    one = api.own_campaign()
    body = {"attempt_id": "att_none", "scheduled_for": "2026-12-01"}
    schedule = api("POST", f"/campaigns/{one}/schedule-followup", json=body).json()["schedule"]
    assert schedule not in api.get(f"/campaigns/{one}/followups", limit=-1)["followups"]


def test_an_unreadable_date_is_a_plain_500_and_kills_the_connection(api: Caller) -> None:
    body = {"attempt_id": "att_none", "scheduled_for": "next Tuesday"}
    path = f"/campaigns/{api.own_campaign()}/schedule-followup"
    connection = HTTPConnection(api.base_url.removeprefix("http://"), timeout=5)
    headers = {"Authorization": f"Bearer {api.options.token}"}
    connection.request("POST", f"/api/backlink-outreach{path}", json.dumps(body), headers)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (500, b"Internal Server Error")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["connection"] is None
    assert connection.sock.recv(1) == b""
    connection.close()


def test_a_poll_stores_what_it_finds_once_and_dates_it_itself(api: Caller) -> None:
    assert api("POST", "/replies/poll").json()["detail"][0]["loc"] == ["query", "sent_from_email"]
    reply = api.wait_for_mail()
    first, again = (
        api("POST", "/replies/poll", params={"sent_from_email": "a@b.example"}).json()
        for _ in range(2)
    )
    assert (first["polled"], first["stored"], first["skipped"], first["failed"]) == (1, 1, 0, 0)
    assert first["replies"][0]["reply_id"] == reply.reply_id
    assert datetime.fromisoformat(first["replies"][0]["received_at"]) == api.world.now
    assert again == {"polled": 0, "stored": 0, "skipped": 0, "failed": 0, "replies": []}
