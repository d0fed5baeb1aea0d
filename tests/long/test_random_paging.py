"""Whatever way a list is paged in: every row is found, or the sync says that it is not complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from data import sync
from data.errors import PagingFault
from data.http import HttpClient, SlidingWindow
from data.schema import orders
from data.settings import load
from data.sources.podcast_backlinks import PodcastBacklinks
from data.warehouse import Warehouse
from tests.independent.answering import KEY
from tests.long.amounts import amount
from tests.long.paging_server import CIRCLES, HONEST, Paging, PagingServer, Served
from tests.skipping_clock import SkippingClock

SEEDS, SYNCS = amount(100, long=2_000), amount(6, long=100)


@pytest.fixture(scope="module")
def server() -> Iterator[PagingServer]:
    with PagingServer() as running:
        yield running


@dataclass
class Read:
    """What came of reading the list, and whether that is said to be all of it."""

    ids: set[str]
    is_complete: bool
    told: str


def read(server: PagingServer, paging: Paging) -> Read:
    """The pages as the source gives them, over HTTP."""
    server.begin(paging)
    ids: set[str] = set()
    http = HttpClient(
        base_url=server.url,
        token=KEY,
        source="podcast",
        limiter=SlidingWindow(100_000),
        clock=SkippingClock(),
    )
    try:
        for page in PodcastBacklinks(http).order_pages(limit=100):
            ids.update(row["id"] for row in page.rows)
    except PagingFault as fault:
        return Read(ids, False, fault.message)
    finally:
        http.close()
    return Read(ids, True, "")


def sync_into(warehouse: Warehouse, server: PagingServer, paging: Paging) -> Read:
    """A whole sync, and what it leaves in the warehouse."""
    server.begin(paging)
    own = {"base_url": server.url, "api_key": KEY, "requests_per_minute": 100_000}
    result = sync.run(
        warehouse,
        load(podcast_backlinks=own),
        sources=["podcast"],
        full=True,
        clock=SkippingClock(),
    )["podcast"]
    assert result.status in ("ok", "partial"), result.message
    chosen = sa.select(orders.c.order_id).where(orders.c.order_id.startswith(f"s{paging.seed}_"))
    with warehouse.read() as connection:
        return Read(set(connection.scalars(chosen)), result.status == "ok", result.message)


def asked_in_vain(served: list[Served]) -> int:
    """Requests after the answer that showed a circle, in the last pass from the top.

    One page without news shows no circle where the next one brings some: lists grow while read.
    Nor does an empty page, as behind a filter (contract 3.4).
    """
    top = max(n for n, answer in enumerate(served) if answer.asked is None)
    named: set[str] = set()
    seen: set[str] = set()
    shown_at = len(served)
    for number, answer in enumerate(served[top:], top + 1):
        if not seen.issuperset(answer.ids):
            shown_at = len(served)
        elif answer.ids or answer.named in named:
            shown_at = min(shown_at, number)
        named.update([answer.named] if answer.named else [])
        seen.update(answer.ids)
    return sum(bool(answer.ids) for answer in served[shown_at:])


def assert_nothing_is_missed(server: PagingServer, paging: Paging, found: Read) -> None:
    told = f"seed {paging.seed}, {paging.kind}: {found}"
    assert found.ids >= {order_id for answer in server.served for order_id in answer.ids}, told
    assert not found.is_complete or found.ids >= server.ids_before, told
    assert asked_in_vain(server.served) <= 1, told
    if paging.kind in HONEST:
        assert found.is_complete, told
    if paging.kind == "honest":
        assert len(server.served) == max(1, -(-paging.count // paging.size)), told
    if paging.kind in CIRCLES and server.served[-1].named:
        assert not found.is_complete, told


@pytest.mark.long
def test_every_row_is_found_or_the_reading_says_it_is_not_complete(
    server: PagingServer, record_property: Callable[[str, object], None]
) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(SEEDS):
        paging = Paging(seed)
        found = read(server, paging)
        assert_nothing_is_missed(server, paging, found)
        kinds[f"{paging.kind} {'complete' if found.is_complete else 'not complete'}"] += 1
    record_property("paging servers", dict(sorted(kinds.items())))


@pytest.mark.long
def test_a_sync_stores_every_row_or_is_partial(server: PagingServer, warehouse: Warehouse) -> None:
    for seed in range(SYNCS):
        paging = Paging(seed)
        assert_nothing_is_missed(server, paging, sync_into(warehouse, server, paging))
