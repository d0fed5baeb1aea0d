"""The order list of Podcast Backlinks: shapes, cursors, limits, and pages that lead nowhere."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from data.errors import BadEnvelope, PagingFault, Rejected
from data.sources.podcast_backlinks import OrderPage, PodcastBacklinks
from data.strict_json import Unreadable
from tests.scripted_server import ScriptedServer
from tests.sources.podcast_vendors import bad_request, client, pull, rows, vendor


@pytest.mark.parametrize(
    "body",
    [
        *({key: rows(1)} for key in ("data", "orders", "items", "results")),
        rows(1),
        {"data": rows(1), "next_cursor": "x", "has_more": False},
        {"data": rows(1), "meta": {"next": "x", "has_more": False}},
        {"data": rows(1), "next_cursor": ""},
        {"orders": rows(1), "cursor": None},
    ],
)
def test_a_list_without_a_next_page_is_read_in_every_usual_shape(body: Any) -> None:
    with vendor(body) as (server, source):
        pages, fault = pull(source)
    assert (pages, fault, len(server.requests)) == ([OrderPage(rows(1), None, True)], None, 1)


@pytest.mark.parametrize(
    "part",
    [
        {"next_cursor": "c2"},
        {"cursor": "c2"},
        {"next": "/v1/orders?limit=5&cursor=c2"},
        {"next": "?limit=5&cursor=c2"},
        {"pagination": {"next_cursor": "c2"}},
        {"meta": {"cursor": "c2"}},
        {"paging": {"next": "c2"}, "has_more": True},
    ],
)
def test_the_cursor_is_found_wherever_it_is(part: dict[str, Any]) -> None:
    with vendor({"data": rows(2), **part}, {"data": rows(1)}) as (server, source):
        pages, fault = pull(source, status="queued")
    assert fault is None
    assert [page.cursor for page in pages] == ["c2", None]
    assert [request.path for request in server.requests] == [
        "/v1/orders?status=queued&limit=100",
        "/v1/orders?status=queued&limit=100&cursor=c2",
    ]


@pytest.mark.parametrize("cursor", ["a+b/c==&limit=1", "/vAb3+q==", 17])
def test_a_cursor_goes_back_as_it_came(cursor: str | int) -> None:
    with vendor({"data": rows(2), "next": cursor}, {"data": rows(1)}) as (_, source):
        pages, fault = pull(source)
    assert (pages[0].cursor, fault) == (str(cursor), None)


@pytest.mark.parametrize(
    "cursor",
    [
        "https://evil.example/v1/orders?cursor=c2",
        "https://[/orders?cursor=c2",
        "/v1/orders?limit=5&cursor=",
        "\ud800",
        ["c2"],
        {"c": 2},
        True,
        1.5,
    ],
)
def test_a_cursor_that_cannot_be_used_ends_the_pass_but_keeps_its_rows(cursor: Any) -> None:
    with vendor({"data": rows(1), "next": cursor}) as (server, source):
        pages, fault = pull(source)
    assert [page.rows for page in pages] == [rows(1)]
    assert isinstance(fault, PagingFault) and fault.reason == "bad_cursor"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body", [{}, {"data": None}, {"data": {"id": "x"}, "orders": []}, "x", 7, {"rows": []}]
)
def test_an_answer_without_a_list_is_a_fault_and_never_no_orders(body: Any) -> None:
    with vendor(body) as (server, source):
        pages, fault = pull(source)
    assert (pages, type(fault), len(server.requests)) == ([], BadEnvelope, 1)


def test_pages_that_bring_nothing_new_are_left_after_two() -> None:
    page = {"data": rows(1), "next_cursor": "c{counter}"}
    with vendor(page) as (server, source):
        pages, fault = pull(source)
    assert isinstance(fault, PagingFault) and fault.reason == "no_progress"
    assert len(pages) == len(server.requests) == 3


def test_empty_pages_are_passed_over_but_not_for_ever() -> None:
    empty = {"data": [], "next_cursor": "c{counter}"}
    with vendor(empty, empty, empty, {"data": rows(1)}) as (_, source):
        pages, fault = pull(source)
    assert fault is None and pages[-1].rows == rows(1)
    with vendor(empty) as (server, source):
        assert isinstance(pull(source)[1], PagingFault)
    assert len(server.requests) == 10


def test_rows_without_a_usable_id_still_count_as_new() -> None:
    odd = [{"id": ["x"]}, None, 7, "{counter}"]
    bodies = [{"data": odd, "next_cursor": f"c{n}"} for n in range(4)]
    with vendor(*bodies, {"data": []}) as (_, source):
        assert pull(source)[1] is None


def test_an_unreadable_row_is_handed_on_with_its_page() -> None:
    text = '{"data":[{"id":"ord_1","a":1,"a":2},{"id":"ord_2"}],"next_cursor":null}'
    with vendor({"status": 200, "body_text": text}) as (_, source):
        pages, fault = pull(source)
    assert fault is None
    assert pages[0].rows == [
        Unreadable('{"id":"ord_1","a":1,"a":2}', "duplicate_key", "ord_1"),
        {"id": "ord_2"},
    ]


@pytest.mark.parametrize("words", ["limit must be at most 30", "Limit: 30", "malformed parameter"])
def test_a_limit_that_is_refused_is_halved_and_remembered(words: str) -> None:
    refusal = bad_request(words)
    page = {"data": rows(1)}
    with vendor(refusal, refusal, page, page) as (server, source):
        assert pull(source)[1] is pull(source)[1] is None
    limits = [request.path.partition("limit=")[2] for request in server.requests]
    assert limits == ["100", "50", "25", "25"]


def test_a_limit_that_is_always_refused_is_left_to_the_vendor() -> None:
    with vendor(*[bad_request("bad limit")] * 3, {"data": rows(1)}) as (server, source):
        assert pull(source)[1] is None
    assert server.requests[-1].path == "/v1/orders"


def test_a_cursor_refused_twice_ends_the_pass() -> None:
    page, refusal = {"data": rows(1), "next_cursor": "c2"}, bad_request("cursor expired")
    with vendor(page, refusal, page, refusal) as (server, source):
        pages, fault = pull(source)
    assert isinstance(fault, PagingFault) and fault.reason == "cursor_refused"
    assert (len(pages), len(server.requests)) == (2, 4)


def test_a_refusal_without_a_cursor_is_the_vendors_answer() -> None:
    with vendor(bad_request("status is unknown")) as (_, source):
        fault = pull(source, status="lost")[1]
    assert isinstance(fault, Rejected)
    assert (fault.reason, fault.request_id) == ("invalid_request", "req_1")
    assert "status is unknown" in fault.message


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (rows(3, 2), rows(1), [True, True]),
        (rows(2, 2), rows(2), [True, True]),
        (rows(2), rows(3), [True, False]),
        (rows(1, 2), rows(0), [False, True]),
        ([{"id": "x"}, None], rows(1), [True, True]),
    ],
)
def test_a_page_says_whether_the_list_is_newest_first_up_to_it(
    first: list[Any], second: list[Any], expected: list[bool]
) -> None:
    with vendor({"data": first, "next_cursor": "c"}, {"data": second}) as (_, source):
        assert [page.descending for page in pull(source)[0]] == expected


def test_a_changed_envelope_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with vendor({"data": []}, {"items": []}) as (_, source), caplog.at_level(logging.WARNING):
        pull(source)
        pull(source)
    assert "came as 'items', before as 'data'" in caplog.text


def test_a_largest_page_that_was_learnt_before_is_asked_for_at_once() -> None:
    with ScriptedServer([{"status": 200, "body": {"data": []}}]) as server:
        pull(PodcastBacklinks(client(server.url), largest_limit=25))
    assert server.requests[0].path == "/v1/orders?limit=25"


@pytest.mark.parametrize(
    "body",
    [
        {"data": rows(1), "next_cursor": "c2", "meta": {"has_more": False}},
        {"data": rows(1), "next_cursor": False},
    ],
)
def test_an_end_counts_wherever_it_is_told(body: Any) -> None:
    with vendor(body) as (server, source):
        assert pull(source)[1] is None
    assert len(server.requests) == 1


def test_more_without_a_cursor_is_no_end() -> None:
    with vendor({"data": rows(1), "has_more": True, "next_cursor": None}) as (_, source):
        pages, fault = pull(source)
    assert len(pages) == 1 and isinstance(fault, PagingFault) and fault.reason == "bad_cursor"


@pytest.mark.parametrize("status", [404, 410, 422])
def test_a_cursor_that_is_gone_starts_the_list_again(status: int) -> None:
    page = {"data": rows(2), "next_cursor": "c2"}
    with vendor(page, {"status": status}, {"data": rows(2, 1)}) as (server, source):
        pages, fault = pull(source)
    assert fault is None and len(pages) == 2
    assert server.requests[-1].path == "/v1/orders?limit=100"
