"""XLSX: text cells are text (leading zeros, long digits and `=` survive), a second sheet "About".

Times are text too, ISO 8601 with `Z`: a date cell of a spreadsheet knows no zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from data.exports import cells

ROWS_PER_SHEET = 1_048_576
MAX_TEXT = 32_767
MAX_EXACT = 2**53  # a larger whole number loses digits in a spreadsheet

# Strings stay strings: never a formula, a link or a number. Rows go to disk as they come.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    out: BinaryIO,
    name: str,
    about: Sequence[tuple[str, str]],
) -> None:
    """Write the workbook into `out`; more rows than a sheet can hold go on in a next one."""
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        sheets = _Sheets(book, name[:25], schema.names)
        for batch in batches:
            sheets.add([_values(column) for column in batch.columns], batch.num_rows)
        _add_about(book, [*about, ("Texts cut", _cut_note(sheets.cut))])


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
        self.cut = 0
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

    def _write(self, at: int, value: Any) -> None:
        if isinstance(value, str):
            self.cut += len(value) > MAX_TEXT
            self._sheet.write_string(self._next_row, at, value[:MAX_TEXT])
        elif isinstance(value, bool):
            self._sheet.write_boolean(self._next_row, at, value)
        elif abs(value) <= MAX_EXACT:
            self._sheet.write_number(self._next_row, at, value)
        elif value == value and abs(value) != float("inf"):
            self._sheet.write_string(self._next_row, at, str(value))


def _cut_note(cut: int) -> str:
    return f"{cut} (a cell holds {MAX_TEXT:,} characters)" if cut else "none"


def _add_about(book: Workbook, lines: Iterable[tuple[str, str]]) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for row, (label, value) in enumerate(lines):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, value)
