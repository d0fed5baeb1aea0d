"""What only the user knows: prices, costs of orders, values of pages, a natural wait.

Entered in the app as a table or as a CSV file, checked here row by row. A table is stored as a
whole or not at all; each row that cannot be stored is told in one sentence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.arrow import registered, table_of
from data.errors import EntriesRefused
from data.schema import assumptions, order_costs, outreach_spend, page_values, price_book
from data.warehouse import Warehouse

Row = dict[str, Any]
MOST_ROWS = 10_000
MOST_BYTES = 2_000_000
_LARGEST = Decimal("9999999999.99")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Sheet:
    """One table that a user fills. `texts` and `days` make its key.

    Amounts may be `optional`, and texts, which are empty then. Amounts that mean nothing without
    each other stand `together`; days may have to begin a month.
    """

    table: sa.Table
    texts: tuple[str, ...]
    amounts: tuple[str, ...]
    days: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    together: tuple[str, ...] = ()
    is_monthly: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        return (*self.texts, *self.days)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.amounts, "currency")


PRICES = Sheet(price_book, ("package",), ("price",), days=("valid_from",))
PAGE_VALUES = Sheet(page_values, ("target_url",), ("monthly_value",))
ORDER_COSTS = Sheet(order_costs, ("order_id",), ("cost", "refund"), optional=("cost", "refund"))
OUTREACH_SPEND = Sheet(
    outreach_spend,
    ("campaign_id",),
    ("hours", "hourly_rate", "tool_cost"),
    days=("month",),
    optional=("campaign_id", "hours", "hourly_rate", "tool_cost"),
    together=("hours", "hourly_rate"),
    is_monthly=True,
)
NATURAL_WAIT = "natural_wait_days"
VALUE_RAMP = "value_ramp_days"
_MOST_DAYS = 3650


def current(warehouse: Warehouse, sheet: Sheet) -> list[Row]:
    """The rows as they stand, in the order of their key; days as dates."""
    columns = [sheet.table.c[name] for name in sheet.columns]
    keys = [sheet.table.c[name] for name in sheet.key]
    with warehouse.read() as connection:
        rows = connection.execute(sa.select(*columns).order_by(*keys)).mappings().all()
    return [dict(row) | {day: row[day].date() for day in sheet.days} for row in rows]


def replace(warehouse: Warehouse, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> int:
    """Make these the rows of the sheet; returns how many. Raises EntriesRefused, storing none."""
    accepted = checked(sheet, rows)
    with warehouse.write() as connection, _registered(connection, sheet, accepted) as given:
        is_given = sa.exists().where(*(sheet.table.c[name] == given.c[name] for name in sheet.key))
        connection.execute(sa.delete(sheet.table).where(~is_given))
        _upsert(connection, sheet, given)
    return len(accepted)


def merge(warehouse: Warehouse, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> int:
    """Add these rows; one with a known key takes its place. Raises EntriesRefused, storing none."""
    accepted = checked(sheet, rows)
    with warehouse.write() as connection, _registered(connection, sheet, accepted) as given:
        _upsert(connection, sheet, given)
    return len(accepted)


def from_csv(sheet: Sheet, content: bytes) -> list[Row]:
    """The rows of an uploaded file. Raises EntriesRefused unless its first line names the columns.

    A separator of semicolons, a byte order mark and columns beyond ours are taken as they come.
    """
    if len(content) > MOST_BYTES:
        raise EntriesRefused(["The file is larger than 2 MB; send it in parts."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EntriesRefused(["The file is not UTF-8 text; save it as CSV UTF-8."]) from None
    first_line = text.partition("\n")[0]
    separator = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    required = [n for n in sheet.columns if n not in (*sheet.optional, "currency")]
    if missing := [name for name in required if name not in names]:
        raise EntriesRefused([f"The first line must name the column {missing[0]}."])
    reader.fieldnames = names
    try:
        return [{name: row.get(name) for name in sheet.columns} for row in reader]
    except csv.Error as error:
        raise EntriesRefused([f"Line {reader.line_num} cannot be read: {error}."]) from None


def checked(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows as they will be stored; wholly empty ones are left out. Raises EntriesRefused."""
    accepted: list[Row] = []
    sentences: list[str] = []
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        if all(_is_empty(row.get(name)) for name in sheet.columns if name != "currency"):
            continue
        read, problem = _read(sheet, row)
        key = _key(sheet, read)
        if problem is None and key in seen:
            problem = f"it repeats row {seen[key]}"
        if problem is not None:
            sentences.append(f"Row {number}: {problem}.")
            continue
        seen[key] = number
        accepted.append(read)
    if len(accepted) > MOST_ROWS:
        sentences.append(f"There are more than {MOST_ROWS:,} rows.")
    if sentences:
        raise EntriesRefused(sentences)
    return accepted


