"""A long dataset in slices of its range, each sorted by itself.

Sorting a million rows at once holds all of them in memory (200 MiB) and gives the first only after
the last was read. A dataset that names its clock (`-- ordered: mart_attempts, counted_at`) has the
rows of the whole range in the rows of its days, one day after another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa

from data.queries import Composed

ROWS = 25_000  # in a slice, unless one day has more

Span = tuple[datetime, datetime]


def of(connection: sa.Connection, query: Composed, span: Span, rows: int = ROWS) -> Iterator[Span]:
    """The range of a query (UTC, its end not included), cut where days begin."""
    start, end = span
    if ordered := query.file.note("ordered"):
        table, clock = ordered
        for cut in _cuts(_days(connection, table, clock, span), rows):
            yield start, cut
            start = cut
    yield start, end


def _days(
    connection: sa.Connection, table: str, clock: str, span: Span
) -> list[tuple[datetime, int]]:
    """The days of the range that have rows, and how many; the first may begin before it."""
    moment: sa.ColumnClause[datetime] = sa.column(clock)
    day = sa.cast(sa.func.date_trunc("day", moment), sa.DateTime)
    counted = (
        sa.select(day, sa.func.count())
        .select_from(sa.table(table, moment))
        .where(moment >= span[0], moment < span[1])
        .group_by(day)
        .order_by(day)
    )
    return [(first, count) for first, count in connection.execute(counted)]


def _cuts(days: list[tuple[datetime, int]], rows: int) -> Iterator[datetime]:
    held = 0
    for day, count in days:
        if held and held + count > rows:
            yield day
            held = 0
        held += count
