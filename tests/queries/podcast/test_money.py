"""What links cost and what waiting costs, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from data.access import Scope
from tests.queries.podcast.worlds import AS_OF, PodcastWorld, Z, ago

MONTH = 30.4375


def priced(world: PodcastWorld, **prices: str) -> None:
    for package, price in prices.items():
        world.add(
            "price_book",
            package=package,
            valid_from=ago(days=400),
            price=Decimal(price),
            currency="USD",
        )


def closed(
    world: PodcastWorld, order_id: str, links: int, indexed: int, days: float = 60, **more: Any
) -> None:
    """Delivered so many days ago with `links`, of which `indexed` after ten hours each."""
    at = ago(days=days)
    row = {"status": "delivered", "delivered_event_at": at, "package": "growth"}
    row |= {"report_fetched_at": AS_OF, "created_at": ago(days=days + 2), "links_total": links}
    world.order(order_id, **row | more)
    for slot in range(links):
        world.link(order_id, days * 24 + 5, 10 if slot < indexed else None, slot=slot)


def test_a_link_costs_what_its_orders_cost_failed_ones_included(world: PodcastWorld) -> None:
    priced(world, growth="100")
    closed(world, "full", 4, 2)
    closed(world, "half", 2, 1)
    world.order(
        "failed", status="failed", package="growth", first_seen_closed_at=ago(days=40),
        created_at=ago(days=50), links_total=4,
    )  # fmt: skip
    world.order("open", package="growth")
    row = world.only("link_costs")
    assert (row["priced_orders"], row["gross"], row["links"]) == (3, 300, 6)
    assert (row["gross_per_link"], row["gross_per_indexed"]) == (50, 100)
    squares = (100 - 4 * 50) ** 2 + (100 - 2 * 50) ** 2 + (100 - 0) ** 2
    half = Z * (squares * 3 / 2) ** 0.5 / 6
    assert row["gross_per_link_low"] == pytest.approx(max(50 - half, 0))
    assert row["gross_per_link_high"] == pytest.approx(50 + half)
    # F(30 d) of six links with three events is one half: the young may be told by it
    assert row["f_30d"] == pytest.approx(0.5)
    assert row["gross_per_indexed_expected"] == pytest.approx(100)


def test_an_order_is_paid_for_with_its_links_on_all_platforms(world: PodcastWorld) -> None:
    priced(world, growth="100")
    closed(world, "o", 3, 2, client_id="cus_a")
    world.link("o", 60 * 24, 10, slot=9, platform="apple")
    whole, of_one = world.only("link_costs"), world.only("link_costs", platforms=("apple",))
    assert of_one == whole and whole["gross_per_link"] == 25
    assert world.only("client_summary")["cost_per_indexed_link"] == pytest.approx(100 / 3)
    assert world.only("client_summary", platforms=("apple",))["cost_per_indexed_link"] is None


def test_a_refund_lowers_the_net_and_not_the_gross(world: PodcastWorld) -> None:
    priced(world, growth="100")
    closed(world, "a", 2, 1)
    world.add("order_costs", order_id="a", refund=Decimal("30"), currency="USD")
    row = world.only("link_costs")
    assert (row["gross"], row["refunds"], row["net"]) == (100, 30, 70)
    assert (row["gross_per_link"], row["net_per_link"]) == (50, 35)
    assert row["gross_per_link_low"] is None  # one order has no spread


def test_young_orders_are_in_no_cost_of_an_indexed_link_but_the_expected_one(
    world: PodcastWorld,
) -> None:
    priced(world, growth="100")
    closed(world, "old", 2, 1)
    closed(world, "young", 2, 2, days=10)
    row = world.only("link_costs")
    assert (row["mature_orders"], row["mature_links"], row["mature_indexed"]) == (1, 2, 1)
    assert row["gross_per_indexed"] == 100
    assert row["gross_per_indexed_expected"] == pytest.approx(200 / (4 * 0.75))


def test_nothing_delivered_has_a_spend_and_no_cost_of_a_link(world: PodcastWorld) -> None:
    priced(world, growth="100")
    world.order(
        "failed", status="failed", package="growth", first_seen_closed_at=ago(days=3), links_total=4
    )
    row = world.only("link_costs")
    assert (row["gross"], row["links"]) == (100, 0)
    assert row["gross_per_link"] is row["gross_per_indexed"] is row["gross_per_link_high"] is None


def test_the_price_of_the_day_of_the_order_counts(world: PodcastWorld) -> None:
    priced(world, growth="100")
    world.add(
        "price_book", package="growth", valid_from=ago(days=30), price=Decimal("150"),
        currency="USD",
    )  # fmt: skip
    closed(world, "before", 1, 0, days=40)
    closed(world, "after", 1, 0, days=20)
    assert world.only("link_costs")["gross"] == 250


def test_currencies_are_not_added(world: PodcastWorld) -> None:
    priced(world, growth="100")
    closed(world, "a", 1, 0)
    closed(world, "b", 1, 0, package="scale")
    world.add("order_costs", order_id="b", cost=Decimal("80"), currency="EUR")
    rows = {row["currency"]: row["gross"] for row in world.ask("link_costs")}
    assert rows == {"EUR": 80, "USD": 100}


def test_a_cost_is_exact_booked_inferred_or_unknown(world: PodcastWorld) -> None:
    priced(world, growth="100")
    closed(world, "booked", 1, 0)
    closed(world, "exact", 1, 0)
    world.add("order_costs", order_id="exact", cost=Decimal("90"), currency="USD")
    closed(world, "alone", 1, 0, days=20, package="starter")
    for number in range(2):
        closed(world, f"two-{number}", 1, 0, days=10, package="starter")
    for days, balance in ((30, "500"), (21, "451"), (5, "300")):
        world.add(
            "account_snapshots",
            observed_at=ago(days=days),
            balance_usd=Decimal(balance),
            credits_starter=1,
        )
    labels = {row["cost_basis"]: row["orders"] for row in world.ask("cost_labels")}
    assert labels == {"exact": 1, "booked": 1, "inferred": 1, "unknown": 2}
    row = world.only("link_costs")
    assert (row["gross"], row["unpriced_orders"]) == (100 + 90 + 49, 2)


def test_a_balance_that_rose_or_a_credit_that_was_used_tells_no_cost(world: PodcastWorld) -> None:
    closed(world, "topped-up", 1, 0, days=20)
    closed(world, "credit", 1, 0, days=10)
    for days, balance, credits in ((30, "100", 2), (21, "400", 2), (9, "390", 1)):
        world.add(
            "account_snapshots",
            observed_at=ago(days=days),
            balance_usd=Decimal(balance),
            credits_starter=credits,
        )
    labels = {row["cost_basis"]: row["orders"] for row in world.ask("cost_labels")}
    assert labels["unknown"] == 2


@pytest.fixture
def waiting(world: PodcastWorld) -> PodcastWorld:
    """metrics.md B's ten links on one page worth 304.375 a month: a dollar a link and day."""
    world.order("o", links_total=10, report_fetched_at=AS_OF, target_url="https://t.example/")
    events = (0.5, 0.9, 2.6, 3, 26, 48)
    for slot, after in enumerate((*events, 30, 72, 100, 168)):
        is_event = after in events
        world.link("o", 168 if is_event else after, after if is_event else None, slot=slot)
    world.add(
        "page_values", target_url="https://t.example/", monthly_value=Decimal("304.38"),
        currency="USD",
    )  # fmt: skip
    return world