def assumption(warehouse: Warehouse, name: str) -> float | None:
    """A number the user gave, or None."""
    asked = sa.select(assumptions.c.value).where(assumptions.c.name == name)
    with warehouse.read() as connection:
        return connection.scalar(asked)


def assume(warehouse: Warehouse, name: str, days: float | None) -> None:
    """Keep a number of days, or forget it. Raises EntriesRefused outside 0 to 3,650."""
    if days is not None and not 0 < days <= _MOST_DAYS:
        raise EntriesRefused([f"Give a number of days from 1 to {_MOST_DAYS:,}."])
    with warehouse.write() as connection:
        if days is None:
            connection.execute(sa.delete(assumptions).where(assumptions.c.name == name))
            return
        values = {"value": days, "updated_at": _now()}
        given = insert(assumptions).values(name=name, **values)
        connection.execute(given.on_conflict_do_update(index_elements=["name"], set_=values))


def _registered(
    connection: sa.Connection, sheet: Sheet, rows: list[Row]
) -> AbstractContextManager[sa.TableClause]:
    dated = [{"updated_at": _now()} | row for row in rows]
    return registered(connection, "given_rows", table_of(sheet.table, dated))


def _upsert(connection: sa.Connection, sheet: Sheet, given: sa.TableClause) -> None:
    # Not a DELETE and an INSERT of one key: DuckDB 1.5 ends the process when such a commit finds
    # the disk full.
    names = [column.name for column in sheet.table.columns]
    statement = insert(sheet.table).from_select(names, sa.select(*(given.c[n] for n in names)))
    others = {name: statement.excluded[name] for name in names if name not in sheet.key}
    connection.execute(statement.on_conflict_do_update(index_elements=sheet.key, set_=others))


def _key(sheet: Sheet, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in sheet.key)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _read(sheet: Sheet, row: Mapping[str, Any]) -> tuple[Row, str | None]:
    """One row and what is wrong with it, if anything."""
    read: Row = {}
    try:
        for name in sheet.texts:
            read[name] = _text(row.get(name), name, is_optional=name in sheet.optional)
        for name in sheet.days:
            read[name] = _day(row.get(name), name, begins_month=sheet.is_monthly)
        for name in sheet.amounts:
            read[name] = _amount(row.get(name), name, is_optional=name in sheet.optional)
        read["currency"] = _currency(row.get("currency"))
        if all(read[name] is None for name in sheet.amounts):
            raise ValueError(f"{' or '.join(sheet.amounts)} is missing")
        if len({read[name] is None for name in sheet.together}) == 2:
            raise ValueError(f"{' and '.join(sheet.together)} are given together or not at all")
    except ValueError as problem:
        return read, str(problem)
    return read, None


def _is_empty(value: Any) -> bool:
    return value is None or value != value or not str(value).strip()


def _text(value: Any, name: str, *, is_optional: bool) -> str:
    if _is_empty(value):
        if is_optional:
            return ""
        raise ValueError(f"{name} is missing")
    text = str(value).strip()
    if name == "target_url" and not text.startswith(("https://", "http://")):
        raise ValueError("target_url must begin with https:// or http://")
    if len(text) > 2000:
        raise ValueError(f"{name} is longer than 2,000 characters")
    return text


def _amount(value: Any, name: str, *, is_optional: bool) -> Decimal | None:
    if _is_empty(value):
        if is_optional:
            return None
        raise ValueError(f"{name} is missing")
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{name} is not a number; write it like 149.00") from None
    if not amount.is_finite() or not 0 <= amount <= _LARGEST:
        raise ValueError(f"{name} must be between 0 and {_LARGEST:,}")
    if amount != round(amount, 2):
        raise ValueError(f"{name} has more than two decimals")
    return amount


def _day(value: Any, name: str, *, begins_month: bool) -> datetime:
    if _is_empty(value):
        raise ValueError(f"{name} is missing")
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise ValueError(f"{name} is not a date; write it like 2026-11-20") from None
    if begins_month and day.day != 1:
        raise ValueError(f"{name} must be the first day of a month, like 2026-11-01")
    return datetime(day.year, day.month, day.day)


def _currency(value: Any) -> str:
    code = "USD" if _is_empty(value) else str(value).strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise ValueError("currency must be three letters, like USD")
    return code
