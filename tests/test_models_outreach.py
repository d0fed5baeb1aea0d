"""Campaigns, leads, attempts, follow-ups, replies and suppressions of both dialects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from data.models import (
    AttemptRow,
    CampaignRow,
    FollowUpRow,
    LeadRow,
    Rejected,
    ReplyRow,
    SuppressionRow,
    read_attempt,
    read_campaign,
    read_follow_up,
    read_lead,
    read_reply,
    read_suppression,
)

SEEN_AT = datetime(2026, 11, 20, 15, 0)


def lead(**raw: Any) -> LeadRow:
    row = read_lead({"id": "l1"} | raw, "c1", seen_at=SEEN_AT)
    assert isinstance(row, LeadRow)
    return row


def reply(**raw: Any) -> ReplyRow:
    row = read_reply({"id": "r1"} | raw, "c1", seen_at=SEEN_AT)
    assert isinstance(row, ReplyRow)
    return row


def test_a_lead_is_the_same_row_in_both_dialects() -> None:
    documented = lead(
        website_url="https://Blog.example.com/write",
        website_title="Blog",
        contact_email="ed@example.com",
        quality_score=0.8,
        source="manual",
        status="contacted",
    )
    alwrity = lead(
        url="https://Blog.example.com/write",
        domain="blog.example.com",
        page_title="Blog",
        email="ed@example.com",
        confidence_score=0.8,
        discovery_source="manual",
        status="contacted",
    )
    assert documented == alwrity
    assert documented.domain == "blog.example.com"
    assert documented.flags == ()


def test_the_first_name_with_a_value_wins_and_the_other_is_kept() -> None:
    row = lead(
        confidence_score=None, quality_score=0.4, url="https://a.example.com", website_url="b"
    )
    assert (row.score, row.url) == (0.4, "https://a.example.com")
    assert row.extra == {"website_url": "b"}


@pytest.mark.parametrize(
    ("raw", "column", "value", "flag"),
    [
        ({"quality_score": 1.7}, "score", 1.7, "out_of_range_score"),
        ({"quality_score": "0.85"}, "score", 0.85, "number_from_string"),
        ({"status": "ghosted"}, "status", "ghosted", "unknown_status"),
        ({"status": "Placed"}, "status", "placed", "normalised"),
        ({"contact_email": "Ed <ED@Example.com>"}, "email", "ed@example.com", "normalised"),
        ({"contact_email": "call me"}, "email", "call me", "bad_email"),
        ({"campaign_id": "c2"}, "campaign_id", "c2", "other_campaign"),
        ({"created_at": "2026-11-19"}, "created_at", datetime(2026, 11, 19), "assumed_utc"),
    ],
)
def test_an_odd_lead_is_stored_with_a_flag(
    raw: dict[str, Any], column: str, value: Any, flag: str
) -> None:
    row = lead(**raw)
    assert (getattr(row, column), row.flags) == (value, (flag,))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ({"quality_score": "85%"}, "bad_number"),
        ({"relevance_score": True}, "bad_number"),
        ({"guest_post_likelihood": 10**400}, "out_of_range"),
        ({"quality_score": float("inf")}, "out_of_range"),
        ({"status": 3}, "bad_status"),
        ({"id": "a b"}, "bad_id"),
        ({"id": None}, "missing_id"),
    ],
)
def test_an_unreadable_lead_is_quarantined(raw: dict[str, Any], reason: str) -> None:
    rejected = read_lead({"id": "l1", "website_url": "https://a"} | raw, "c1", seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.entity, rejected.reason) == ("leads", reason)


def test_a_blank_cell_of_a_csv_row_is_no_value() -> None:
    row = lead(email="", created_at="", domain="", page_title="", status="")
    assert (row.email, row.created_at, row.domain, row.title) == (None, None, None, "")
    assert row.given >= {"email", "domain"}
    assert not row.given & {"created_at", "status"}


def test_a_campaign_does_not_carry_its_leads_along() -> None:
    raw = {"campaign_id": "bl_1", "name": "Q4", "keywords": ["crm", 7], "leads": [{}], "user_id": 1}
    row = read_campaign(raw, "ws", seen_at=SEEN_AT)
    assert isinstance(row, CampaignRow)
    assert (row.campaign_id, row.workspace_id, row.keywords) == ("bl_1", "ws", ["crm", "7"])
    assert (row.extra, row.flags) == ({"user_id": 1}, ("normalised",))


def test_an_attempt_keeps_the_fields_it_has_no_column_for() -> None:
    raw = {
        "attempt_id": "att_1",
        "lead_id": "bl_2",
        "status": "sent",
        "sent_at": "2026-11-20T23:47:52.162396",
        "legal_basis": "consent",
    }
    row = read_attempt(raw, "c1", seen_at=datetime(2026, 11, 21))
    assert isinstance(row, AttemptRow)
    assert row.sent_at == datetime(2026, 11, 20, 23, 47, 52, 162396)
    assert (row.extra, row.flags) == ({"legal_basis": "consent"}, ("assumed_utc",))


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        ({"sent": True}, True),
        ({"status": "Sent"}, True),
        ({"status": "scheduled"}, False),
        ({}, None),
    ],
)
def test_a_follow_up_is_sent_by_its_flag_or_its_status(
    raw: dict[str, Any], sent: bool | None
) -> None:
    row = read_follow_up({"schedule_id": "fu_1"} | raw, "c1", seen_at=SEEN_AT)
    assert isinstance(row, FollowUpRow)
    assert (row.follow_up_id, row.sent, "sent" in row.given) == ("fu_1", sent, sent is not None)


def test_a_reply_keeps_its_raw_sender_beside_the_address() -> None:
    row = reply(from_email="Ana Ruiz <ANA@Blog.example>", classification="interested")
    assert (row.from_email, row.from_raw) == ("ana@blog.example", "Ana Ruiz <ANA@Blog.example>")
    assert (row.flags, row.given >= {"from_email", "from_raw"}) == ((), True)


def test_a_reply_without_an_attempt_has_none() -> None:
    assert reply(attempt_id="").attempt_id is None


def test_a_reply_class_we_do_not_know_is_kept() -> None:
    row = reply(classification="Angry lawyer")
    assert (row.classification, row.flags) == ("Angry lawyer", ("unknown_classification",))


def test_a_suppression_is_keyed_by_its_lower_case_address() -> None:
    row = read_suppression({"id": "sup_1", "email": "A@B.example"}, seen_at=SEEN_AT)
    assert isinstance(row, SuppressionRow)
    assert (row.email, row.suppression_id, row.flags) == ("a@b.example", "sup_1", ())


def test_a_suppression_without_an_address_is_quarantined() -> None:
    rejected = read_suppression({"id": "sup_1", "email": " "}, seen_at=SEEN_AT)
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.row_key) == ("missing_id", "sup_1")
