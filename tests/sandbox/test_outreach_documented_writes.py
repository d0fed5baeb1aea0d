"""What callers change through the documented dialect, and the next read shows, over real HTTP."""

from collections.abc import Iterator

import pytest

from tests.sandbox.outreach_serving import Caller, serving


@pytest.fixture
def api() -> Iterator[Caller]:
    """A sandbox of one's own."""
    with serving() as caller:
        yield caller


def test_a_campaign_is_created_listed_and_deleted(api: Caller) -> None:
    created = api("POST", "/campaigns", json={"name": "Autumn", "keywords": ["tea"]})
    assert created.status_code == 201
    campaign = created.json()
    assert api.get("/campaigns")[0] == campaign
    assert api.get(f"/campaigns/{campaign['id']}") == {**campaign, "leads": []}
    gone = api("DELETE", f"/campaigns/{campaign['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert api("GET", f"/campaigns/{campaign['id']}").status_code == 404


def test_bulk_leads_are_added_skipped_and_refused_one_by_one(api: Caller) -> None:
    one = api.own_campaign()
    known = api.get(f"/campaigns/{one}")["leads"][0]["website_url"]
    batch = [
        {"website_url": "https://fresh.example/a", "quality_score": 0.7},
        {"website_url": known},
        {"website_url": "https://fresh.example/a"},
        {"website_url": "https://fresh.example/b", "quality_score": 7},
        {"website_title": "no url"},
    ]
    answer = api("POST", f"/campaigns/{one}/leads/bulk", json=batch).json()
    assert (answer["added"], answer["skipped"]) == (1, 2)
    assert [text.partition(":")[0] for text in answer["failed"]] == ["lead 3", "lead 4"]
    assert api.get(f"/campaigns/{one}")["leads"][0]["website_url"] == "https://fresh.example/a"


def test_a_status_is_set_and_only_documented_ones_are_taken(api: Caller) -> None:
    one = api.own_campaign()
    lead_id = api.get(f"/campaigns/{one}")["leads"][0]["id"]
    moved = api("PATCH", f"/campaigns/{one}/leads/{lead_id}/status", json={"status": "lost"})
    assert moved.json()["status"] == "lost"
    assert api.get(f"/campaigns/{one}")["leads"][0]["status"] == "lost"
    refused = api(
        "PATCH", f"/campaigns/{one}/leads/{lead_id}/status", json={"status": "unsubscribed"}
    )
    assert refused.status_code == 422


def test_a_bulk_change_succeeds_in_part(api: Caller) -> None:
    one = api.own_campaign()
    ids = [row["id"] for row in api.get(f"/campaigns/{one}")["leads"][:3]]
    body = {"lead_ids": [*ids, "bl_none"], "status": "placed"}
    answer = api("PATCH", f"/campaigns/{one}/leads/bulk-status", json=body)
    assert answer.status_code == 200
    assert answer.json() == {"updated": 3, "failed": ["bl_none"]}
    now = {row["id"]: row["status"] for row in api.get(f"/campaigns/{one}")["leads"]}
    assert {now[one_id] for one_id in ids} == {"placed"}


def test_discovery_scores_and_saves(api: Caller) -> None:
    one = api.own_campaign()
    asked = {"keyword": "green tea", "max_results": 3}
    found = api("POST", "/discover/deep", json=asked).json()
    assert len(found["results"]) == 3
    assert (found["saved_to_campaign"], found["save_failed"]) == (0, 0)
    saving = asked | {"campaign_id": one, "save_to_campaign": True}
    assert api("POST", "/discover/deep", json=saving).json()["saved_to_campaign"] == 3
    again = api("POST", "/discover/deep", json=saving).json()
    assert (again["saved_to_campaign"], again["save_failed"]) == (0, 3)
    assert again["results"] == found["results"]
    assert len(api("POST", "/discover/deep", json={"keyword": "x"}).json()["results"]) == 20


def test_mail_texts_have_a_subject_and_a_body(api: Caller) -> None:
    calls = {
        "/emails/generate": {"topic": "tea", "tone": "formal"},
        "/emails/personalize": {"base_email": "About {topic} {odd", "lead_name": "Ada"},
        "/emails/follow-up": {"original_subject": "Tea", "original_body": "I wrote"},
    }
    for path, body in calls.items():
        mail = api("POST", path, json=body).json()
        assert set(mail) == {"subject", "body"}
        assert all(mail.values())
    suggestions = api("POST", "/emails/subject-suggestions", json={"topic": "tea"}).json()
    assert len(set(suggestions["suggestions"])) == 5


def test_templates_are_created_used_and_deleted(api: Caller) -> None:
    text = {"name": "Mine", "subject": "On {topic}", "body": "About {topic} for {name}"}
    created = api("POST", "/emails/templates", json=text)
    assert created.status_code == 201
    template_id = created.json()["id"]
    assert api.get("/emails/templates")[0] == created.json()
    asked = {"topic": "tea", "template_id": template_id}
    assert api("POST", "/emails/generate", json=asked).json() == {
        "subject": "On tea",
        "body": "About tea for {name}",
    }
    assert api("DELETE", f"/emails/templates/{template_id}").status_code == 204
    assert len(api.get("/emails/templates")) == 3
