"""The Podcast Backlinks source: what it asks, and what it makes of usual and odd answers."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any, get_args

import pytest

from data.errors import BadEnvelope, NotFound, PagingFault, Refused, Rejected, SourceError
from data.http import HttpClient, SlidingWindow
from data.sandbox.options import ListEnvelope, Options
from data.sandbox.server import Sandbox
from data.sources.podcast_backlinks import OrderPage, PodcastBacklinks
from data.strict_json import Unreadable
from tests.scripted_server import ScriptedServer, Step
from tests.skipping_clock import SkippingClock


def client(base_url: str, key: str = "pk_live_a1b2c3d4e5f6") -> HttpClient:
    clock = SkippingClock()
    return HttpClient(
        source="podcast",
        base_url=base_url,
        token=key,
        limiter=SlidingWindow(10_000, clock=clock),
        clock=clock,
        random=Random(2),
    )


@contextmanager
def vendor(*bodies: Any) -> Iterator[tuple[ScriptedServer, PodcastBacklinks]]:
    """A server that answers these bodies (or whole steps) in turn, and a source that asks it."""
    steps: list[Step] = [
        body if isinstance(body, dict) and "status" in body else {"status": 200, "body": body}
        for body in bodies
    ]
    with ScriptedServer(steps) as server:
        yield server, PodcastBacklinks(client(server.url))


def rows(*numbers: int, day: int = 14) -> list[dict[str, str]]:
    return [{"id": f"ord_{n}", "created_at": f"2025-03-{day}T10:00:{n:02}Z"} for n in numbers]


def bad_request(message: str) -> Step:
    return {
        "status": 400,
        "body": {"error": {"code": "invalid_request", "message": message, "request_id": "req_1"}},
    }


def pull(source: PodcastBacklinks, **options: Any) -> tuple[list[OrderPage], SourceError | None]:
    pages = []
    try:
        for page in source.order_pages(**options):
            pages.append(page)
    except SourceError as fault:
        return pages, fault
    return pages, None


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
    "cursor", ["https://evil.example/v1/orders?cursor=c2", ["c2"], {"c": 2}, True, 1.5]
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


@pytest.mark.parametrize("status", [404, 409, 422])
def test_a_report_that_is_not_ready_is_none(status: int) -> None:
    with vendor({"status": status}) as (_, source):
        assert source.report("ord_1") is None


def test_an_order_that_is_gone_is_not_found() -> None:
    with vendor({"status": 404}) as (_, source), pytest.raises(NotFound):
        source.order("ord_1")


def test_an_object_that_is_none_is_a_bad_envelope() -> None:
    with vendor([]) as (_, source), pytest.raises(BadEnvelope):
        source.account()


@pytest.mark.parametrize(
    "body",
    [
        ["saas", "health", "", 7],
        [{"id": "saas"}, {"slug": "health", "name": "Health"}, {"id": 7}],
        {"niches": [{"name": "saas"}, "health"]},
        {"data": ["saas", "health"]},
    ],
)
def test_niches_come_as_texts_whatever_their_shape(body: Any) -> None:
    with vendor(body) as (_, source):
        assert source.niches() == ["saas", "health"]


ORDER = {
    "package": "growth",
    "target_url": "https://acme.com/blog/post",
    "anchor_text": "best CRM",
    "niche": "saas",
    "content": {"type": "html", "body": "<p>Notes</p>"},
    "metadata": {"client_id": "cus_42"},
}


def test_an_order_goes_out_with_its_key_and_the_body_as_given() -> None:
    with vendor({"status": 201, "body": {"id": "ord_1"}}) as (server, source):
        assert source.place_order(ORDER, idempotency_key="k-1") == {"id": "ord_1"}
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/orders")
    assert request.headers["idempotency-key"] == "k-1"
    assert json.loads(request.body) == ORDER
    with pytest.raises(ValueError):
        source.place_order(ORDER, idempotency_key="")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(orders=230, requests_per_minute=10_000)) as running:
        yield running


def connect(sandbox: Sandbox, **changed: str) -> PodcastBacklinks:
    names = {"PODCAST_BACKLINKS__BASE_URL": "base_url", "PODCAST_BACKLINKS__API_KEY": "key"}
    given = {name: sandbox.settings[setting] for setting, name in names.items()} | changed
    return PodcastBacklinks(client(given["base_url"], given["key"]))


def test_the_whole_list_of_the_sandbox_is_read(sandbox: Sandbox) -> None:
    pages, fault = pull(connect(sandbox))
    ids = {row["id"] for page in pages for row in page.rows}
    assert fault is None and len(ids) == 230
    assert len(pages) == 3 and all(page.descending for page in pages)


def test_every_read_of_the_sandbox_is_answered(sandbox: Sandbox) -> None:
    source = connect(sandbox)
    pages, _ = pull(source, status="delivered")
    order_id = pages[0].rows[0]["id"]
    order, report = source.order(order_id), source.report(order_id)
    assert isinstance(order, dict) and order["status"] == "delivered" and order["placements"]
    assert isinstance(report, dict) and report["order_id"] == order_id
    account = source.account()
    assert isinstance(account, dict) and account["orders_total"] == 230
    assert "saas" in source.niches()
    every = [row for page in pull(source)[0] for row in page.rows]
    is_open = next(row["id"] for row in every if row["status"] in ("queued", "in_progress"))
    assert source.report(is_open) is None


def test_a_wrong_key_is_refused_once_and_named(sandbox: Sandbox) -> None:
    source = connect(sandbox, key="pk_live_wrong")
    with pytest.raises(Refused) as caught:
        source.account()
    assert source._http.requests_sent == 1
    assert "Check PODCAST_BACKLINKS__API_KEY." in caught.value.message


def test_a_repeated_order_with_the_same_key_is_the_same_order() -> None:
    with Sandbox(Options(orders=20, requests_per_minute=10_000)) as sandbox:
        source, key = connect(sandbox), str(uuid.uuid4())
        first = source.place_order(ORDER, idempotency_key=key)
        again = source.place_order(ORDER, idempotency_key=key)
        assert isinstance(first, dict) and isinstance(again, dict)
        assert first["id"] == again["id"]
        with pytest.raises(Rejected) as caught:
            source.place_order(ORDER, idempotency_key=str(uuid.uuid4()))
        assert caught.value.code == "duplicate_order"


@pytest.mark.parametrize("shape", get_args(ListEnvelope))
def test_every_list_shape_of_the_sandbox_gives_the_same_orders(shape: ListEnvelope) -> None:
    options = Options(orders=130, requests_per_minute=10_000, list_envelope=shape)
    with Sandbox(options) as sandbox:
        pages, fault = pull(connect(sandbox))
    assert fault is None
    assert len({row["id"] for page in pages for row in page.rows}) == 130
