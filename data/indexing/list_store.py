"""Lists on record: who brought which, when, for whom, and every row with what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from data.access import Scope
from data.arrow import append
from data.errors import LinkboardError
from data.http import SYSTEM_CLOCK, Clock
from data.indexing.collecting import Entry
from data.indexing.lists import ReadList
from data.schema import url_list_rows, url_lists
from data.warehouse import Warehouse

Origin = Literal["upload", "paste"]


class UnknownList(LinkboardError):
    """A list that is not there, or not for this viewer."""

    is_usage = True


@dataclass(frozen=True, slots=True)
class StoredList:
    """One list; `row_count` = `taken` + `duplicates` + `refused`. `list_id` is its campaign."""

    list_id: str
    name: str
    origin: Origin
    file_name: str | None
    encoding: str
    column_name: str | None
    client_id: str | None
    created_by: str
    row_count: int
    taken: int
    duplicates: int
    refused: int
    notes: list[str]
    created_at: datetime


def save(
    warehouse: Warehouse,
    read: ReadList,
    *,
    name: str,
    created_by: str,
    origin: Origin = "upload",
    client_id: str | None = None,
    file_name: str | None = None,
    clock: Clock = SYSTEM_CLOCK,
) -> StoredList:
    """Keep a list, all of it or nothing.

    The same rows for the same client are the same list: it is returned as it was kept first, so
    that nothing is submitted twice because a file was uploaded twice.
    """
    stored = StoredList(
        list_id=_digest(read, client_id),
        name=name.strip() or file_name or "List",
        origin=origin,
        file_name=file_name,
        encoding=read.encoding,
        column_name=read.column,
        client_id=client_id,
        created_by=created_by,
        row_count=len(read.entries),
        taken=read.taken,
        duplicates=read.duplicates,
        refused=read.refused,
        notes=list(read.notes),
        created_at=clock.now(),
    )
    values = {column.name: getattr(stored, column.name) for column in url_lists.columns}
    with warehouse.write() as connection:
        known = sa.select(url_lists).where(url_lists.c.list_id == stored.list_id)
        if (kept := connection.execute(known).mappings().first()) is not None:
            return StoredList(**kept)
        connection.execute(sa.insert(url_lists).values(**values))
        append(connection, url_list_rows, [_row(stored.list_id, e) for e in read.entries])
    return stored


def all_lists(connection: sa.Connection, scope: Scope) -> list[StoredList]:
    """The lists that a scope may see, the latest first; one without a client is for staff."""
    wanted = sa.select(url_lists).order_by(url_lists.c.created_at.desc(), url_lists.c.list_id)
    if scope.clients is not None:
        wanted = wanted.where(url_lists.c.client_id.in_(scope.clients))
    return [StoredList(**row) for row in connection.execute(wanted).mappings()]


def find(connection: sa.Connection, list_id: str, scope: Scope) -> StoredList:
    """One list. Raises UnknownList when there is none, or it is not for this scope to see."""
    for stored in all_lists(connection, scope):
        if stored.list_id == list_id:
            return stored
    raise UnknownList("There is no such list. Upload it again, or choose another.")


def entries(connection: sa.Connection, stored: StoredList) -> list[Entry]:
    """The rows of a list, in its order."""
    rows = connection.execute(
        sa.select(url_list_rows)
        .where(url_list_rows.c.list_id == stored.list_id)
        .order_by(url_list_rows.c.row_number)
    )
    return [_entry(row, stored) for row in rows]


def remove(connection: sa.Connection, list_id: str) -> None:
    """Forget a list and its rows; what was submitted of it stays on record."""
    for table in (url_list_rows, url_lists):
        connection.execute(sa.delete(table).where(table.c.list_id == list_id))


def _digest(read: ReadList, client_id: str | None) -> str:
    digest = hashlib.sha256((client_id or "").encode())
    for entry in read.entries:
        digest.update(f"\n{entry.row_number} {entry.url}".encode())
    return digest.hexdigest()[:32]


def _row(list_id: str, entry: Entry) -> dict[str, Any]:
    is_repeat = entry.duplicate_of is not None
    return {
        "list_id": list_id,
        "row_number": entry.row_number,
        "url_raw": entry.url[:4096],
        "url_canonical": entry.canonical,
        "url_sha256": entry.sha256,
        "host": entry.host,
        "state": "refused" if entry.code else "duplicate" if is_repeat else "taken",
        "code": entry.code,
        "duplicate_of": entry.duplicate_of,
    }


def _entry(row: Any, stored: StoredList) -> Entry:
    return Entry(
        row.row_number,
        row.url_raw,
        row.url_canonical,
        row.url_sha256,
        row.host,
        row.code,
        row.duplicate_of,
        stored.client_id,
        stored.list_id,
    )
