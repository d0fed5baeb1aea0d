"""Lists, the proof that they are complete, and the CSV exports that complete them."""

from __future__ import annotations

from typing import Any

import pytest

from data.errors import BadBody, BadEnvelope
from data.sources.outreach_exports import rows_of, unguarded
from data.sources.outreach_figures import figures_of
from data.sources.outreach_listing import (
    ATTEMPTS,
    LEADS,
    REPLIES,
    Listing,
    add_missing,
    check_cap,
    check_count,
    listing_of,
    needs_proof,
)
from data.strict_json import Unreadable


def leads(count: int) -> list[Any]:
    return [{"id": f"l{n}"} for n in range(count)]


def test_a_bare_array_is_a_list_without_a_warning() -> None:
    listing = listing_of([{"id": "l1"}], what="Leads")
    assert (listing.rows, listing.warnings) == ([{"id": "l1"}], [])


def test_an_object_with_exactly_one_array_is_accepted_with_a_warning() -> None:
    listing = listing_of({"items": leads(2), "total": 73}, what="Leads")
    assert len(listing.rows) == 2
    assert listing.announced == 73
    assert listing.warnings == ["Leads: the rows came under `items` instead of a bare array."]


@pytest.mark.parametrize(
    "body", [None, "text", 7, {}, {"items": None}, {"items": {}}, {"a": [], "b": []}]
)
def test_an_answer_without_exactly_one_list_is_no_empty_list(body: Any) -> None:
    with pytest.raises(BadEnvelope, match="^Leads: "):
        listing_of(body, what="Leads")


def test_the_expected_key_is_taken_among_several_arrays() -> None:
    body = {"keywords": ["a"], "leads": leads(1), "total": 1}
    assert listing_of(body, what="Leads", key="leads").rows == leads(1)


def test_a_bare_array_where_a_named_one_is_expected_is_accepted_with_a_warning() -> None:
    listing = listing_of(leads(1), what="Leads", key="leads")
    assert listing.warnings == ["Leads: a bare array came instead of `leads`."]


@pytest.mark.parametrize("length", [50, 100])
def test_a_list_that_ends_at_a_cap_always_needs_proof(length: int) -> None:
    listing = Listing(leads(length))
    assert needs_proof(listing, length, are_caps_known=True)
    assert needs_proof(listing, length, are_caps_known=False)


def test_where_caps_are_known_another_length_is_believed_until_a_count_disagrees() -> None:
    assert not needs_proof(Listing(leads(49)), None, are_caps_known=True)
    assert needs_proof(Listing(leads(49)), 73, are_caps_known=True)


def test_where_caps_are_unknown_only_an_equal_count_is_proof() -> None:
    assert needs_proof(Listing(leads(20)), None, are_caps_known=False)
    assert needs_proof(Listing(leads(20)), 19, are_caps_known=False)
    assert not needs_proof(Listing(leads(20)), 20, are_caps_known=False)
    assert needs_proof(Listing(leads(20), announced=21), 20, are_caps_known=False)


def test_rows_are_added_by_key_and_those_of_the_list_stay_as_they_are() -> None:
    listing = Listing([{"id": 1, "notes": "ours"}, Unreadable("{", "duplicate_key", "2")])
    added = add_missing(listing, [{"lead_id": "1"}, {"lead_id": "2"}, {"lead_id": "3"}], LEADS)
    assert added == 1
    assert listing.rows[0] == {"id": 1, "notes": "ours"}
    assert listing.rows[2] == {"lead_id": "3"}
    assert listing.announced == 3


def test_rows_without_a_key_are_not_taken_for_one_another() -> None:
    listing = Listing([{"status": "sent"}])
    assert add_missing(listing, [{"status": "sent"}, {"id": ""}], ATTEMPTS) == 2


def test_a_list_short_of_the_count_is_incomplete() -> None:
    listing = Listing(leads(50))
    check_count(listing, 73, what="Leads")
    assert not listing.is_complete
    assert listing.warnings == ["Leads: only 50 of 73 could be read."]


