"""What a merge must know of a table, and the words in which its rules are written.

A rule computes one column from a read row beside the stored one, as an expression over both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

Expression = sa.ColumnElement[Any]
Rule = Callable[["Reading"], Expression]


class Side:
    """One of the two rows that stand side by side: `side.status` or `side["status"]`."""

    def __init__(self, pair: sa.FromClause, prefix: str) -> None:
        self._pair, self._prefix = pair, prefix

    def __getitem__(self, column: str) -> Expression:
        return self._pair.c[f"{self._prefix}{column}"]

    def __getattr__(self, column: str) -> Expression:
        return self[column]


@dataclass(frozen=True)
class Reading:
    """One read row beside the stored one: what a rule may look at.

    `is_stale` tells a read that is older than the state we know.
    """

    new: Side
    old: Side
    entity: Entity
    is_stale: Expression

    @property
    def seen_at(self) -> Expression:
        return self.new.fetched_at

    @property
    def is_first(self) -> Expression:
        """Nothing is stored under this key yet (of an addition: it was not added yet)."""
        column = self.entity.first_if_null or self.entity.key[0]
        return self.old[column].is_(None)

    def said(self, column: str) -> Expression:
        """The answer held this column, be it null."""
        return self.new.said.bitwise_and(self.entity.bit(column)) != 0


@dataclass(frozen=True)
class History:
    """Where changes of `watched` are appended.

    `columns` are taken over from the merged row, unless `instead` computes one from it.
    """

    table: sa.Table
    columns: tuple[str, ...]
    watched: tuple[str, ...]
    instead: Mapping[str, Callable[[Any], Expression]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entity:
    """How rows of one table are merged.

    `columns` come from the vendor and follow the rules above; `rules` replace them for single
    columns or add derived ones. `owner` never moves. `is_stale` tells reads older than the state.
    """

    table: sa.Table
    key: tuple[str, ...]
    columns: tuple[str, ...]
    owner: str | None = None
    rules: Mapping[str, Rule] = field(default_factory=dict)
    history: History | None = None
    is_stale: Rule | None = None
    # A report adds to an order that is there: it inserts nothing, and is no read of the order.
    is_addition: bool = False
    first_if_null: str = ""

    def bit(self, column: str) -> int:
        """The bit of a column in `said`."""
        return 1 << self.columns.index(column)

    def mask(self, given: frozenset[str]) -> int:
        return sum(self.bit(column) for column in self.columns if column in given)


def distinct_words(words: Expression) -> Expression:
    """Space-separated words, each once and in alphabetical order; null when there are none."""
    listed = sa.func.list_sort(sa.func.list_distinct(sa.func.string_split(words, " ")))
    return sa.func.nullif(sa.func.array_to_string(listed, " "), "")


def without_words(words: Expression, *gone: str) -> Expression:
    """Space-separated words without these; null when none is left."""
    kept: Expression = sa.func.concat(" ", words, " ")
    for word in gone:
        kept = sa.func.replace(kept, f" {word} ", " ")
    return sa.func.nullif(sa.func.trim(kept), "")
