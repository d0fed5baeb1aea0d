"""One batch into one table: compare with what is stored, write what changed, tell what happened.

The rules of every entity (contract of Podcast Backlinks 2.2 and G8):

- a key that was absent in the answer never overwrites; `said` names the columns that were there
- a row keeps its owner (client, campaign): a read that names another owner is not written
- a read that is older than what we know only fills gaps
- a watched value that changed, or is seen for the first time, appends a row to the history

All of it is a handful of set-based statements over the batch, so a batch of ten thousand rows costs
about as much as one of a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.ddl import CreateTableAs, DropTable

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


@dataclass(frozen=True)
class Outcome:
    """What became of a batch. `foreign` and `stale` are first key columns of such rows."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    foreign: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return self.inserted + self.updated + self.unchanged + len(self.foreign)


def merge(
    connection: sa.Connection, entity: Entity, incoming: sa.FromClause, *, origin: str
) -> Outcome:
    """Write a batch in which every key stands once. Runs inside the caller's transaction.

    `origin` is the word for the history (list, detail, report, webhook).
    """
    merged = temporary(connection, "merged", _compared(entity, incoming))
    outcome = _outcome(connection, entity, merged)
    _append_history(connection, entity, merged, origin)
    if outcome.inserted < outcome.rows or entity.is_addition:
        _update(connection, entity, merged)
    if outcome.inserted and not entity.is_addition:
        _insert(connection, entity, merged)
    drop(connection, merged)
    return outcome


def temporary(connection: sa.Connection, name: str, rows: sa.Select[Any]) -> sa.Table:
    """Keep the rows of a statement under a name until `drop`, or until a rollback."""
    made = CreateTableAs(rows, name, temporary=True)
    connection.execute(made)
    return made.table


def drop(connection: sa.Connection, table: sa.Table) -> None:
    connection.execute(DropTable(table))


def distinct_words(words: Expression) -> Expression:
    """Space-separated words, each once and in alphabetical order; null when there are none."""
    listed = sa.func.list_sort(sa.func.list_distinct(sa.func.string_split(words, " ")))
    return sa.func.nullif(sa.func.array_to_string(listed, " "), "")


def _written(entity: Entity) -> list[str]:
    observed = [] if entity.is_addition else ["flags", "extra", "first_seen_at", "fetched_at"]
    return list(dict.fromkeys([*entity.columns, *entity.rules, *observed]))


def _compared(entity: Entity, incoming: sa.FromClause) -> sa.Select[Any]:
    reading = _judged(entity, incoming)
    values = {name: _value(reading, name) for name in _written(entity)}
    watched = entity.history.watched if entity.history else ()
    return sa.select(
        *(reading.new[name].label(name) for name in entity.key),
        *(value.label(name) for name, value in values.items()),
        reading.is_first.label("is_first"),
        _is_foreign(reading).label("is_foreign"),
        reading.is_stale,
        _differs(reading, values, {*entity.columns, *watched}).label("is_changed"),
        _differs(reading, values, watched).label("is_turn"),
        reading.seen_at.label("seen_at"),
    )


def _judged(entity: Entity, incoming: sa.FromClause) -> Reading:
    """Every read row beside its stored one; whether it is stale is worked out once.

    Written out in the rule of each column, that made a statement of 15 kB.
    """
    stored = entity.table.alias("stored")
    same_key = sa.and_(*(incoming.c[name] == stored.c[name] for name in entity.key))
    pair = (
        sa.select(
            *(column.label(f"new_{column.name}") for column in incoming.c),
            *(column.label(f"old_{column.name}") for column in stored.c),
        )
        .select_from(incoming.outerjoin(stored, same_key))
        .subquery("pair")
    )
    is_stale: Expression = sa.false()
    if entity.is_stale:
        unjudged = Reading(Side(pair, "new_"), Side(pair, "old_"), entity, is_stale)
        is_stale = sa.func.coalesce(entity.is_stale(unjudged), is_stale)
    judged = sa.select(pair, is_stale.label("is_stale")).subquery("judged")
    return Reading(Side(judged, "new_"), Side(judged, "old_"), entity, judged.c.is_stale)