def test_waiting_costs_a_days_value_for_each_day_before_the_index(waiting: PodcastWorld) -> None:
    row = waiting.only("waiting_costs")
    a_day = 304.38 / 10 / MONTH
    waited = (0.5 + 0.9 + 2.6 + 3 + 26 + 48 + 30 + 72 + 100 + 168) / 24
    assert row["realised"] == pytest.approx(waited * a_day)
    assert (row["links"], row["waiting"], row["blocked"]) == (10, 4, 0)
    assert row["burn_per_day"] == pytest.approx(4 * a_day)
    assert row["saved_vs_natural_30d"] is None  # nobody gave a baseline
    assert row["expected_from_live_30d"] is None  # no link was watched for 30 days


def test_a_link_of_an_order_not_yet_known_takes_no_part_of_its_page(waiting: PodcastWorld) -> None:
    before = waiting.only("waiting_costs", as_of=ago(hours=1))["burn_per_day"]
    waiting.order("late", created_at=ago(hours=0.5), target_url="https://t.example/")
    waiting.slot("late", live_at=ago(hours=2))
    assert waiting.only("waiting_costs", as_of=ago(hours=1))["burn_per_day"] == before
    assert waiting.only("waiting_costs")["links"] == 11


def lost(days: float, ramp: float, steps: int = 20_000) -> float:
    """The area under min(1, t / ramp), in strips."""
    width = days / steps
    return sum(min(1, (n + 0.5) * width / ramp) * width for n in range(steps))


def test_with_a_ramp_a_wait_costs_what_would_have_grown_by_then(waiting: PodcastWorld) -> None:
    linear = waiting.only("waiting_costs")
    assert (linear["basis"], linear["ramp_days"]) == ("linear", None)
    waiting.add("assumptions", name="value_ramp_days", value=3)
    row = waiting.only("waiting_costs")
    a_day = 304.38 / 10 / MONTH
    waits = (0.5, 0.9, 2.6, 3, 26, 48, 30, 72, 100, 168)
    expected = a_day * sum(lost(hours / 24, 3) for hours in waits)
    assert row["realised"] == pytest.approx(expected, rel=1e-6)
    assert (row["basis"], row["ramp_days"]) == ("ramp", 3)
    chased = {link["slot"]: link for link in waiting.ask("links_to_chase")}
    assert chased[6]["cost_so_far"] == pytest.approx(a_day * 1.25**2 / 6)  # 30 hours old
    assert chased[9]["cost_so_far"] == pytest.approx(a_day * (7 - 1.5))  # 168 hours old
    assert chased[9]["basis"] == "ramp"
    same = ("burn_per_day", "expected_next_30d", "waiting", "links")
    assert [row[name] for name in same] == [linear[name] for name in same]


