"""Delivery reports over worlds whose answers are computed by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from data.access import Scope
from tests.queries.outreach.worlds import wilson
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, ago, hours

CREATED = ago(days=10)


def delivered(world: PodcastWorld, order_id: str, after: float, **more: object) -> None:
    """Delivered so many hours after creation, by the event clock."""
    created_at = more.pop("created_at", CREATED)
    assert isinstance(created_at, datetime)
    world.order(
        order_id,
        created_at=created_at,
        status="delivered",
        delivered_event_at=created_at + hours(after),
        **more,
    )


def test_an_empty_warehouse_answers_with_zeros_and_unknown_rates(world: PodcastWorld) -> None:
    row = world.only("delivery_times")
    assert row["group"] == "all"
    assert [row[name] for name in ("orders", "delivered", "open", "failed", "due")] == [0] * 5
    assert all(row[name] is None for name in row if name.endswith(("hours", "rate", "low", "high")))


def test_every_order_is_delivered_open_or_failed(world: PodcastWorld) -> None:
    delivered(world, "a", 5)
    delivered(world, "b", 8)
    delivered(world, "c", 20)
    delivered(world, "d", 7)
    world.order("queued", status="queued", created_at=ago(hours=3))
    world.order("odd", status="on_hold", created_at=ago(hours=30))
    world.order("failed", status="failed", created_at=CREATED, first_seen_closed_at=ago(days=9))
    row = world.only("delivery_times")
    assert (row["orders"], row["delivered"], row["open"], row["failed"]) == (7, 4, 2, 1)
    assert row["median_hours_finished"] == 7.5  # the mean of the two middle values
    assert row["longest_open_hours"] == 30
    # one is censored at 3 h, so that of six 1/6 is reached at 5 h, 2/6 at 7 h, 3/6 at 8 h
    assert row["km_median_hours"] == 8
    assert row["km_p90_hours"] is None


@pytest.mark.parametrize(
    ("clock", "hours_taken", "slots"),
    [("link", 4, (2, 4)), ("event", 7, (2, None)), ("vendor", 5.7, ()), ("poll", 9, ())],
)
def test_the_first_clock_that_is_known_counts(
    world: PodcastWorld, clock: str, hours_taken: float, slots: tuple[float | None, ...]
) -> None:
    known = {"first_seen_closed_at": CREATED + hours(9)}
    known |= {"delivered_in_hours": 5.7} if clock != "poll" else {}
    known |= {"delivered_event_at": CREATED + hours(7)} if clock in ("link", "event") else {}
    world.order("o", status="delivered", links_total=2, **known)
    for number, live in enumerate(slots):
        world.slot("o", number, live_at=None if live is None else CREATED + hours(live))
    row = world.only("orders")
    assert row["delivered_clock"] == clock
    assert row["delivery_hours"] == pytest.approx(hours_taken, abs=1e-9)
    used = [card for card in world.ask("order_card", order="o") if card["is_used"]]
    assert [card["clock"] for card in used] == [clock]


def test_nine_in_ten_of_the_finished_is_an_order_that_exists(world: PodcastWorld) -> None:
    for number, after in enumerate((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30)):
        delivered(world, f"o{number}", after)
    row = world.only("delivery_times")
    assert row["p90_hours_finished"] == 10  # the tenth of eleven, nothing between two orders


def test_a_delivery_before_its_creation_is_counted_but_not_timed(world: PodcastWorld) -> None:
    delivered(world, "impossible", -1)
    delivered(world, "plain", 6)
    row = world.only("delivery_times")
    assert (row["delivered"], row["median_hours_finished"]) == (2, 6)
    assert world.ask("delivery_curve")[0]["at_risk"] == 1


def test_promises_are_judged_once_due(world: PodcastWorld) -> None:
    due = ago(days=2)
    delivered(world, "on-the-second", 8 * 24, first_promised_at=due)
    delivered(world, "late", 8 * 24 + 6, first_promised_at=due)
    delivered(world, "early", 5, first_promised_at=AS_OF + timedelta(days=1))
    world.order("overdue", first_promised_at=due)
    world.order("later", first_promised_at=AS_OF + timedelta(hours=1))
    world.order("failed", status="failed", first_promised_at=due, first_seen_closed_at=due)
    world.order("no-promise")
    row = world.only("delivery_times")
    assert (row["due"], row["on_time"], row["overdue_open"]) == (3, 1, 1)
    assert row["on_time_rate"] == pytest.approx(1 / 3)
    assert (row["on_time_low"], row["on_time_high"]) == pytest.approx(wilson(1, 3))
    assert (row["longest_overdue_hours"], row["not_due_open"]) == (48, 1)
    ledger = {entry["order_id"]: entry for entry in world.ask("promise_ledger")}
    assert {key: entry["state"] for key, entry in ledger.items()} == {
        "on-the-second": "kept",
        "late": "late",
        "early": "kept",
        "overdue": "late_open",
        "later": "not_due",
        "failed": "failed",
        "no-promise": "no_promise",
    }
    lateness = {key: entry["lateness_hours"] for key, entry in ledger.items()}
    assert (lateness["on-the-second"], lateness["late"], lateness["overdue"]) == (0, 6, 48)
    assert lateness["later"] is None and lateness["failed"] is None
    on_time = {order["order_id"]: order["on_time"] for order in world.ask("orders")}
    assert on_time["on-the-second"] is True and on_time["overdue"] is False
    assert on_time["early"] is None and on_time["failed"] is None


def test_a_due_second_counts_at_that_second(world: PodcastWorld) -> None:
    world.order("o", first_promised_at=AS_OF)
    assert world.only("delivery_times")["overdue_open"] == 1


def test_orders_go_by_creation_and_promises_by_their_own_day(world: PodcastWorld) -> None:
    delivered(
        world,
        "o",
        24,
        created_at=datetime(2026, 5, 31, 12),
        first_promised_at=datetime(2026, 6, 2),
    )
    may, june = world.ask("delivery_times", by="month")
    assert (may["group"], may["orders"], may["due"]) == ("2026-05", 1, 0)
    assert (june["group"], june["orders"], june["due"], june["on_time"]) == ("2026-06", 0, 1, 1)
    only_june = world.only("delivery_times", start=date(2026, 6, 1), end=date(2026, 6, 30))
    assert (only_june["orders"], only_june["due"]) == (0, 1)


def test_groups_without_a_name_are_unassigned(world: PodcastWorld) -> None:
    delivered(world, "a", 4, client_id="cus_a", package="growth")
    delivered(world, "b", 6)
    for by, group in (("client_id", "cus_a"), ("package", "growth")):
        rows = {row["group"]: row["delivered"] for row in world.ask("delivery_times", by=by)}
        assert rows == {group: 1, "unassigned": 1}
    assert [row["group"] for row in world.ask("delivery_times", by="niche")] == ["unassigned"]


def test_the_example_promise_flips_with_grace(world: PodcastWorld) -> None:
    """The vendor's own example: delivered 131 s after its promise."""
    promise = CREATED + hours(7.5)
    world.order(
        "o",
        status="delivered",
        first_promised_at=promise,
        delivered_event_at=promise + timedelta(seconds=131),
    )
    rows = [(row["grace_minutes"], row["due"], row["on_time"]) for row in _grace(world)]
    assert rows == [(0, 1, 0), (15, 1, 1), (60, 1, 1)]


