"""Sources are set up and have not been read yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.warehouse import Warehouse
from tests.filled import Filled
from tests.pages.driving import PAGES, answer, cards, charts, running_on, visit, went_well

pytestmark = pytest.mark.usefixtures("empty")


@pytest.fixture(scope="module")
def empty(filled_file: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path = tmp_path_factory.mktemp("never") / "empty.duckdb"
    with running_on(path, **filled_file.settings) as warehouse:
        yield warehouse


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_an_answer_and_no_empty_axes(page: str) -> None:
    app = visit(page)
    assert went_well(app) and not app.warning
    words = answer(app).lower()
    assert "not connected" not in words
    assert "nan" not in words and "none " not in words and "—" not in words
    assert not charts(app)


def test_a_rate_without_cases_is_a_dash_and_a_count_nought() -> None:
    assert cards(visit("delivery")) == {
        "Median delivery": "—",
        "Nine in ten within": "—",
        "Promise kept": "—",
        "Overdue and open": "0",
    }


def test_sync_does_not_call_an_unread_source_unconnected() -> None:
    assert "No source is connected" not in answer(visit("sync"))
