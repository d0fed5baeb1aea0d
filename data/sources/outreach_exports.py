"""The CSV exports of the outreach API: header, cells and the apostrophe guard.

The document says only "CSV file download", so columns are found by name in any order, extra ones
are kept, and the header must at least name the row's key and one more column we know. The observed
server writes null as an empty cell and puts `'` before cells that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from data.errors import BadBody
from data.sources.outreach_listing import ATTEMPTS, LEADS, REPLIES, ListKind
from data.strict_json import Unreadable

Row = dict[str, str | None]

_GUARDED = re.compile(r"'[=+\-@\t\r]")
_NOT_CSV = ("html", "json", "xml")
# One of these beside the key: both dialects' names of what every export must tell.
_COLUMNS = {
    LEADS: frozenset({"domain", "url", "website_url", "email", "contact_email", "status"}),
    ATTEMPTS: frozenset({"lead_id", "recipient_email", "subject", "status", "sent_at"}),
    REPLIES: frozenset({"attempt_id", "from_email", "subject", "classification", "received_at"}),
}


def rows_of(text: str, content_type: str, kind: ListKind, *, what: str) -> list[Any]:
    """The rows of one export, keyed by column name; an empty cell is None.

    A row whose cells do not fit the header is handed on as Unreadable, for the quarantine. Raises
    BadBody (`not_csv`) for a page, a JSON answer, a foreign header or broken quoting.
    """
    if any(word in content_type.lower() for word in _NOT_CSV):
        raise _not_csv(what, f"it came as {content_type.partition(';')[0].strip()[:60]}")
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        names = [_column(cell) for cell in next(lines, [])]
        _check_header(names, kind, what)
        return [_row(cells, names) for cells in lines if cells]
    except csv.Error as error:
        raise _not_csv(what, f"line {lines.line_num} cannot be read") from error


def unguarded(cell: str) -> str:
    """Take back the one apostrophe that a server puts before `=`, `+`, `-`, `@`, TAB or CR."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _column(cell: str) -> str:
    """`Lead ID` and `lead_id` are one column."""
    return re.sub(r"[\s\-]+", "_", cell.strip().lower())


def _check_header(names: list[str], kind: ListKind, what: str) -> None:
    has_key = any(name in names for name in kind.keys)
    if not has_key or not _COLUMNS[kind].intersection(names):
        raise _not_csv(what, "its first line does not name the columns of " + kind.name)
    named = [name for name in names if name]
    if len(set(named)) < len(named):
        raise _not_csv(what, "its first line names a column twice")


def _row(cells: list[str], names: list[str]) -> Row | Unreadable:
    if len(cells) != len(names):
        return Unreadable(",".join(cells), "bad_csv_row")
    pairs = zip(names, cells, strict=True)
    return {name: unguarded(cell) or None for name, cell in pairs if name}


def _not_csv(what: str, why: str) -> BadBody:
    return BadBody(f"{what}: the export is not the expected CSV, {why}.", reason="not_csv")
