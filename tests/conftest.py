"""Fixtures that most tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from data.warehouse import Warehouse
from tests.chromium import browser
from tests.fresh import fresh
from tests.long.amounts import IS_LONG

__all__ = ["browser"]  # one for all: Playwright starts once in a process

# The same examples in every run; the long profile looks for new ones.
settings.register_profile("default", derandomize=True, deadline=None)
settings.register_profile("long", deadline=None, print_blob=True)
settings.load_profile("long" if IS_LONG else "default")

# A developer's own accounts must not leak into tests.
for name in list(os.environ):
    if name.split("__")[0] in {
        "PODCAST_BACKLINKS",
        "BACKLINK_OUTREACH",
        "INDEXING",
        "SMTP",
        "WAREHOUSE",
        "SYNC",
        "BACKUP",
        "APP",
        "AUTH",
        "LINKBOARD_LOCAL",
    }:
        del os.environ[name]
os.environ["LINKBOARD_SECRETS"] = os.devnull


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """Without rows, of the test's own."""
    with fresh(tmp_path / "linkboard.duckdb") as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have measured, by `record_property`; benchmarks/RELIABILITY.md keeps it."""
    for report in terminalreporter.getreports("passed") if IS_LONG else ():
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {name} {value}")
