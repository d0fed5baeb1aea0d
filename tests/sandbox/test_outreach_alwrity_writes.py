"""What callers change through the ALwrity dialect, and the next read shows, over real HTTP."""

from collections.abc import Iterator

import pytest

from tests.sandbox.outreach_serving import Caller, serving


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


def test_a_campaign_is_created_with_200_in_its_workspace(api: Caller) -> None:
    answer = api("POST", "/campaigns", json={"workspace_id": "ws_new", "name": "Tea"})
    assert answer.status_code == 200
    assert set(answer.json()) == {"campaign_id", "name", "status"}
    listed = api.get("/campaigns", workspace_id="ws_new")["campaigns"]
    assert [row["campaign_id"] for row in listed] == [answer.json()["campaign_id"]]
    short = api("POST", "/campaigns", json={"workspace_id": "ws_new", "name": "Te"})
    assert short.json()["detail"][0]["type"] == "string_too_short"


def test_the_same_url_again_answers_with_the_old_lead(api: Caller) -> None:
    one = api.own_campaign()
    lead = {"campaign_id": one, "url": "https://fresh.example/a", "domain": "fresh.example"}
    first, again = (api("POST", f"/campaigns/{one}/leads", json=lead).json() for _ in range(2))
    assert first == again
    assert api.get(f"/campaigns/{one}/leads")["leads"][0] == first


def test_a_lead_is_moved_by_its_id_alone(api: Caller) -> None:
    lead_id = api.get(f"/campaigns/{api.own_campaign()}/leads")["leads"][5]["lead_id"]
    body = {"status": "bounced", "notes": "full mailbox"}
    moved = api("PATCH", f"/leads/{lead_id}/status", json=body).json()
    assert (moved["status"], moved["notes"]) == ("bounced", "full mailbox")
    wrong = api("PATCH", f"/leads/{lead_id}/status", json=body | {"campaign_id": "bl_other"})
    assert (wrong.status_code, wrong.json()) == (404, {"detail": "Lead not found"})
    assert api("PATCH", f"/leads/{lead_id}/status", json={"status": "lost"}).status_code == 422


def test_a_bulk_change_is_all_or_nothing(api: Caller) -> None:
    one = api.own_campaign()
    ids = [row["lead_id"] for row in api.get(f"/campaigns/{one}/leads")["leads"][:3]]
    before = api.get(f"/campaigns/{one}/analytics/funnel")
    body = {"lead_ids": [*ids, "bl_none"], "status": "placed"}
    answer = api("POST", "/leads/bulk-status", json=body)
    assert answer.status_code == 404
    assert answer.json()["detail"]["lead_ids"] == ["bl_none"]
    assert api.get(f"/campaigns/{one}/analytics/funnel") == before
    done = api("POST", "/leads/bulk-status", json=body | {"lead_ids": ids}).json()
    assert done == {"updated": 3, "failed": []}


def test_templates_list_their_placeholders(api: Caller) -> None:
    text = {"name": "Mine", "subject_template": "On {topic}", "body_template": "{name}, {topic}"}
    created = api("POST", "/templates", json=text)
    assert created.status_code == 200
    template = created.json()
    assert template["variables"] == ["topic", "name"]
    assert api.get(f"/templates/{template['template_id']}") == template
    assert api.get("/templates")["templates"][0] == template
    deleted = api("DELETE", f"/templates/{template['template_id']}")
    assert (deleted.status_code, deleted.json()) == (200, {"deleted": True})
    assert api("GET", f"/templates/{template['template_id']}").status_code == 404


def test_mail_texts_are_always_found(shared: Caller) -> None:
    calls: dict[str, dict[str, object]] = {
        "/templates/generate": {"topic": "tea", "tone": "unheard of"},
        "/generate/personalized": {
            "lead_name": "Ada",
            "lead_site": "tea.example",
            "lead_content_topic": "tea",
            "pitch_topic": "pots",
        },
        "/generate/follow-up": {"original_subject": "Tea", "original_body": "I wrote to you."},
    }
    for path, body in calls.items():
        mail = shared("POST", path, json=body).json()
        assert set(mail) == {"subject", "body"}
    lines = shared(
        "POST", "/generate/subject-lines", json={"body": "All about green tea", "count": 10}
    ).json()
    assert len(set(lines["subjects"])) == 10


def test_discovery_saves_only_with_a_campaign(api: Caller) -> None:
    found = api("POST", "/discover/deep", json={"keyword": "tea"}).json()
    assert found["total_found"] == len(found["opportunities"]) == 15
    assert "saved_to_campaign" not in found
    asked = {"keyword": "tea", "max_results": 4, "campaign_id": api.own_campaign()}
    saved = api("POST", "/discover/deep", json=asked).json()
    assert (saved["saved_to_campaign"], saved["save_failed"]) == (4, 0)
    simple = api("POST", "/discover", json={"keyword": "tea"}).json()
    assert set(simple) == {"keyword", "queries", "opportunities"}
    assert len(simple["opportunities"]) == 10


def test_a_suppression_list_ends_at_a_hundred(api: Caller) -> None:
    for number in range(101):
        api("POST", "/suppression", json={"email": f"Ada{number}@Some.example"})
    rows = api.get("/suppression", limit=1_000_000)["suppressed"]
    assert len(rows) == 100
    assert rows[0]["email"] == "ada100@some.example"
    assert rows[0]["domain"] == "some.example"


def test_suppressing_twice_makes_two_rows(api: Caller) -> None:
    ids = {
        api("POST", "/suppression", json={"email": "ada@some.example"}).json()["id"]
        for _ in range(2)
    }
    assert len(ids) == 2
