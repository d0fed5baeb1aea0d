"""Figures that vendors publish about themselves, kept for reconciliation.

A row stands for a change: most syncs find every figure as it was, and add nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa
import sqlalchemy as sa

from data.arrow import append, registered
from data.models import AccountRow
from data.schema import account_snapshots, api_figures
from data.sync.merging import Outcome

Figure = tuple[str, str, float, datetime]


def record_figures(connection: sa.Connection, source: str, figures: Sequence[Figure]) -> None:
    """Append (subject, figure, value, observed_at) where the value differs from the last one."""
    if not figures:
        return
    subjects, names, values, times = zip(*figures, strict=True)
    read = pa.table(
        {
            "subject": pa.array(subjects, pa.string()),
            "figure": pa.array(names, pa.string()),
            "value": pa.array(values, pa.float64()),
            "observed_at": pa.array(times, pa.timestamp("us")),
        }
    )
    known = api_figures.c
    last = (
        sa.select(
            known.subject,
            known.figure,
            sa.func.arg_max(known.value, known.observed_at).label("value"),
        )
        .where(known.source == source)
        .group_by(known.subject, known.figure)
        .subquery()
    )
    with registered(connection, "read_figures", read) as new:
        same = sa.and_(last.c.subject == new.c.subject, last.c.figure == new.c.figure)
        changed = (
            sa.select(sa.literal(source), *new.c)
            .select_from(new.outerjoin(last, same))
            .where(new.c.value.is_distinct_from(last.c.value))
        )
        names_of = ["source", "subject", "figure", "value", "observed_at"]
        connection.execute(sa.insert(api_figures).from_select(names_of, changed))


def record_account(connection: sa.Connection, read: AccountRow, seen_at: datetime) -> Outcome:
    """Append a snapshot of the account where it differs from the last one."""
    # `raw` holds fields that nobody knows, and among them may be the vendor's own clock.
    told = [column for column in account_snapshots.c if column.name not in ("raw", "observed_at")]
    newest_first = account_snapshots.c.observed_at.desc()
    last = connection.execute(sa.select(*told).order_by(newest_first).limit(1)).first()
    values = {column.name: getattr(read, column.name) for column in told}
    if last is not None and last._asdict() == values:
        return Outcome(unchanged=1)
    append(connection, account_snapshots, [{**values, "raw": read.raw, "observed_at": seen_at}])
    return Outcome(inserted=1)