def _value(reading: Reading, name: str) -> Expression:
    rule = reading.entity.rules.get(name) or _OBSERVED.get(name)
    if rule:
        return rule(reading)
    new, old = reading.new[name], reading.old[name]
    newest = sa.case((sa.or_(reading.said(name), reading.is_first), new), else_=old)
    if reading.entity.is_stale is None:
        return newest
    return sa.case((reading.is_stale, sa.func.coalesce(old, new)), else_=newest)


_OBSERVED: dict[str, Rule] = {
    "flags": lambda row: row.new.flags,
    "extra": lambda row: sa.func.coalesce(row.new.extra, row.old.extra),
    "first_seen_at": lambda row: sa.func.coalesce(row.old.first_seen_at, row.seen_at),
    "fetched_at": lambda row: sa.func.greatest(row.old.fetched_at, row.seen_at),
}


def _is_foreign(reading: Reading) -> Expression:
    owner = reading.entity.owner
    return reading.new[owner] != reading.old[owner] if owner else sa.false()


def _differs(
    reading: Reading, values: Mapping[str, Expression], columns: Collection[str]
) -> Expression:
    return sa.or_(
        sa.false(), *(values[name].is_distinct_from(reading.old[name]) for name in sorted(columns))
    )


def _is_ours(merged: sa.Table) -> Expression:
    return sa.func.coalesce(merged.c.is_foreign, sa.false()) == sa.false()


def _append_history(
    connection: sa.Connection, entity: Entity, merged: sa.Table, origin: str
) -> None:
    history = entity.history
    if history is None:
        return
    names = [*history.columns, "origin", "observed_at"]
    values: dict[str, Expression] = {name: merged.c[name] for name in history.columns}
    values |= {name: compute(merged.c) for name, compute in history.instead.items()}
    changes = sa.select(*values.values(), sa.literal(origin), merged.c.seen_at).where(
        _is_ours(merged), sa.or_(merged.c.is_first, merged.c.is_turn)
    )
    connection.execute(sa.insert(history.table).from_select(names, changes))


def _update(connection: sa.Connection, entity: Entity, merged: sa.Table) -> None:
    table = entity.table
    values: dict[str, Expression] = {name: merged.c[name] for name in _written(entity)}
    connection.execute(
        sa.update(table)
        .values(values)
        .where(
            *(table.c[name] == merged.c[name] for name in entity.key),
            sa.true() if entity.is_addition else sa.not_(merged.c.is_first),
            _is_ours(merged),
        )
    )


def _insert(connection: sa.Connection, entity: Entity, merged: sa.Table) -> None:
    names = [*entity.key, *_written(entity)]
    firsts = sa.select(*(merged.c[name] for name in names)).where(merged.c.is_first)
    connection.execute(sa.insert(entity.table).from_select(names, firsts))


def _outcome(connection: sa.Connection, entity: Entity, merged: sa.Table) -> Outcome:
    ours, first, changed = _is_ours(merged), merged.c.is_first, merged.c.is_changed
    key = merged.c[entity.key[0]]
    row = connection.execute(
        sa.select(
            sa.func.count().filter(first),
            sa.func.count().filter(ours, sa.not_(first), changed),
            sa.func.count().filter(ours, sa.not_(first), sa.not_(changed)),
            sa.func.count().filter(sa.or_(sa.not_(ours), merged.c.is_stale)),
        )
    ).one()
    inserted, updated, unchanged, odd = (int(value) for value in row)
    if not odd:
        return Outcome(inserted, updated, unchanged)
    foreign = connection.scalars(sa.select(key).where(sa.not_(ours))).all()
    stale = connection.scalars(sa.select(key).where(ours, merged.c.is_stale)).all()
    return Outcome(inserted, updated, unchanged, tuple(foreign), tuple(stale))
