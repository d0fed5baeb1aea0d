"""Nobody answers at a source: one red line, and the figures of the last good read."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from data import settings, sync
from data.warehouse import Warehouse
from tests.filled import Filled
from tests.pages.driving import PAGES, answer, cards, charts, everything_shown, running_on, visit
from tests.skipping_clock import SkippingClock

pytestmark = pytest.mark.usefixtures("failed")


@pytest.fixture(scope="module")
def failed(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        own = filled_file.settings | {"PODCAST_BACKLINKS__BASE_URL": address}
        copy = filled_file.copy(tmp_path_factory.mktemp("failed"))
        with running_on(copy, **own) as warehouse:
            read = sync.run(warehouse, settings.load(), sources=("podcast",), clock=SkippingClock())
            assert read["podcast"].status == "failed"
            yield warehouse


@pytest.mark.parametrize("page", PAGES)
def test_one_red_line_names_the_source_and_the_rest_stands(page: str) -> None:
    app = visit(page, range="all")
    assert not app.exception and not app.warning
    (line,) = [element.value for element in app.error]
    assert line.startswith("**Orders could not be read.**")
    assert "The figures below stand as of" in line
    assert answer(app)


def test_the_figures_are_those_of_the_last_good_read() -> None:
    app = visit("delivery", range="all")
    assert len(charts(app)) == 4
    assert cards(app)["Median delivery"] != "—"


def test_overview_counts_the_failing_source_among_what_needs_a_person() -> None:
    shown = everything_shown(visit("overview", range="all"))
    assert "sources failing" in shown
    assert "Orders failing" in shown


def test_sync_says_since_when_and_why(filled_file: Filled) -> None:
    app = visit("sync")
    assert answer(app).startswith("**Orders could not be read since")
    assert "127" in answer(app)
    assert filled_file.settings["PODCAST_BACKLINKS__API_KEY"] not in everything_shown(app)
