"""Sends, the policy and polls of the documented dialect over real HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.sandbox.outreach_serving import AS_OF, Caller, serving

SEND = {"subject": "A fresh idea", "body": "Hello"}


@pytest.fixture
def api() -> Iterator[Caller]:
    """A sandbox of one's own."""
    with serving() as caller:
        yield caller


def new_lead(api: Caller, campaign_id: str, email: str | None, page: str = "a") -> str:
    lead = {"website_url": f"https://fresh.example/{page}", "contact_email": email}
    answer = api("POST", f"/campaigns/{campaign_id}/leads", json=lead)
    assert answer.status_code == 201
    return str(answer.json()["id"])


def test_a_send_is_recorded_and_moves_the_lead(api: Caller) -> None:
    one = api.own_campaign()
    lead_id = new_lead(api, one, "ada@fresh.example")
    answer = api("POST", "/outreach/send", json=SEND | {"campaign_id": one, "lead_id": lead_id})
    assert answer.status_code == 200
    assert answer.json()["status"] == "sent"
    assert api.get(f"/campaigns/{one}/attempts")[0] == answer.json()
    assert api.get(f"/campaigns/{one}")["leads"][0]["status"] == "contacted"


def refused(api: Caller, campaign_id: str, lead_id: str, subject: str = "A fresh idea") -> str:
    body = SEND | {"campaign_id": campaign_id, "lead_id": lead_id, "subject": subject}
    answer = api("POST", "/outreach/send", json=body)
    assert answer.status_code == 403
    assert answer.json()["detail"] == "Policy validation failed"
    return str(answer.json()["reason"])


def test_the_same_subject_to_the_same_address_is_refused(api: Caller) -> None:
    one = api.own_campaign()
    lead_id = new_lead(api, one, "ada@fresh.example")
    api("POST", "/outreach/send", json=SEND | {"campaign_id": one, "lead_id": lead_id})
    before = api.get(f"/campaigns/{one}/attempts")
    assert refused(api, one, lead_id) == "duplicate_subject_for_recipient"
    assert api.get(f"/campaigns/{one}/attempts") == before


def test_a_suppressed_address_and_its_domain_are_refused(api: Caller) -> None:
    one = api.own_campaign()
    record = api("POST", "/suppression", json={"email": "Ada@Fresh.example", "reason": "asked"})
    assert record.status_code == 201
    assert api.get("/suppression")[0] == record.json()
    assert record.json()["email"] == "ada@fresh.example"
    lead_id = new_lead(api, one, "bob@fresh.example")
    assert refused(api, one, lead_id) == "recipient_suppressed"


def test_twenty_mails_a_day_to_one_domain_are_the_limit(api: Caller) -> None:
    one = api.own_campaign()
    lead_id = new_lead(api, one, "ada@fresh.example")
    for number in range(20):
        body = SEND | {"campaign_id": one, "lead_id": lead_id, "subject": f"Idea {number}"}
        assert api("POST", "/outreach/send", json=body).status_code == 200
    assert refused(api, one, lead_id) == "domain_daily_cap_exceeded"
    asked = {"recipient_email": "bob@fresh.example", "sender_email": "me@here.example"}
    verdict = api("POST", "/policy/validate", json=asked).json()
    assert (verdict["allowed"], verdict["reason"]) == (False, "domain_daily_cap_exceeded")
    assert verdict["counts"]["domain_today"] == 20
    assert verdict["limits"] == {"user_daily": 100, "domain_daily": 20}
    api.hand.seconds = timedelta(days=1).total_seconds()
    assert api("POST", "/policy/validate", json=asked).json()["allowed"] is True


def test_a_hundred_mails_a_day_are_the_limit_of_a_user(api: Caller) -> None:
    one = api.own_campaign()
    asked = {"recipient_email": "bob@other.example", "sender_email": "me@here.example"}
    left = 100 - api("POST", "/policy/validate", json=asked).json()["counts"]["user_today"]
    for number in range(left):
        lead_id = new_lead(api, one, f"ada@fresh{number}.example", page=str(number))
        body = SEND | {"campaign_id": one, "lead_id": lead_id}
        assert api("POST", "/outreach/send", json=body).status_code == 200
    verdict = api("POST", "/policy/validate", json=asked).json()
    assert (verdict["reason"], verdict["counts"]["user_today"]) == ("user_daily_cap_exceeded", 100)


def test_a_failed_delivery_is_a_plain_internal_error(api: Caller) -> None:
    one = api.own_campaign()
    lead_id = new_lead(api, one, "ada@smtp-down.example")
    body = SEND | {"campaign_id": one, "lead_id": lead_id}
    answer = api("POST", "/outreach/send", json=body)
    assert (answer.status_code, answer.json()) == (500, {"detail": "An internal error occurred"})
    assert api.get(f"/campaigns/{one}/attempts")[0]["status"] == "failed"


def test_a_lead_without_an_address_cannot_be_written_to(api: Caller) -> None:
    one = api.own_campaign()
    body = SEND | {"campaign_id": one, "lead_id": new_lead(api, one, None)}
    answer = api("POST", "/outreach/send", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "lead_id"]


def test_a_poll_finds_a_reply_before_the_server_does(api: Caller) -> None:
    reply = api.wait_for_mail()
    path = f"/campaigns/{reply.campaign_id}/replies"
    assert reply.reply_id not in [row["id"] for row in api.get(path)]
    found = api("POST", "/replies/poll", json={"campaign_id": reply.campaign_id})
    assert found.json() == {"replies_found": 1, "failed": 0}
    assert api.get(path)[0]["id"] == reply.reply_id
    assert api("POST", "/replies/poll").json() == {"replies_found": 0, "failed": 0}


def test_an_address_suppressed_here_is_not_written_to_by_the_running_world(api: Caller) -> None:
    def upcoming() -> list[dict[str, str]]:
        later = AS_OF.isoformat()
        rows = [r for c in api.get("/campaigns") for r in api.get(f"/campaigns/{c['id']}/attempts")]
        return [row for row in rows if row["created_at"] > later]

    api.hand.seconds = timedelta(days=30).total_seconds()
    victim = next(row for row in upcoming() if row["status"] == "sent")
    api.hand.seconds = 0.0
    api("POST", "/suppression", json={"email": victim["recipient_email"]})
    api.hand.seconds = timedelta(days=30).total_seconds()
    blocked = next(row for row in upcoming() if row["id"] == victim["id"])
    assert (blocked["status"], blocked["sent_at"]) == ("blocked", None)
