"""Warehouses to open pages on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.warehouse import Warehouse
from tests.filled import Filled, filled
from tests.pages.driving import running_on


@pytest.fixture(scope="session")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return filled(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def reading(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """The runtime on a filled warehouse that the tests of a module share and do not change."""
    copy = filled_file.copy(tmp_path_factory.mktemp("filled"))
    with running_on(copy, **filled_file.settings) as warehouse:
        yield warehouse


@pytest.fixture
def own(filled_file: Filled, tmp_path: Path) -> Iterator[Warehouse]:
    """The runtime on a filled warehouse of the test's own."""
    with running_on(filled_file.copy(tmp_path), **filled_file.settings) as warehouse:
        yield warehouse
