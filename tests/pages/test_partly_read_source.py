"""A cursor leads back to the first page: what was read before is kept, and the page says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data import settings, sync
from data.warehouse import Warehouse
from tests.filled import Filled
from tests.pages.driving import PAGES, answer, running_on, visit, went_well
from tests.scripted_server import ScriptedServer
from tests.skipping_clock import SkippingClock

pytestmark = pytest.mark.usefixtures("partly_read")

CIRCLE = {"status": 200, "body": {"data": [{"id": "ord_1"}], "next_cursor": "c1"}}
ACCOUNT = {"status": 200, "body": {"balance_usd": 10, "orders_total": 400}}


@pytest.fixture(scope="module")
def partly_read(
    filled_file: Filled, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    with ScriptedServer([CIRCLE], endpoint="GET /orders", otherwise=lambda _: ACCOUNT) as server:
        own = filled_file.settings | {"PODCAST_BACKLINKS__BASE_URL": server.url}
        copy = filled_file.copy(tmp_path_factory.mktemp("partial"))
        with running_on(copy, **own) as warehouse:
            clock = SkippingClock(server.attempt_over)
            read = sync.run(warehouse, settings.load(), sources=("podcast",), clock=clock)
            assert read["podcast"].status == "partial", read["podcast"]
            yield warehouse


@pytest.mark.parametrize("page", PAGES)
def test_one_yellow_line_names_the_source(page: str) -> None:
    app = visit(page, range="all")
    assert went_well(app)
    (line,) = [element.value for element in app.warning]
    assert line.startswith("**Orders: read in part.**")
    assert answer(app)


def test_sync_does_not_call_a_part_the_whole() -> None:
    assert answer(visit("sync")).startswith("**1 of 3\u00a0sources read in part**; the oldest")
