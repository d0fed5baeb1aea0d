"""The Podcast Backlinks source against the sandbox."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import get_args

import pytest

from data.errors import Refused, Rejected
from data.sandbox.options import ListEnvelope, Options
from data.sandbox.server import Sandbox
from data.sources.podcast_backlinks import PodcastBacklinks
from tests.sources.podcast_vendors import ORDER, client, pull


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
