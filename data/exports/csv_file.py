"""CSV: UTF-8 with one byte order mark, CRLF, every text quoted, formulas disarmed.

A spreadsheet runs a text that begins like a formula, whatever its quotes. Such a text gets one
leading apostrophe, and so does a text that already looks like a guarded one, so that taking away
one apostrophe from whatever would be guarded always gives the original back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from data.exports import cells

COMMA = pa.scalar(",", cells.LARGE)
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GUARDED = r"^'*[ \x{A0}\x{200B}\x{FEFF}]*'*[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"


def csv_chunks(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The file, a chunk per batch; a header is written even when there are no rows."""
    header = [_quoted(pa.array([name], cells.LARGE)) for name in schema.names]
    yield BYTE_ORDER_MARK + _rows(header)
    for batch in batches:
        if batch.num_rows:
            yield _rows([cell(column) for column in batch.columns])


def cell(column: pa.Array) -> pa.Array:
    """The cells of one column as they stand in the file; null is nothing between two commas."""
    written = _quoted(cells.text(column)) if cells.is_text(column.type) else cells.plain(column)
    return pc.fill_null(written, "")


def _quoted(texts: pa.Array) -> pa.Array:
    is_formula = pc.match_substring_regex(texts, GUARDED)
    if pc.any(is_formula).as_py():
        texts = pc.if_else(is_formula, cells.joined("'", texts), texts)
    return cells.joined('"', pc.replace_substring(texts, '"', '""'), '"')


def _rows(columns: list[pa.Array]) -> bytes:
    *others, last = columns
    ended = cells.joined(last, "\r\n")
    return bytes(cells.content(pc.binary_join_element_wise(*others, ended, COMMA)))
