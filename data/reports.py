"""The one query runner: pages, exports and commands ask here.

    frame = reports.run(warehouse, "delivery_times", Filters(by="package"), scope)

The scope is bound into every query that reads rows of clients; the range is turned from local
dates into UTC; as_of defaults to the moment the report's source was last read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data import queries, slices, zones
from data.access import Scope
from data.errors import ReportError
from data.queries import Composed
from data.warehouse import Warehouse

Kind = Literal["report", "dataset", "page"]
Span = tuple[datetime, datetime]

_KINDS: dict[str, Kind] = {"reports": "report", "datasets": "dataset", "pages": "page"}
_LISTS = ("client", "package", "niche", "platform", "campaign", "sender")
_OPEN_START, _OPEN_END = datetime(1, 1, 1), datetime(9999, 12, 31)


@dataclass(frozen=True)
class Filters:
    """What a viewer asked for; hashable, so that it can be part of a cache key.

    `start` and `end` are calendar dates in `zone`, both included; `as_of` is UTC (naive or aware);
    an empty tuple filters nothing. `against_start` and `against_end` name the period that a
    comparing report sets this one against: by default as many days, directly before.
    """

    start: date | None = None
    end: date | None = None
    zone: str = "UTC"
    as_of: datetime | None = None
    clients: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    niches: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    by: str | None = None
    order: str | None = None
    against_start: date | None = None
    against_end: date | None = None


@dataclass(frozen=True)
class ReportInfo:
    """One line of `export --list`."""

    name: str
    kind: Kind
    source: str
    grain: str
    groupings: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ArrowStream:
    """A result in record batches, so that an export never holds all of its rows."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


@cache
def catalogue() -> dict[str, ReportInfo]:
    """Everything that can be run, by name: reports, datasets, then queries of single pages."""
    composed = {name: queries.compose(name) for kind in _KINDS for name in queries.names(kind)}
    return {name: _info(query) for name, query in composed.items()}


def info(name: str) -> ReportInfo:
    """What can be said of one of them. Raises ReportError when there is none of that name."""
    return _info(queries.compose(name))


def run(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, **given: Any
) -> pd.DataFrame:
    """One report as a frame; `given` are parameters beyond the filters, such as `order_id`.

    Decimals stay decimals, days become datetime64. Raises ReportError for an unknown name,
    grouping, zone or parameter.
    """
    table = run_arrow(warehouse, name, filters, scope, **given)
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame


def run_arrow(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, **given: Any
) -> pa.Table:
    """As `run`, with the column types of the database."""
    with _result(warehouse, name, filters, scope, given) as result:
        return result.arrow


@contextmanager
def stream(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, **given: Any
) -> Iterator[ArrowStream]:
    """The same rows in batches, all of one snapshot; it ends with the `with` block.

    The columns are known at once; the rows are asked for with the first batch: sorting them takes
    its time, and a file can begin with its heading.
    """
    with _values_of(warehouse, name, filters, scope, given) as (connection, query, values):
        rows = _bound(query, values).columns().subquery()
        none: sa.Select[Any] = sa.select(sa.literal_column("*")).select_from(rows).limit(0)
        schema = _executed(connection, none).arrow.schema
        with closing(_batches(connection, query, values)) as batches:
            yield ArrowStream(schema, batches)


def _batches(
    connection: sa.Connection, query: Composed, values: dict[str, Any]
) -> Generator[pa.RecordBatch, None, None]:
    for start_at, end_at in slices.of(connection, query, (values["start_at"], values["end_at"])):
        statement = _bound(query, values | {"start_at": start_at, "end_at": end_at})
        with _executed(connection, statement).batches() as found:
            yield from found


def sample(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, *, rows: int
) -> tuple[pd.DataFrame, int]:
    """The first rows and how many there are in all, without holding the rest."""
    with _values_of(warehouse, name, filters, scope, {}) as (connection, query, values):
        whole = _bound(query, values).columns().subquery()
        first: sa.Select[Any] = sa.select(sa.literal_column("*")).select_from(whole).limit(rows)
        total = connection.scalar(sa.select(sa.func.count()).select_from(whole))
        return _executed(connection, first).arrow.to_pandas(), int(total or 0)


def as_of(warehouse: Warehouse, source: str) -> datetime | None:
    """The moment (UTC, naive) that this source's rows speak of; None before anything was read."""
    with warehouse.read() as connection:
        return _moments(connection).get(source)


@contextmanager
def _result(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, given: dict[str, Any]
) -> Iterator[Any]:
    with _values_of(warehouse, name, filters, scope, given) as (connection, query, values):
        yield _executed(connection, _bound(query, values))


@contextmanager
def _values_of(
    warehouse: Warehouse, name: str, filters: Filters, scope: Scope, given: dict[str, Any]
) -> Iterator[tuple[sa.Connection, Composed, dict[str, Any]]]:
    _check(query := queries.compose(name), filters)
    with warehouse.read() as connection:
        yield connection, query, _values(query, filters, scope, _moments(connection)) | given


