"""XLSX: one sheet a table, then "Definitions" and "About".

Text cells are text: leading zeros, long digits and `=` survive. Times are text too, ISO 8601 with
`Z`: a date cell of a spreadsheet knows no zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from data import catalogue
from data.exports import cells

ROWS_PER_SHEET = 1_048_576
MAX_TEXT = 32_767  # in UTF-16
_WAS_CUT = -2  # what write_string answers when a cell cannot hold all
MAX_EXACT = 2**53  # a larger whole number loses digits in a spreadsheet

_HEADINGS = ("Table", "Column", "Meaning")
# Strings stay strings: never a formula, a link or a number. Rows go to disk as they come.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class Sheet:
    """A table for the workbook; `name` is the report's, whose words explain the columns."""

    name: str
    schema: pa.Schema
    batches: Iterable[pa.RecordBatch]


def write_xlsx(
    tables: Iterable[Sheet], out: BinaryIO, about: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Write the workbook into `out`; returns the rows of each table.

    Each table is read once, when its turn comes. More rows than a sheet can hold go on in a next.
    """
    rows, definitions, cut = {}, [], 0
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        for table in tables:
            sheets = _Sheets(book, table.name[:25], table.schema.names)
            for batch in table.batches:
                sheets.add([_values(column) for column in batch.columns], batch.num_rows)
            rows[table.name], cut = sheets.rows, cut + sheets.cut
            definitions += _definitions(table)
        _add_texts(book, "Definitions", (20, 28, 100), [_HEADINGS, *definitions])
        counts = [(f"Rows: {name}", f"{count}") for name, count in rows.items()]
        _add_texts(book, "About", (24, 80), [*about, *counts, ("Texts cut", _cut_note(cut))])
    return rows


def _definitions(table: Sheet) -> list[tuple[str, ...]]:
    return [
        (table.name, name, catalogue.column(table.name, name) or "") for name in table.schema.names
    ]


def _values(column: pa.Array) -> list[Any]:
    kind = column.type
    if cells.is_text(kind):
        return cells.text(column).to_pylist()  # type: ignore[no-any-return]
    if pa.types.is_temporal(kind):
        return cells.plain(column).to_pylist()  # type: ignore[no-any-return]
    return column.to_pylist()  # type: ignore[no-any-return]


class _Sheets:
    """The data sheets: written row by row, each with a frozen header."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str]) -> None:
        self._book = book
        self._name = name
        self._columns = columns
        self._bold = book.add_format({"bold": True})
        self._count = 0
        self.rows = self.cut = 0
        self._open()

    def _open(self) -> None:
        self._count += 1
        name = self._name if self._count == 1 else f"{self._name} {self._count}"
        self._sheet: Worksheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            self._sheet.write_string(0, at, column, self._bold)
        self._next_row = 1

    def add(self, columns: list[list[Any]], rows: int) -> None:
        for index in range(rows):
            if self._next_row == ROWS_PER_SHEET:
                self._open()
            for at, values in enumerate(columns):
                if values[index] is not None:
                    self._write(at, values[index])
            self._next_row += 1
        self.rows += rows

    def _write(self, at: int, value: Any) -> None:
        if isinstance(value, str):
            # Counted as the cell counts: a sign beyond U+FFFF takes the room of two.
            self.cut += self._sheet.write_string(self._next_row, at, value) == _WAS_CUT
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._next_row, at, value)
        elif abs(value) <= MAX_EXACT:
            self._sheet.write_number(self._next_row, at, value)
        elif value == value and abs(value) != float("inf"):
            self._sheet.write_string(self._next_row, at, str(value))


def _cut_note(cut: int) -> str:
    return f"{cut} (a cell holds {MAX_TEXT:,} characters)" if cut else "none"


def _add_texts(
    book: Workbook, name: str, widths: Sequence[int], lines: Iterable[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(name)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    for row, line in enumerate(lines):
        for at, text in enumerate(line):
            sheet.write_string(row, at, text)
