"""Reading the Podcast Backlinks API: shapes, pages, errors and limits of the document."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests

from data.sandbox.cases import EXAMPLE_ID
from data.sandbox.server import Sandbox
from tests.sandbox.podcast_serving import AS_OF, Caller, code_of, options

ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(options()) as running:
        yield running


@pytest.fixture(scope="module")
def caller(sandbox: Sandbox) -> Caller:
    return Caller(sandbox)


def test_pages_hold_every_order_once_and_newest_first(caller: Caller) -> None:
    rows = caller.all_orders(limit=37)
    times = [row["created_at"] for row in rows]
    assert len({row["id"] for row in rows}) == len(rows) == 300
    assert times == sorted(times, reverse=True)
    assert all(ZULU.fullmatch(time) for time in times)


def test_a_page_has_twenty_rows_unless_asked(caller: Caller) -> None:
    assert len(caller.get("/orders").json()["data"]) == 20


def test_the_list_leaves_placements_out_and_echoes_the_texts(caller: Caller) -> None:
    row = caller.get("/orders").json()["data"][0]
    assert "placements" not in row
    assert {"anchor_text", "episode_title", "niche", "metadata", "report_url"} <= row.keys()


def test_a_status_filter_shows_that_status_only(caller: Caller) -> None:
    rows = caller.all_orders(limit=7, status="failed")
    assert rows and {row["status"] for row in rows} == {"failed"}


@pytest.mark.parametrize(
    "query",
    [{"limit": "0"}, {"limit": "101"}, {"limit": "ten"}, {"limit": "-1"}, {"cursor": "abc"},
     {"cursor": ""}, {"status": "finished"}],
)  # fmt: skip
def test_a_bad_list_parameter_is_an_invalid_request(caller: Caller, query: dict[str, str]) -> None:
    assert code_of(caller.get("/orders", **query)) == (400, "invalid_request")


def test_a_cursor_fits_only_its_own_list(caller: Caller) -> None:
    cursor = caller.get("/orders", status="delivered").json()["next_cursor"]
    assert code_of(caller.get("/orders", cursor=cursor)) == (400, "invalid_request")


def test_an_order_has_the_six_fields_of_the_document(caller: Caller) -> None:
    order = caller.get(f"/orders/{EXAMPLE_ID}").json()
    fields = ["id", "status", "links_total", "links_delivered", "placements", "report_url"]
    assert list(order) == fields
    assert list(order["placements"][0]) == ["platform", "url", "live_at", "indexed"]


def test_a_pending_slot_is_there_without_a_url(caller: Caller) -> None:
    orders = [
        caller.get(f"/orders/{row['id']}").json() for row in caller.all_orders(status="in_progress")
    ]
    pending = [slot for order in orders for slot in order["placements"] if slot["url"] is None]
    assert pending and all(slot["live_at"] is None and not slot["indexed"] for slot in pending)


def test_the_report_of_the_example_says_what_the_document_says(caller: Caller) -> None:
    report = caller.get(f"/orders/{EXAMPLE_ID}/report").json()
    assert report["summary"] == {
        "links_total": 3,
        "indexed": 3,
        "average_da": 92,
        "delivered_in_hours": 5.7,
    }
    assert all(ZULU.fullmatch(slot["indexed_at"]) for slot in report["placements"])


def test_the_reports_pdf_is_a_pdf(caller: Caller, sandbox: Sandbox) -> None:
    address = urlsplit(caller.get(f"/orders/{EXAMPLE_ID}/report").json()["pdf_url"])
    here = f"{sandbox.base_url}{address.path}"
    pdf = requests.get(here, headers={"Host": str(address.hostname)}, timeout=10)
    assert pdf.headers["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF-")
    assert pdf.content == requests.get(here, timeout=10).content


def test_there_is_no_report_before_delivery(caller: Caller) -> None:
    open_id = caller.get("/orders", status="in_progress").json()["data"][0]["id"]
    assert code_of(caller.get(f"/orders/{open_id}/report")) == (404, "report_not_ready")


@pytest.mark.parametrize("path", ["/orders/ord_01HZX9P7R8MA3K4VYT0", "/orders/x", "/refunds"])
def test_what_does_not_exist_answers_in_the_documented_shape(caller: Caller, path: str) -> None:
    answer = caller.get(path)
    assert code_of(answer) == (404, "not_found")
    assert answer.json()["error"].keys() == {"code", "message", "doc_url", "request_id"}


@pytest.mark.parametrize(
    "header", ["", "Bearer wrong", "Basic pk_live", "pk_live_sandbox7d1f4c2e9a"]
)
def test_without_the_key_nothing_is_answered(sandbox: Sandbox, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = requests.get(f"{sandbox.base_url}/v1/account", headers=headers, timeout=10)
    assert code_of(answer) == (401, "unauthenticated")


def test_account_and_niches_have_their_fields(caller: Caller) -> None:
    account = caller.get("/account").json()
    assert account["orders_total"] == 300 and account["balance_usd"] == 412.5
    assert account["credits"].keys() == {"starter", "growth", "scale", "expires_at"}
    assert "saas" in {niche["id"] for niche in caller.get("/niches").json()["data"]}


def test_request_sixty_one_of_a_minute_is_refused_with_the_wait() -> None:
    with Sandbox(options(orders=10, requests_per_minute=60)) as small:
        caller = Caller(small)
        statuses = [caller.get("/account").status_code for _ in range(60)]
        refused = caller.get("/account")
    assert set(statuses) == {200}
    assert code_of(refused) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


@pytest.mark.parametrize("list_order", ["oldest", "shuffled"])
def test_another_order_of_the_list_holds_the_same_orders(caller: Caller, list_order: str) -> None:
    with Sandbox(options(list_order=list_order, list_placements=True)) as other:
        rows = Caller(other).all_orders(limit=64)
    times = [row["created_at"] for row in rows]
    assert {row["id"] for row in rows} == {row["id"] for row in caller.all_orders()}
    assert (times == sorted(times)) == (list_order == "oldest")
    assert all(len(row["placements"]) == row["links_total"] for row in rows)


@pytest.mark.parametrize("envelope", ["orders", "items", "results", "array", "page_meta"])
def test_another_envelope_holds_the_same_rows(caller: Caller, envelope: str) -> None:
    with Sandbox(options(list_envelope=envelope)) as other:
        body = Caller(other).get("/orders", limit=5).json()
    key = "items" if envelope == "page_meta" else envelope
    rows = body if envelope == "array" else body[key]
    ids = [row["id"] for row in caller.all_orders()]
    assert [row["id"] for row in rows] == ids[: len(rows)]
    assert len(rows) == (300 if envelope == "array" else 5)


def test_equal_options_serve_equal_bytes(sandbox: Sandbox, caller: Caller) -> None:
    with Sandbox(options(as_of=AS_OF)) as twin:
        again = Caller(twin).get("/orders", limit=100).content
    port, other_port = sandbox.options.port, twin.options.port
    mine = caller.get("/orders", limit=100).content
    assert mine == again.replace(b":%d/" % other_port, b":%d/" % port)