def _executed(connection: sa.Connection, statement: sa.Executable) -> Any:
    return connection.execute(statement, execution_options={"duckdb_arrow": True})


def _info(query: Composed) -> ReportInfo:
    file = query.file
    kind, source = _KINDS[file.kind], _source(query)
    return ReportInfo(file.name, kind, source, file.grain, file.note("by"), queries.columns(file))


def _source(query: Composed) -> str:
    return next(iter(query.file.note("source")), "ledger")


def _check(query: Composed, filters: Filters) -> None:
    name, groupings = query.file.name, query.file.note("by")
    if filters.by is not None and filters.by not in groupings:
        choices = f"choose one of {', '.join(groupings)}" if groupings else "it has no groups"
        raise ReportError(f"{name} cannot be grouped by {filters.by!r}: {choices}.")
    if filters.zone not in zones.names():
        raise ReportError(f"{filters.zone!r} is not a time zone; write it like Europe/Berlin.")
    if filters.start and filters.end and filters.start > filters.end:
        raise ReportError(f"The range starts on {filters.start}, after its end {filters.end}.")


def _moments(connection: sa.Connection) -> dict[str, datetime]:
    rows = connection.execute(sa.text("select source, as_of from mart_as_of"))
    return {source: moment for source, moment in rows if moment is not None}


def _values(
    query: Composed, filters: Filters, scope: Scope, moments: dict[str, datetime]
) -> dict[str, Any]:
    """Every name that a query may bind; `by` of a report with one fixed grouping is that one."""
    fixed = next(iter(query.file.note("group")), None)
    periods = _periods(filters)
    span = _span(query.file.note("range"), periods)
    by_source = {
        source: _utc(filters.as_of) if filters.as_of else moments.get(source, _OPEN_START)
        for source in ("podcast", "outreach", "indexing")
    }
    return {
        "all_clients": scope.sees_all,
        "clients": scope.clients or (),
        **_list_filters(filters),
        **dict(zip(("start_at", "end_at"), span, strict=True)),
        **dict(zip(("now_start_at", "now_end_at"), periods[0], strict=True)),
        **dict(zip(("before_start_at", "before_end_at"), periods[1], strict=True)),
        "zone": filters.zone,
        "as_of": by_source.get(_source(query), max(by_source.values())),
        "podcast_as_of": by_source["podcast"],
        "outreach_as_of": by_source["outreach"],
        "by": fixed or filters.by or "none",
        "order_id": filters.order,
    }


def _periods(filters: Filters) -> tuple[Span, Span]:
    """The range and the period it is compared with, in UTC; an open range has none before it."""
    start, end = filters.against_start, filters.against_end
    if not (start and end) and filters.start and filters.end:
        days = filters.end - filters.start + timedelta(days=1)
        try:
            start, end = filters.start - days, filters.end - days
        except OverflowError:
            start = end = None
    before = _utc_span(start, end, filters.zone) if start and end else (_OPEN_START, _OPEN_START)
    return _utc_span(filters.start, filters.end, filters.zone), before


def _span(note: tuple[str, ...], periods: tuple[Span, Span]) -> Span:
    """What a query means by its range: the one asked for, both periods, or all rows."""
    now, before = periods
    if note == ("all",):
        return _OPEN_START, _OPEN_END
    if note == ("both",) and before[0] < before[1]:
        return min(now[0], before[0]), max(now[1], before[1])
    return now


def _utc_span(start: date | None, end: date | None, zone: str) -> Span:
    """The UTC moments between which the local days lie; the end is not included."""
    return (
        _start_of(start, zone, otherwise=_OPEN_START),
        _start_of(_next(end), zone, otherwise=_OPEN_END),
    )


def _list_filters(filters: Filters) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for kind in _LISTS:
        wanted: tuple[str, ...] = getattr(filters, f"{kind}s")
        values[f"any_{kind}"] = not wanted
        values["filter_clients" if kind == "client" else f"{kind}s"] = wanted
    return values


def _bound(query: Composed, values: dict[str, Any]) -> sa.TextClause:
    missing = sorted(query.binds - values.keys())
    if missing:
        raise ReportError(f"{query.file.name} needs {', '.join(missing)}.")
    return sa.text(query.sql).bindparams(*(_parameter(n, values[n]) for n in sorted(query.binds)))


def _parameter(name: str, value: Any) -> sa.BindParameter[Any]:
    if isinstance(value, tuple):
        # the type matters for an empty list: `in (select cast(null as varchar) where false)`
        return sa.bindparam(name, list(value), type_=sa.String(), expanding=True)
    return sa.bindparam(name, value)


def _start_of(day: date | None, zone: str, *, otherwise: datetime) -> datetime:
    """The UTC moment at which a local day begins."""
    if day is None:
        return otherwise
    if day.year in (1, 9999):  # a zone could carry it beyond the calendar
        return _OPEN_START if day.year == 1 else _OPEN_END
    return _utc(datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)))


def _next(day: date | None) -> date | None:
    return day and (day + timedelta(days=1) if day < date.max else day)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
