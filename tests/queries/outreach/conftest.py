"""An empty world for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.queries.outreach.worlds import World, fill_campaign


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.close()


@pytest.fixture
def campaign(world: World) -> World:
    """Thirteen leads of one campaign, each a case of its own."""
    fill_campaign(world)
    return world
