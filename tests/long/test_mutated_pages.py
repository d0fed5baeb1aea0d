"""Valid answers with random damage: nothing is raised, and every row received is accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice
from pathlib import Path

import pytest

from data import sync
from data.settings import Settings, load
from data.sync.results import SourceResult
from data.warehouse import Warehouse
from tests.fresh import fresh
from tests.independent.answering import KEY, RICH
from tests.independent.worlds import orders, outreach
from tests.long.amounts import amount
from tests.long.mutating_servers import Damage, Mode, MutatingOutreach, MutatingPodcast
from tests.skipping_clock import SkippingClock

ANSWERS = amount(300, long=20_000)
SYNCS_EACH = 20  # of one warehouse: later ones meet rows that are known
NOW = datetime(2026, 3, 29)
CAMPAIGNS = (6, 3, 1, 0) * 10  # leads of each; a sync costs much the same for forty as for two


@dataclass
class Vendors:
    """Both servers, the damage they share, and settings that name them."""

    damage: Damage
    settings: Settings

    def sync_into(self, warehouse: Warehouse, seed: int, mode: Mode) -> dict[str, SourceResult]:
        self.damage.begin(seed, mode)
        return sync.run(warehouse, self.settings, full=True, clock=SkippingClock())


@pytest.fixture(scope="module")
def vendors() -> Iterator[Vendors]:
    with (
        MutatingPodcast(orders(NOW, 14, seed=7), RICH, lambda: NOW) as podcast,
        MutatingOutreach(outreach(NOW, CAMPAIGNS, seed=11), RICH, lambda: NOW) as answers,
    ):
        podcast.damage = answers.damage = damage = Damage()
        fast = {"requests_per_minute": 100_000}
        yield Vendors(
            damage,
            load(
                podcast_backlinks={"base_url": podcast.url, "api_key": KEY, **fast},
                backlink_outreach={"base_url": answers.url, "token": KEY, **fast},
            ),
        )


def assert_accounted_for(results: dict[str, SourceResult], told: str) -> None:
    for source in ("podcast", "outreach"):
        result = results[source]
        assert result.status in ("ok", "partial", "failed"), told
        assert result.reason not in ("warehouse", "settings"), f"{told}: {result.message}"
        for table, counts in result.tally.tables.items():
            ways = counts.inserted + counts.updated + counts.unchanged + counts.superseded
            assert counts.received == ways + counts.quarantined, f"{told}: {table} {counts}"


def assert_every_row_was_received(vendors: Vendors, results: dict[str, SourceResult]) -> None:
    sent = vendors.damage.rows
    tables = results["podcast"].tally.tables
    assert tables["orders"].received == sent["list"] + sent["detail"]
    assert tables["reports"].received == sent["report"]
    assert results["podcast"].status == "ok"
    for table in ("leads", "attempts", "replies"):
        assert results["outreach"].tally.tables[table].received == sent[table], table


@pytest.mark.long
def test_damaged_answers_raise_nothing_and_drop_nothing(
    vendors: Vendors, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    seeds = count()
    while vendors.damage.answers < ANSWERS:
        first = next(seeds)
        with fresh(tmp_path / f"{first}.duckdb") as warehouse:
            for seed in (first, *islice(seeds, SYNCS_EACH - 1)):
                mode: Mode = "rows" if seed % 2 else "anything"
                results = vendors.sync_into(warehouse, seed, mode)
                assert_accounted_for(results, f"seed {seed}")
                if mode == "rows":
                    assert_every_row_was_received(vendors, results)
                if vendors.damage.answers >= ANSWERS:
                    break
    record_property("damaged answers", vendors.damage.answers)
    record_property("syncs", next(seeds))