def test_an_unconfirmed_list_of_exactly_100_is_doubted() -> None:
    listing = Listing(leads(100))
    check_cap(listing, what="Suppression list")
    assert listing.warnings == ["Suppression list: exactly 100 rows, which may be a cut-off list."]


def test_an_export_is_read_by_column_name_in_any_order_with_extra_columns() -> None:
    text = "\ufeffStatus,extra,Lead ID,email\r\nplaced,x,l1,\r\n"
    assert rows_of(text, "text/csv", LEADS, what="Export") == [
        {"status": "placed", "extra": "x", "lead_id": "l1", "email": None}
    ]


def test_cells_may_hold_line_breaks_commas_and_quotes() -> None:
    text = 'attempt_id,subject,status\r\na1,"Two\r\nlines, and ""quotes""",sent\r\n'
    (row,) = rows_of(text, "text/csv", ATTEMPTS, what="Export")
    assert row["subject"] == 'Two\r\nlines, and "quotes"'


def test_a_header_alone_is_an_empty_export() -> None:
    assert rows_of("reply_id,subject\r\n", "text/csv", REPLIES, what="Export") == []


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ("<html>Sign in", "text/html"),
        ("<html>Sign in", "text/csv"),
        ('{"detail":"x"}', "application/json"),
        ("", "text/csv"),
        ("lead_id,colour\r\nl1,red\r\n", "text/csv"),
        ("email,status\r\na,b\r\n", "text/csv"),
        ("id,status,status\r\n1,a,b\r\n", "text/csv"),
        ('id,status\r\n1,"never closed\r\n', "text/csv"),
    ],
)
def test_what_is_not_the_expected_csv_is_refused_as_a_whole(text: str, content_type: str) -> None:
    with pytest.raises(BadBody) as caught:
        rows_of(text, content_type, LEADS, what="Export of the leads")
    assert caught.value.reason == "not_csv"
    assert caught.value.message.startswith("Export of the leads: ")


def test_a_row_that_does_not_fit_the_header_goes_to_the_quarantine_alone() -> None:
    text = "id,status\r\nl1,placed\r\nl2,placed,too,many\r\nl3,lost\r\n"
    rows = rows_of(text, "text/csv", LEADS, what="Export")
    assert rows[1] == Unreadable("l2,placed,too,many", "bad_csv_row")
    assert [rows[0]["id"], rows[2]["id"]] == ["l1", "l3"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=cmd|calc", "=cmd|calc"),
        ("'+Quick question", "+Quick question"),
        ("'-5", "-5"),
        ("'@here", "@here"),
        ("'\tindented", "\tindented"),
        ("'\rreturned", "\rreturned"),
        ("''=twice", "''=twice"),
        ("'quoted'", "'quoted'"),
        ("'", "'"),
        ("=bare", "=bare"),
        ("", ""),
    ],
)
def test_exactly_one_guarding_apostrophe_is_taken_back(cell: str, text: str) -> None:
    assert unguarded(cell) == text


def test_figures_keep_the_names_of_the_vendor() -> None:
    body = {
        "campaign_id": "bl_1",
        "total_leads": 3,
        "response_rate": 0.5,
        "is_live": True,
        "leads_by_status": {"placed": 2, "lost": None},
        "daily_send_volume": [{"date": "2026-11-20", "count": 4}, {"date": None, "count": 1}],
        "stages": [{"status": "placed", "count": 2}, "odd"],
    }
    assert figures_of(body, what="Analytics") == {
        "total_leads": 3.0,
        "response_rate": 0.5,
        "leads_by_status.placed": 2.0,
        "daily_send_volume.2026-11-20": 4.0,
        "stages.placed": 2.0,
    }


def test_figures_must_be_an_object() -> None:
    with pytest.raises(BadEnvelope):
        figures_of([1], what="Analytics")
