"""A client is told that a source failed; the cause names orders and campaigns and is for staff."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from data.schema import sync_runs
from data.warehouse import Warehouse
from tests.filled import ISSUER, Filled
from tests.pages.driving import everything_shown, running_on, visit

CAUSE = "Order ord_of_somebody_else could not be read."
ACME = {"is_logged_in": True, "iss": ISSUER, "sub": "acme", "exp": int(time.time()) + 3600}


@pytest.fixture(params=["failed", "partial"])
def ended(
    request: pytest.FixtureRequest, filled_file: Filled, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """Behind sign-in, a warehouse whose last read of orders ended badly."""
    own = filled_file.settings | {"AUTH__COOKIE_SECRET": "x" * 32}
    copy = filled_file.copy(tmp_path_factory.mktemp("ended"))
    with running_on(copy, **own) as warehouse:
        with warehouse.write() as connection:
            podcast = sa.update(sync_runs).where(sync_runs.c.source == "podcast")
            connection.execute(podcast.values(status=request.param, message=CAUSE))
        yield warehouse


@pytest.mark.usefixtures("ended")
def test_the_line_has_no_cause_and_no_gap() -> None:
    app = visit("delivery", user=ACME, range="all")
    (line,) = [element.value for element in [*app.error, *app.warning]]
    assert line.startswith(
        ("**Orders could not be read.** The", "**Orders: read in part.** Counts")
    )
    assert "ord_of_somebody_else" not in everything_shown(app)
