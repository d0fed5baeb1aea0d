"""One batch into one table: compare with what is stored, write what changed, tell what happened.

The rules of every entity (contract of Podcast Backlinks 2.2 and G8):

- a key that was absent in the answer never overwrites; `said` names the columns that were there
- a row keeps its owner (client, campaign): a read that names another owner is not written
- a read that is older than what we know only fills gaps
- a watched value that changed, or is seen for the first time, appends a row to the history

All of it is a handful of set-based statements over the batch, so a batch of ten thousand rows costs
about as much as one of a hundred. New keys alone, as in a first sync, have nothing to be compared
with and take half of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.ddl import CreateTableAs, DropTable

from data.sync.comparing import compared, written_columns
from data.sync.entities import Entity, Expression


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
    if not entity.is_addition and (rows := _all_new(connection, entity, incoming)):
        firsts = compared(entity, incoming, are_new=True).subquery("firsts")
        _append_history(connection, entity, firsts, origin)
        _insert(connection, entity, firsts)
        return Outcome(inserted=rows)
    merged = temporary(connection, "merged", compared(entity, incoming))
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


def _is_ours(merged: sa.FromClause) -> Expression:
    return sa.func.coalesce(merged.c.is_foreign, sa.false()) == sa.false()


def _all_new(connection: sa.Connection, entity: Entity, incoming: sa.FromClause) -> int:
    """How many rows there are, if none of their keys is stored yet; else 0."""
    stored = entity.table
    same_key = sa.and_(*(incoming.c[name] == stored.c[name] for name in entity.key))
    counts = sa.select(sa.func.count(), sa.func.count(stored.c[entity.key[0]]))
    rows, known = connection.execute(counts.select_from(incoming.outerjoin(stored, same_key))).one()
    return 0 if known else int(rows)


def _append_history(
    connection: sa.Connection, entity: Entity, merged: sa.FromClause, origin: str
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


def _update(connection: sa.Connection, entity: Entity, merged: sa.FromClause) -> None:
    table = entity.table
    values: dict[str, Expression] = {name: merged.c[name] for name in written_columns(entity)}
    connection.execute(
        sa.update(table)
        .values(values)
        .where(
            *(table.c[name] == merged.c[name] for name in entity.key),
            sa.true() if entity.is_addition else sa.not_(merged.c.is_first),
            _is_ours(merged),
        )
    )


def _insert(connection: sa.Connection, entity: Entity, merged: sa.FromClause) -> None:
    names = [*entity.key, *written_columns(entity)]
    firsts = sa.select(*(merged.c[name] for name in names)).where(merged.c.is_first)
    connection.execute(sa.insert(entity.table).from_select(names, firsts))


def _outcome(connection: sa.Connection, entity: Entity, merged: sa.FromClause) -> Outcome:
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
