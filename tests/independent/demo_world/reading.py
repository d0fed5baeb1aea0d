"""The demo's warehouse as frames, and reports set beside their recount."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from data import reports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse

TOLERANCE = 1e-9


@dataclass
class Demo:
    """One warehouse; `tables` are its base tables as read, never its views."""

    warehouse: Warehouse
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            with self.warehouse.read() as connection:
                cursor = connection.connection.cursor()
                cursor.execute(f"from {name}")
                self.tables[name] = cursor.df()
        return self.tables[name].copy()

    def as_of(self, source: str) -> pd.Timestamp:
        found = reports.as_of(self.warehouse, source)
        assert found is not None
        return pd.Timestamp(found)

    def ask(self, name: str, by: str | None = None, **filters: Any) -> pd.DataFrame:
        return reports.run(self.warehouse, name, Filters(by=by, **filters), Scope.everything())


def days(start: date | None, end: date | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The moments between which UTC days lie, the end excluded."""
    first = pd.Timestamp(start) if start else pd.Timestamp.min
    return first, pd.Timestamp(end) + pd.Timedelta(days=1) if end else pd.Timestamp.max


def compare(told: pd.DataFrame, expected: pd.DataFrame, *keys: str, without: str = "") -> None:
    """Every row and column of a report is that of its recount, to a billionth."""
    columns = set(told.columns) - set(without.split())
    assert columns == set(expected.columns) - set(without.split()) or told.empty
    assert len(told) == len(expected) > 0
    left = told.set_index(list(keys)).sort_index()
    right = expected.set_index(list(keys)).sort_index()
    assert left.index.is_unique and list(left.index) == list(right.index)
    for column in sorted(columns - set(keys)):
        for key, one, other in zip(left.index, left[column], right[column], strict=True):
            assert same(one, other), f"{key}: {column} is {one}, not {other}"


def same(one: Any, other: Any) -> bool:
    """Equal, or numbers a rounding apart, or both unknown."""
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, (str, bool, pd.Timestamp)):
        return bool(one == other)
    return abs(float(one) - float(other)) <= TOLERANCE * max(1.0, abs(float(other)))
