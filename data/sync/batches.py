"""Validated rows as the Arrow table that a merge reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

import pyarrow as pa

from data.arrow import column_array, column_type
from data.models import Row
from data.sync.entities import Entity

R = TypeVar("R", bound=Row, covariant=True)


@dataclass(frozen=True, slots=True)
class Read(Generic[R]):
    """A row as it was read: validated, with the vendor's words beside it and the time."""

    row: R
    raw: Any
    seen_at: datetime


def incoming(
    entity: Entity, rows: Sequence[Row], seen_at: Sequence[datetime], **others: pa.Array
) -> pa.Table:
    """One Arrow row per row: key, vendor columns, `said`, flags, extra, fetched_at, and `others`.

    `said` has one bit for each column that the answer held. `others` are further columns.
    """
    table = entity.table
    columns: dict[str, pa.Array] = {
        name: column_array(table.c[name], list(map(attrgetter(name), rows)))
        for name in (*entity.key, *entity.columns)
    }
    columns["said"] = pa.array(_masks(entity, rows), pa.int64())
    flags = [" ".join(row.flags) if row.flags else None for row in rows]
    columns["flags"] = pa.array(flags, pa.string())
    columns["extra"] = column_array(table.c.extra, list(map(attrgetter("extra"), rows)))
    columns["fetched_at"] = pa.array(seen_at, column_type(table.c.fetched_at))
    return pa.table({**columns, **others})


def _masks(entity: Entity, rows: Sequence[Row]) -> list[int]:
    """The rows of one endpoint share a handful of key sets, so each mask is made once."""
    given = [row.given for row in rows]
    known = {columns: entity.mask(columns) for columns in set(given)}
    return [known[columns] for columns in given]


def rounds(reads: Sequence[Read[R]], key: str) -> list[list[Read[R]]]:
    """The reads in rounds, so that a key stands once in each and its later copies come later.

    One statement that meets a key twice keeps the first copy, silently; rounds make a page with
    copies end as if the copies had come one sync after the other.
    """
    identities = [getattr(read.row, key) for read in reads]
    if len(set(identities)) == len(reads):
        return [list(reads)] if reads else []
    result: list[list[Read[R]]] = []
    copies: dict[str, int] = {}
    for read, identity in zip(reads, identities, strict=True):
        turn = copies.get(identity, 0)
        copies[identity] = turn + 1
        if turn == len(result):
            result.append([])
        result[turn].append(read)
    return result
