"""Every report is what pandas makes of the same rows, odd as they are, whatever is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.independent.recounts.datasets import DATASETS
from tests.independent.recounts.reports import RECOUNTS, check, check_dataset, groupings
from tests.independent.recounts.world import World
from tests.independent.wild_world import worlds
from tests.independent.wild_world.drawing import Draw
from tests.long.amounts import IS_LONG, amount

# Worlds of ninety orders, of one and of none; the demo has the calibration in every run.
SEEDS = range(amount(3, long=60))
QUESTIONS = amount(1, long=3)
NAMES = [name for name in RECOUNTS if IS_LONG or name != "forecast_calibration"]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_report_of_a_wild_world_is_what_pandas_makes_of_it(tmp_path: Path, seed: int) -> None:
    draw, differing = Draw(seed), {}
    with worlds.filled(tmp_path / "wild.duckdb", seed, is_kept=seed % 2 == 0) as warehouse:
        world = World(warehouse)
        for number in range(seed % 3, seed % 3 + QUESTIONS):
            view = world.view(**worlds.question(seed, number))
            for name in NAMES:
                by = draw.choice(groupings(name))
                if error := _difference(view, name, by):
                    differing[name, by, number] = error
            for name in DATASETS:
                check_dataset(view, name)
    assert differing == {}


def _difference(view: World, name: str, by: str | None) -> str:
    has_range = bool(view.wanted.start and view.wanted.end)
    if name == "what_changed" and not has_range:
        return ""  # nothing to compare with
    try:
        check(view, name, by)
    except AssertionError as error:
        return str(error)
    return ""
