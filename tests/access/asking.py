"""Every question that can be asked of the warehouse, and the text of its answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from data import queries, reports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse
from tests.access import crowd

# What a query takes beyond the filters. The order is another client's: of number 1.
_GIVEN: dict[str, Any] = {
    "order_id": crowd.order_id(1, "kept"),
    **dict.fromkeys(("value0", "value1", "low0", "low1", "high0", "high1"), 0.5),
}


class Question(NamedTuple):
    """A report, dataset or page query, and its grouping."""

    name: str
    by: str | None

    def __str__(self) -> str:
        return f"{self.name} by {self.by}" if self.by else self.name


def questions() -> list[Question]:
    """All of them, each grouping apart."""
    return [
        Question(name, by)
        for name, info in reports.catalogue().items()
        for by in (None, *info.groupings)
    ]


def ask(warehouse: Warehouse, question: Question, scope: Scope, **filters: Any) -> Any:
    """The answer as an Arrow table."""
    binds = queries.compose(question.name).binds
    given = {name: value for name, value in _GIVEN.items() if name in binds}
    wanted = Filters(by=question.by, **filters)
    return reports.run_arrow(warehouse, question.name, wanted, scope, **given)


def shares(asked: list[Question], viewers: int) -> Iterator[tuple[Question, int]]:
    """Each question with one viewer, each viewer with its share of the questions."""
    for position, question in enumerate(asked):
        yield question, position % viewers