def _grace(world: PodcastWorld) -> list[dict[str, object]]:
    return world.ask("grace_sensitivity")


def test_a_promise_within_its_grace_is_not_yet_due(world: PodcastWorld) -> None:
    world.order("o", first_promised_at=ago(hours=0.5))
    assert [row["due"] for row in _grace(world)] == [1, 1, 0]


def test_lateness_falls_into_bins_that_keep_the_second(world: PodcastWorld) -> None:
    due = ago(days=2)
    for name, late in (("a", 0), ("b", 0.1), ("c", 12), ("d", 12.5), ("e", -500)):
        delivered(world, name, 8 * 24 + late, first_promised_at=due, created_at=CREATED)
    delivered(world, "f", 400, created_at=ago(days=30), first_promised_at=ago(days=28))
    rows = {row["from_hours"]: row["orders"] for row in world.ask("lateness_bins")}
    assert len(rows) == 15 and sum(rows.values()) == 6
    assert {start: number for start, number in rows.items() if number} == {
        -72: 1, -12: 1, 0: 2, 12: 1, 96: 1,
    }  # fmt: skip
    assert [row["is_late"] for row in world.ask("lateness_bins")] == [False] * 6 + [True] * 9


def test_overdue_orders_come_longest_first(world: PodcastWorld) -> None:
    world.add("clients", client_id="cus_a", name="Acme")
    world.order("short", client_id="cus_a", first_promised_at=ago(hours=5), links_delivered=1)
    world.order("long", first_promised_at=ago(hours=50), links_total=3)
    rows = world.ask("overdue_orders")
    assert [(row["order_id"], row["lateness_hours"]) for row in rows] == [
        ("long", 50),
        ("short", 5),
    ]
    assert [row["client_name"] for row in rows] == [None, "Acme"]
    assert rows[0]["age_hours"] == 240


