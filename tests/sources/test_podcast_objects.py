"""Single objects of Podcast Backlinks, and what is sent to place an order."""

from __future__ import annotations

import json
from typing import Any

import pytest

from data.errors import BadEnvelope, NotFound
from tests.sources.podcast_vendors import ORDER, pull, vendor


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


def test_an_order_goes_out_with_its_key_and_the_body_as_given() -> None:
    with vendor({"status": 201, "body": {"id": "ord_1"}}) as (server, source):
        assert source.place_order(ORDER, idempotency_key="k-1") == {"id": "ord_1"}
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/v1/orders")
    assert request.headers["idempotency-key"] == "k-1"
    assert json.loads(request.body) == ORDER
    with pytest.raises(ValueError):
        source.place_order(ORDER, idempotency_key="")


def test_a_failed_order_may_name_its_error() -> None:
    failed = {"id": "ord_1", "status": "failed", "error": {"code": "content_rejected"}}
    with vendor({"status": 200, "body": failed}) as (server, source):
        assert source.order("ord_1") == failed
    assert len(server.requests) == 1


@pytest.mark.parametrize("rest", [{}, {"data": None}, {"data": [], "status": "error"}])
def test_an_error_in_a_good_answer_is_no_empty_list(rest: dict[str, Any]) -> None:
    with vendor({"status": 200, "body": {"error": {"code": "internal_error"}, **rest}}) as (_, s):
        pages, fault = pull(s)
    assert pages == [] and fault is not None and fault.reason == "error_in_200"
