"""What is collected from the placements of a small agency's year, and planned without network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.access import Scope
from data.demo import world
from data.indexing import collecting, planning
from data.settings import Settings
from data.warehouse import Warehouse
from tests.filled import ACME, asked, filled


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, Settings]]:
    agency = filled(tmp_path_factory.getbasetemp())
    url = f"duckdb:///{agency.copy(tmp_path_factory.mktemp('copy'))}"
    with Warehouse.open(url) as warehouse:
        yield warehouse, world.overlay(agency.settings, url)


def test_every_live_placement_is_collected_once(year: tuple[Warehouse, Settings]) -> None:
    warehouse, _ = year
    entries = collecting.of_placements(warehouse, Scope.everything(), allow_example=True)
    links = asked(warehouse, "placements")
    live = links[links["url"].notna() & links["live_at"].notna() & links["lost_at"].isna()]
    assert len(entries) == len(live) > 100
    assert [entry.url for entry in entries] == list(live["url"])
    taken = [entry.sha256 for entry in entries if entry.sha256 and not entry.duplicate_of]
    assert len(taken) == len(set(taken))


def test_a_client_collects_its_own_placements_only(year: tuple[Warehouse, Settings]) -> None:
    entries = collecting.of_placements(year[0], Scope.of([ACME]), allow_example=True)
    assert {entry.client_id for entry in entries} == {ACME}
    assert collecting.of_placements(year[0], Scope.of([]), allow_example=True) == []


def test_without_leave_example_hosts_are_refused(year: tuple[Warehouse, Settings]) -> None:
    entries = collecting.of_placements(year[0], Scope.of([ACME]), allow_example=False)
    assert {entry.code for entry in entries} == {"local_name"}


def test_the_states_of_a_plan_add_up_to_what_was_collected(
    year: tuple[Warehouse, Settings],
) -> None:
    warehouse, settings = year
    entries = collecting.of_placements(warehouse, Scope.everything(), allow_example=True)
    rows = planning.plan(warehouse, settings, entries, Scope.everything())
    counts = planning.counts(rows)
    assert sum(counts.values()) == len(entries)
    assert set(counts) >= {"already_indexed", "not_submittable", "unknown"}
    links = asked(warehouse, "placements")
    indexed = set(links.loc[links["index_state"] == "indexed", "url_sha256"])
    found = {row.sha256 for row in rows if row.state == "already_indexed"}
    assert found <= indexed
    assert all(row.message for row in rows if row.reason)
