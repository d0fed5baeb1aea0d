"""``POST /orders``: the 201 shape, every documented refusal and idempotency."""

from collections.abc import Iterator
from typing import Any

import pytest

from data.sandbox.server import Sandbox
from tests.sandbox.podcast_serving import Caller, code_of, options


@pytest.fixture
def caller() -> Iterator[Caller]:
    with Sandbox(options(orders=40)) as sandbox:
        yield Caller(sandbox)


@pytest.fixture(scope="module")
def refusing() -> Iterator[Caller]:
    """A sandbox for requests that change nothing."""
    with Sandbox(options(orders=40)) as sandbox:
        yield Caller(sandbox)


def test_a_placed_order_answers_in_the_documents_shape_and_heads_the_list(caller: Caller) -> None:
    placed = caller.place(metadata={"client_id": "cus_42"})
    order = placed.json()
    assert placed.status_code == 201
    assert list(order) == [
        "id", "status", "package", "links_total", "links_delivered", "target_url", "created_at",
        "estimated_delivery_at", "report_url",
    ]  # fmt: skip
    assert (order["status"], order["links_delivered"], order["report_url"]) == ("queued", 0, None)
    first = caller.get("/orders", limit=1).json()["data"][0]
    assert (first["id"], first["metadata"]) == (order["id"], {"client_id": "cus_42"})
    assert caller.get(f"/orders/{order['id']}").json()["placements"][0]["url"] is None


def test_pages_do_not_shift_when_an_order_is_placed_between_them(caller: Caller) -> None:
    first = caller.get("/orders", limit=10).json()
    caller.place()
    second = caller.get("/orders", limit=10, cursor=first["next_cursor"]).json()
    assert not {row["id"] for row in first["data"]} & {row["id"] for row in second["data"]}
    assert len(caller.all_orders(limit=10)) == 41


def test_an_account_counts_placed_orders_and_uses_credits_first(caller: Caller) -> None:
    caller.place()
    account = caller.get("/account").json()
    assert (account["orders_total"], account["credits"]["growth"]) == (41, 1)
    assert account["balance_usd"] == 412.5


def test_an_order_that_cannot_be_paid_names_both_sums(caller: Caller) -> None:
    pages = [f"https://acme-crm.example/{number}" for number in range(5)]
    answers = [caller.place(target_url=page) for page in pages]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 201, 402]
    error = answers[-1].json()["error"]
    assert error["code"] == "insufficient_funds"
    assert error["message"] == "Your balance ($114.50) is below the order total ($149.00)."


def test_an_identical_order_in_progress_is_a_duplicate(caller: Caller) -> None:
    caller.place()
    assert code_of(caller.place(anchor_text="other words")) == (409, "duplicate_order")
    assert caller.place(package="scale").status_code == 201


def test_the_same_key_and_body_answer_the_same_order(caller: Caller) -> None:
    first, second = caller.place(key="8f3c-1"), caller.place(key="8f3c-1")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert caller.get("/account").json()["orders_total"] == 41


def test_a_used_key_with_another_body_is_refused(caller: Caller) -> None:
    caller.place(key="8f3c-2")
    refused = caller.place(key="8f3c-2", anchor_text="another")
    assert code_of(refused) == (400, "invalid_request")


def test_a_key_whose_order_was_refused_can_be_used_again(caller: Caller) -> None:
    assert code_of(caller.place(key="8f3c-3", niche="aviation")) == (422, "niche_unavailable")
    assert caller.place(key="8f3c-3").status_code == 201


def test_after_an_internal_error_the_same_key_succeeds(caller: Caller) -> None:
    flaky = {"target_url": "https://flaky.example/page"}
    assert code_of(caller.place(key="8f3c-4", **flaky)) == (500, "internal_error")
    assert caller.place(key="8f3c-4", **flaky).status_code == 201


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"package": "huge"}, (400, "invalid_request")),
        ({"target_url": "acme"}, (400, "invalid_request")),
        ({"target_url": "javascript:alert(1)"}, (400, "invalid_request")),
        ({"anchor_text": " "}, (400, "invalid_request")),
        ({"niche": None}, (400, "invalid_request")),
        ({"content": "<p>"}, (400, "invalid_request")),
        ({"content": {"type": "pdf", "body": "x"}}, (400, "invalid_request")),
        ({"content": {"type": "gdocs_url", "body": "x"}}, (400, "invalid_request")),
        ({"metadata": []}, (400, "invalid_request")),
        ({"callback_url": "nowhere"}, (400, "invalid_request")),
        ({"target_url": "https://www.spam-links.example/"}, (403, "url_blocked")),
        ({"anchor_text": "best casino"}, (422, "content_rejected")),
        ({"niche": "basket weaving"}, (422, "niche_unavailable")),
    ],
)
def test_what_the_document_refuses_is_refused(
    refusing: Caller, changes: dict[str, Any], expected: tuple[int, str]
) -> None:
    assert code_of(refusing.place(**changes)) == expected


def test_a_body_that_is_no_json_object_is_an_invalid_request(refusing: Caller) -> None:
    for body in (b"", b"{", b"[]", b"\xff"):
        answer = refusing.session.post(refusing.base_url + "/orders", data=body, timeout=10)
        assert code_of(answer) == (400, "invalid_request")
