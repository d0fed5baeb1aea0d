"""A warehouse as frames, under the filters of a viewer, and reports beside their recount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import wraps
from typing import Any

import pandas as pd

from data import reports
from data.access import Scope
from data.reports import Filters
from data.warehouse import Warehouse

TOLERANCE = 1e-9


@dataclass(frozen=True)
class World:
    """One warehouse, as asked about with some filters.

    `tables` are its base tables as read, never its views; `shared` holds frames that several
    recounts need, `read_at` the moments of the last syncs. All views of a world share them.
    """

    warehouse: Warehouse
    wanted: Filters = field(default_factory=Filters)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    shared: dict[tuple[str, Filters], pd.DataFrame] = field(default_factory=dict)
    read_at: dict[str, datetime | None] = field(default_factory=dict)

    def view(self, **filters: Any) -> World:
        """The same rows under these filters (of data.reports)."""
        return replace(self, wanted=Filters(**filters))

    def ask(self, name: str, by: str | None = None) -> pd.DataFrame:
        return reports.run(self.warehouse, name, replace(self.wanted, by=by), Scope.everything())

    def table(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            with self.warehouse.read() as connection:
                cursor = connection.connection.cursor()
                cursor.execute(f"from {name}")
                self.tables[name] = cursor.df()
        return self.tables[name].copy()

    def as_of(self, source: str) -> pd.Timestamp:
        if source not in self.read_at:
            self.read_at[source] = reports.as_of(self.warehouse, source)
        found = self.wanted.as_of or self.read_at[source]
        return pd.Timestamp(found) if found else pd.Timestamp.min

    def chosen(self, frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
        """The rows that the filters of these columns (`package`, `client_id` …) let through."""
        for column in columns:
            listed = getattr(self.wanted, f"{column.removesuffix('_id')}s")
            frame = frame[frame[column].isin(listed)] if listed else frame
        return frame.copy()

    def local(self, times: pd.Series) -> pd.Series:
        """What clocks in the chosen zone showed."""
        aware = pd.to_datetime(times).dt.tz_localize("UTC").dt.tz_convert(self.wanted.zone)
        return aware.dt.tz_localize(None)

    def day(self, times: pd.Series) -> pd.Series:
        return self.local(times).dt.normalize()

    def month(self, times: pd.Series) -> pd.Series:
        return self.local(times).dt.strftime("%Y-%m")

    def today(self, source: str) -> pd.Timestamp:
        """The local day of as_of."""
        return pd.Timestamp(self.day(pd.Series([self.as_of(source)])).iloc[0])

    def within(self, times: pd.Series) -> pd.Series:
        """True where the local day lies in the range; its first and last day belong to it."""
        return self.between(times, self.wanted.start, self.wanted.end)

    def between(self, times: pd.Series, start: date | None, end: date | None) -> pd.Series:
        inside = times.notna()
        if start or end:
            local = self.day(times)
            inside &= local >= pd.Timestamp(start) if start else True
            inside &= local <= pd.Timestamp(end) if end else True
        return inside


def once(count: Callable[[World], pd.DataFrame]) -> Callable[[World], pd.DataFrame]:
    """Counts a frame that many reports share once for each set of filters."""

    @wraps(count)
    def found(world: World) -> pd.DataFrame:
        key = count.__name__, world.wanted
        if key not in world.shared:
            world.shared[key] = count(world)
        return world.shared[key].copy()

    return found


def compare(told: pd.DataFrame, expected: pd.DataFrame, *keys: str, without: str = "") -> None:
    """Every row and column of a report is that of its recount, to a billionth."""
    if told.empty and expected.empty:
        return
    columns = set(told.columns) - set(without.split())
    assert columns == set(expected.columns) - set(without.split()) or told.empty
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