def test_weeks_without_a_promise_stand_as_zeros(world: PodcastWorld) -> None:
    """AS_OF is Tuesday, 30 June 2026."""
    june_8 = datetime(2026, 6, 8)
    delivered(world, "kept", 1, created_at=june_8, first_promised_at=datetime(2026, 6, 9))
    world.order("overdue", first_promised_at=datetime(2026, 6, 29, 3))
    rows = world.ask("promise_weeks", start=date(2026, 6, 8), end=date(2026, 7, 5))
    told = [(row["due_week"].isoformat(), row["kept"], row["overdue_open"]) for row in rows]
    assert told == [
        ("2026-06-08", 1, 0), ("2026-06-15", 0, 0), ("2026-06-22", 0, 0), ("2026-06-29", 0, 1),
    ]  # fmt: skip
    assert [row["is_complete"] for row in rows] == [True, True, True, False]


def test_elapsed_hours_ignore_daylight_saving(world: PodcastWorld) -> None:
    """Berlin loses an hour on 29 March 2026; two UTC hours stay two hours."""
    start = datetime(2026, 3, 29, 0)
    delivered(world, "o", 2, created_at=start)
    row = world.only("delivery_times", zone="Europe/Berlin")
    assert row["median_hours_finished"] == 2


def test_a_local_day_of_23_hours_holds_its_orders(world: PodcastWorld) -> None:
    night = date(2026, 3, 29)
    for number, at in enumerate(
        (datetime(2026, 3, 28, 22, 59), datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 21, 59),
         datetime(2026, 3, 29, 22)),
    ):  # fmt: skip
        world.order(f"o{number}", created_at=at)
    row = world.only("delivery_times", start=night, end=night, zone="Europe/Berlin")
    assert row["orders"] == 2


def test_a_viewer_sees_the_own_clients_only(world: PodcastWorld) -> None:
    delivered(world, "mine", 4, client_id="cus_a")
    delivered(world, "theirs", 4, client_id="cus_b")
    delivered(world, "nobodys", 4)
    assert world.only("delivery_times", Scope.of(["cus_a"]))["orders"] == 1
    assert world.only("delivery_times", Scope.of(["cus_a"]), clients=("cus_b",))["orders"] == 0
    assert world.only("delivery_times", Scope.of([]))["orders"] == 0
    assert world.only("delivery_times", clients=("cus_b",))["orders"] == 1
    assert world.ask("order_card", Scope.of(["cus_a"]), order="theirs") == []
    assert world.ask("order_slots", Scope.of(["cus_a"]), order="theirs") == []
