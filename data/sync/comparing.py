"""A batch beside what is stored: for each row what it will be, and in which way it is new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import sqlalchemy as sa

from data.sync.entities import Entity, Expression, Reading, Rule, Side

_Pairs = Callable[[Entity, sa.FromClause], sa.Select[Any]]


def written_columns(entity: Entity) -> list[str]:
    observed = [] if entity.is_addition else ["flags", "extra", "first_seen_at", "fetched_at"]
    return list(dict.fromkeys([*entity.columns, *entity.rules, *observed]))


def compared(entity: Entity, incoming: sa.FromClause, *, are_new: bool = False) -> sa.Select[Any]:
    """The rows as they are to be stored, and what each is: first, foreign, stale, changed, a turn.

    `are_new` says that nothing is stored under any of the keys.
    """
    reading = _judged(entity, _beside_nothing if are_new else _beside_stored, incoming)
    values = {name: _value(reading, name) for name in written_columns(entity)}
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


def _judged(entity: Entity, pairs: _Pairs, incoming: sa.FromClause) -> Reading:
    """Every read row beside its stored one; whether it is stale is worked out once.

    Written out in the rule of each column, that made a statement of 15 kB.
    """
    pair = pairs(entity, incoming).subquery("pair")
    is_stale: Expression = sa.false()
    if entity.is_stale:
        unjudged = Reading(Side(pair, "new_"), Side(pair, "old_"), entity, is_stale)
        is_stale = sa.func.coalesce(entity.is_stale(unjudged), is_stale)
    judged = sa.select(pair, is_stale.label("is_stale")).subquery("judged")
    return Reading(Side(judged, "new_"), Side(judged, "old_"), entity, judged.c.is_stale)


def _beside_stored(entity: Entity, incoming: sa.FromClause) -> sa.Select[Any]:
    stored = entity.table.alias("stored")
    same_key = sa.and_(*(incoming.c[name] == stored.c[name] for name in entity.key))
    old = (column.label(f"old_{column.name}") for column in stored.c)
    return sa.select(*_new(incoming), *old).select_from(incoming.outerjoin(stored, same_key))


def _beside_nothing(entity: Entity, incoming: sa.FromClause) -> sa.Select[Any]:
    old = (sa.cast(sa.null(), c.type).label(f"old_{c.name}") for c in entity.table.c)
    return sa.select(*_new(incoming), *old)


def _new(incoming: sa.FromClause) -> list[sa.Label[Any]]:
    return [column.label(f"new_{column.name}") for column in incoming.c]


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
