"""Every report of money is what pandas makes of the same rows."""

from __future__ import annotations

import pytest

from tests.independent.demo_world import money
from tests.independent.demo_world.reading import Demo, compare


def test_how_costs_are_known(demo: Demo) -> None:
    compare(demo.ask("cost_labels"), money.cost_labels(demo), "cost_basis")


@pytest.mark.parametrize("by", [None, "package"])
def test_what_links_cost(demo: Demo, by: str | None) -> None:
    compare(demo.ask("link_costs", by), money.link_costs(demo, by), "group", "currency")


@pytest.mark.parametrize("by", [None, "platform"])
def test_what_waiting_costs(demo: Demo, by: str | None) -> None:
    told = demo.ask("waiting_costs", by)
    told["currency"] = told["currency"].fillna("")
    expected = money.waiting_costs(demo, by)
    compare(told, expected.assign(currency=expected["currency"].fillna("")), "group", "currency")


def test_links_to_chase(demo: Demo) -> None:
    words = "url target_url client_id client_name ask_what"
    told = demo.ask("links_to_chase")
    compare(told, money.links_to_chase(demo), "order_id", "slot", without=words)


def test_the_summary_of_clients(demo: Demo) -> None:
    told, expected = demo.ask("client_summary"), money.client_summary(demo)
    compare(told, expected, "client_id", without="client_name")