def test_a_wait_as_long_as_the_ramp_costs_half_of_it(world: PodcastWorld) -> None:
    world.order("o", report_fetched_at=AS_OF, target_url="https://t.example/")
    world.link("o", 800, 240)
    world.add(
        "page_values", target_url="https://t.example/", monthly_value=Decimal("304.38"),
        currency="USD",
    )  # fmt: skip
    world.add("assumptions", name="value_ramp_days", value=10)
    assert world.only("waiting_costs")["realised"] == pytest.approx(304.38 / MONTH * 10 / 2)


def test_what_waits_ahead_is_the_area_under_the_rest_of_the_curve(waiting: PodcastWorld) -> None:
    ahead = {row["slot"]: row["expected_wait_days"] for row in waiting.ask("links_to_chase")}
    # at 30 h half still wait; six tenths of the area from then: 18 h at 1, then .375 / .5
    assert ahead[6] == pytest.approx((18 + (720 - 18) * 0.75) / 24)
    assert ahead[7] == pytest.approx(30)  # past the last event nothing is expected any more


def test_what_cannot_be_indexed_stands_first_and_waits_for_ever(waiting: PodcastWorld) -> None:
    waiting.add(
        "index_checks",
        url_sha256="sha-o-6",
        checked_at=ago(hours=2),
        verdict="not_indexed",
        reason_code="crawl_blocked",
        confidence="observed",
    )
    rows = waiting.ask("links_to_chase")
    assert rows[0]["slot"] == 6 and rows[0]["is_blocked"]
    assert rows[0]["expected_wait_days"] == 30
    assert waiting.only("waiting_costs")["burn_blocked_per_day"] == pytest.approx(
        304.38 / 10 / MONTH
    )


def test_each_waiting_link_says_whom_to_ask_about_what(waiting: PodcastWorld) -> None:
    for slot, reason in ((6, "crawl_blocked"), (7, "noindex")):
        waiting.add(
            "index_checks",
            url_sha256=f"sha-o-{slot}",
            checked_at=ago(hours=2),
            verdict="not_indexed",
            reason_code=reason,
            confidence="observed",
        )
    asked = {
        row["slot"]: (row["ask_whom"], row["ask_what"]) for row in waiting.ask("links_to_chase")
    }
    assert asked[6][0] == asked[7][0] == asked[9][0] == "Podcast Backlinks"
    assert "robots.txt" in asked[6][1] and "noindex" in asked[7][1]
    assert asked[8] == ("nobody yet", "younger than a week: to be waited for")  # 100 hours old
    assert "not indexed" in asked[9][1]  # 168 hours old


def test_a_natural_wait_is_capped_at_the_horizon_and_gives_the_saving(world: PodcastWorld) -> None:
    world.order("o", links_total=2, report_fetched_at=AS_OF, target_url="https://t.example/")
    world.link("o", 800, 240, slot=1)
    world.link("o", 800, 480, slot=2)
    world.add(
        "page_values", target_url="https://t.example/", monthly_value=Decimal("60.88"),
        currency="USD",
    )  # fmt: skip
    world.add("assumptions", name="natural_wait_days", value=90)
    row = world.only("waiting_costs")
    assert row["mean_wait_30d_days"] == pytest.approx(15)
    assert row["natural_wait_30d_days"] == 30
    assert row["saved_vs_natural_30d"] == pytest.approx(60.88 / MONTH * 15)


def test_pages_without_a_value_are_counted_and_cost_nothing(world: PodcastWorld) -> None:
    world.order("o", report_fetched_at=AS_OF, target_url="https://t.example/")
    world.link("o", 100)
    row = world.only("waiting_costs")
    assert (row["currency"], row["links"], row["waiting"]) == (None, 1, 1)
    assert row["realised"] is row["burn_per_day"] is row["expected_next_30d"] is None
    (link,) = world.ask("links_to_chase")
    assert link["expected_cost_30d"] is None and link["expected_wait_days"] == 30


def test_money_is_for_staff(waiting: PodcastWorld) -> None:
    priced(waiting, growth="100")
    closed(waiting, "a", 1, 0, client_id="cus_a")
    for name in ("link_costs", "waiting_costs", "links_to_chase", "cost_labels"):
        assert waiting.ask(name, Scope.of(["cus_a"])) == [], name


def test_an_empty_warehouse_costs_nothing(world: PodcastWorld) -> None:
    assert (
        world.ask("link_costs") == world.ask("waiting_costs") == world.ask("links_to_chase") == []
    )
    assert [row["orders"] for row in world.ask("cost_labels")] == [0, 0, 0, 0]


def test_a_page_indexed_before_its_link_has_not_waited(world: PodcastWorld) -> None:
    world.order("o", report_fetched_at=AS_OF, target_url="https://t.example/")
    world.link("o", 100, -5)
    world.add("page_values", target_url="https://t.example/", monthly_value=9, currency="USD")
    assert world.only("waiting_costs")["realised"] == 0
