"""An empty world of both vendors for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.queries.podcast.worlds import PodcastWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[PodcastWorld]:
    world = PodcastWorld(tmp_path)
    yield world
    world.close()
