"""A warehouse, a clock that need not be waited for, and an engine on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.warehouse import Warehouse
from tests.indexing.engine_server import EngineServer
from tests.indexing.workflow import Workflow
from tests.skipping_clock import SkippingClock


@pytest.fixture
def clock() -> SkippingClock:
    return SkippingClock()


@pytest.fixture
def server(clock: SkippingClock) -> Iterator[EngineServer]:
    with EngineServer(clock).serving() as running:
        yield running


@pytest.fixture
def workflow(warehouse: Warehouse, server: EngineServer, clock: SkippingClock) -> Workflow:
    return Workflow(warehouse, server, clock)
