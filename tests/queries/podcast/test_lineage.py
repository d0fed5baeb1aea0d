"""The way of one link, step by step, and how many links can be followed along each edge."""

from __future__ import annotations

from datetime import datetime

import pytest

from data.access import Scope
from tests.queries.podcast.worlds import PodcastWorld, ago

URL = "sha-o-1"


def at(number: float) -> datetime:
    """So many hours after the order."""
    return ago(hours=200 - number)


@pytest.fixture
def followed(world: PodcastWorld) -> PodcastWorld:
    """Ordered, live at 5 h, submitted at 8 h, checked at 20 h, indexed between 12 h and 20 h."""
    world.order("o", created_at=at(0), links_total=2, client_id="cus_a")
    world.slot(
        "o", 1, live_at=at(5), first_seen_at=at(6), first_seen_live_at=at(6), indexed=True,
        last_seen_not_indexed_at=at(12), first_seen_indexed_at=at(20),
    )  # fmt: skip
    world.slot("o", 2, url=None, live_at=None, first_seen_at=at(6))
    for state, status, hour in (("failed", 503, 7), ("key_pending", 202, 8), ("received", 200, 9)):
        world.add(
            "index_submissions", url_sha256=URL, engine="indexnow", state=state, http_status=status,
            sent_at=at(hour),
        )  # fmt: skip
    world.add(
        "index_checks", url_sha256=URL, method="page", verdict="indexed", confidence="observed",
        checked_at=at(30),
    )  # fmt: skip
    return world


def steps(world: PodcastWorld, slot: int, **filters: object) -> dict[str, tuple[object, ...]]:
    return {
        row["step"]: (row["happened_at"], row["gap_hours"], row["origin"])
        for row in world.ask("order_lineage", order="o", **filters)
        if row["slot"] == slot
    }


def test_every_step_has_its_time_its_source_and_the_gap(followed: PodcastWorld) -> None:
    assert steps(followed, 1) == {
        "ordered": (at(0), None, "vendor"),
        "slot read": (at(6), None, "our read"),
        "live": (at(5), 5, "vendor"),
        "submitted": (at(8), 3, "our submission"),  # the first that was accepted
        "checked": (at(30), None, "our check"),
        "indexed": (at(20), 12, "between two reads"),
    }
    notes = {row["step"]: row["note"] for row in followed.ask("order_lineage", order="o")}
    assert "submitted" in notes


def test_a_slot_without_an_address_was_ordered_and_read(followed: PodcastWorld) -> None:
    known = [step for step, (when, *_) in steps(followed, 2).items() if when is not None]
    assert known == ["ordered", "slot read"]


def test_later_steps_are_hidden_in_a_replay(followed: PodcastWorld) -> None:
    assert steps(followed, 1, as_of=at(8.5))["indexed"][0] is None
    assert steps(followed, 1, as_of=at(7.5))["submitted"][0] is None


def test_another_clients_link_has_no_way(followed: PodcastWorld) -> None:
    assert followed.ask("order_lineage", Scope.of(["cus_b"]), order="o") == []


def test_each_edge_counts_what_can_be_followed(followed: PodcastWorld) -> None:
    edges = {
        row["edge"]: (row["matched"], row["eligible"]) for row in followed.ask("lineage_joins")
    }
    assert edges == {
        "slot to address": (1, 2),
        "address to live time": (1, 1),
        "live to submitted": (1, 1),
        "live to own check": (1, 1),
        "live to known state": (1, 1),
        "indexed to its time": (1, 1),
    }


def test_no_link_has_no_rate(world: PodcastWorld) -> None:
    assert {row["join_rate"] for row in world.ask("lineage_joins")} == {None}
