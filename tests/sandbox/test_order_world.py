"""The order world is a pure function of seed and index, and holds every named case."""

from datetime import datetime, timedelta

import pytest

from data.sandbox.account import Account
from data.sandbox.blocks import BLOCK
from data.sandbox.cases import CASES, EXAMPLE_ID, UNKNOWN_STATUS
from data.sandbox.clock import Clock
from data.sandbox.listing import STATUSES
from data.sandbox.orders import Order
from data.sandbox.timelines import Fate
from data.sandbox.world import OrderWorld
from tests.sandbox.podcast_serving import AS_OF, options


def world_of(orders: int, as_of: datetime = AS_OF, seed: int = 7) -> OrderWorld:
    return OrderWorld(options(orders=orders, as_of=as_of, seed=seed), Clock(as_of, 0.0))


@pytest.fixture(scope="module")
def world() -> OrderWorld:
    return world_of(3_000)


def orders_of(world: OrderWorld) -> list[Order]:
    return [world.blocks.order(number) for number in range(world.count(AS_OF))]


def case(world: OrderWorld, name: str) -> Order:
    number = next(n for n, (found, _) in world.blocks.cases.items() if found.name == name)
    return world.blocks.order(number)


def test_the_same_seed_and_date_give_the_same_orders(world: OrderWorld) -> None:
    assert orders_of(world) == orders_of(world_of(3_000))
    assert orders_of(world_of(50)) != orders_of(world_of(50, seed=8))


def test_an_order_does_not_depend_on_which_others_were_looked_at(world: OrderWorld) -> None:
    assert world_of(3_000).blocks.order(2_500) == orders_of(world)[2_500]


@pytest.mark.parametrize("orders", [45, 300, 3_000])
def test_creation_times_never_fall_with_the_index(orders: int) -> None:
    times = [order.created_at for order in orders_of(world_of(orders))]
    assert times == sorted(times) and times[-1] <= AS_OF and len(times) == orders


def test_an_order_of_a_million_is_found_by_its_id() -> None:
    world = world_of(1_000_000)
    order = world.blocks.order(765_432)
    assert world.find(order.order_id, AS_OF) == order
    assert world.count(AS_OF) == 1_000_000


def test_an_order_of_the_future_is_not_found_yet(world: OrderWorld) -> None:
    order = world.blocks.order(3_000)
    assert world.find(order.order_id, AS_OF) is None
    assert world.find(order.order_id, order.created_at) == order


def test_the_world_goes_on_after_its_date(world: OrderWorld) -> None:
    week_later = world.count(AS_OF + timedelta(days=7)) - world.count(AS_OF)
    assert 40 < week_later < 140


def test_promises_failures_and_indexing_look_like_a_real_account(world: OrderWorld) -> None:
    orders = [order for order in orders_of(world) if order.ended_at and order.promised_at]
    delivered = [order for order in orders if not order.is_failed]
    kept = sum(order.ended_at <= order.promised_at for order in delivered) / len(delivered)
    links = [slot for order in orders for slot in order.slots if slot.live_at]
    never = sum(slot.fate is not Fate.INDEXED for slot in links) / len(links)
    assert 0.73 < kept < 0.82
    assert 0.02 < 1 - len(delivered) / len(orders) < 0.05
    assert 0.17 < never < 0.24
    assert any(order.revised_at for order in orders)


def test_few_orders_come_in_at_weekends(world: OrderWorld) -> None:
    weekend = sum(order.created_at.weekday() >= 5 for order in orders_of(world))
    assert weekend / 3_000 < 0.1


def test_status_filters_agree_with_each_order(world: OrderWorld) -> None:
    for status in STATUSES:
        numbers = [
            n for block in range(3_000 // BLOCK + 1) for n in world.numbers(block, status, AS_OF)
        ]
        expected = [o.number for o in orders_of(world) if o.status_at(AS_OF) == status]
        assert numbers == expected


def test_account_figures_agree_with_the_orders(world: OrderWorld) -> None:
    figures = Account(world).figures(AS_OF)
    orders = orders_of(world)
    since = AS_OF - timedelta(days=30)
    live = [slot.live_at for order in orders for slot in order.slots if slot.live_at]
    assert figures["orders_total"] == 3_000
    assert figures["orders_in_progress"] == sum(o.status_at(AS_OF) == "in_progress" for o in orders)
    assert figures["links_delivered_30d"] == sum(since < at <= AS_OF for at in live)


@pytest.mark.parametrize("orders", [45, 3_000, 200_000])
@pytest.mark.parametrize("as_of", [AS_OF, datetime(2026, 3, 29, 12, 0), datetime(2027, 1, 1)])
def test_every_named_case_is_in_the_world(orders: int, as_of: datetime) -> None:
    found = {case.name for case, _ in world_of(orders, as_of).blocks.cases.values()}
    assert found == {case.name for case in CASES}


def test_the_documents_example_keeps_its_clocks(world: OrderWorld) -> None:
    order = case(world, "document_example")
    times = [order.created_at, order.promised_at, order.ended_at]
    assert order.order_id == EXAMPLE_ID
    assert [f"{at:%H:%M:%S}" for at in times if at] == ["10:22:31", "18:00:00", "18:02:11"]
    assert [f"{slot.live_at:%H:%M:%S}" for slot in order.slots] == [
        "13:01:00",
        "13:18:00",
        "16:04:31",
    ]


def test_overdue_orders_stay_open(world: OrderWorld) -> None:
    order = case(world, "overdue_open")
    assert order.promised_at and order.promised_at < AS_OF
    assert order.status_at(AS_OF + timedelta(days=300)) == "in_progress"


def test_an_unknown_status_is_in_no_filtered_list(world: OrderWorld) -> None:
    order = case(world, "unknown_status")
    assert order.status_at(AS_OF) == UNKNOWN_STATUS
    block = order.number // BLOCK
    assert all(order.number not in world.numbers(block, status, AS_OF) for status in STATUSES)


def test_indexed_before_live_and_deindexed_later(world: OrderWorld) -> None:
    early, dropped = case(world, "indexed_before_live"), case(world, "deindexed")
    assert early.slots[0].indexed_at < early.slots[0].live_at
    assert dropped.slots[0].is_indexed(dropped.created_at + timedelta(days=2))
    assert not dropped.slots[0].is_indexed(AS_OF)


def test_three_of_three_and_none_of_three(world: OrderWorld) -> None:
    alone = {
        order.niche: order
        for order in orders_of(world)
        if order.niche in ("aviation", "beekeeping")
    }
    indexed = {niche: sum(s.is_indexed(AS_OF) for s in o.slots) for niche, o in alone.items()}
    assert indexed == {"aviation": 3, "beekeeping": 0}


def test_a_clock_change_lies_between_order_and_delivery(world: OrderWorld) -> None:
    order = case(world, "clock_change_autumn")
    assert (order.created_at, order.ended_at) == (
        datetime(2026, 10, 25, 0, 30),
        datetime(2026, 10, 25, 3, 45),
    )
