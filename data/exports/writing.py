"""One way in for all formats: a stream of record batches becomes the bytes of a file."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Protocol

import pyarrow as pa

from data.errors import ReportError
from data.exports.about import About, Written
from data.exports.csv_file import csv_chunks
from data.exports.json_file import json_chunks
from data.exports.parquet_file import write_parquet
from data.exports.xlsx_file import Sheet, write_xlsx

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
CHUNK_BYTES = 1 << 20
_PIECE_ROWS = 8_192  # of text made at once: several copies of it are held

# Arrow's own allocator would keep 40 MiB of the first long download for good.
pa.set_memory_pool(pa.system_memory_pool())


class Batches(Protocol):
    """Record batches of one schema, each read once; a pyarrow.RecordBatchReader is one."""

    @property
    def schema(self) -> pa.Schema: ...
    def __iter__(self) -> Iterator[pa.RecordBatch]: ...


class ExportFile:
    """The bytes of an export, once, in chunks; `written` is complete after the last one.

    CSV and JSON come out batch by batch. XLSX and Parquet end with an index of the whole, so they
    are first written to a temporary file.
    """

    def __init__(self, stream: Batches, format: str, about: About) -> None:
        """Raises ReportError for an unknown format, before a row is read."""
        media_type(format)
        self._stream = stream
        self._format = format
        self._about = about
        self._hash = hashlib.sha256()
        self._rows = 0
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks():
            self._hash.update(chunk)
            self._size += len(chunk)
            yield chunk

    @property
    def written(self) -> Written:
        return Written(self._format, self._rows, self._size, self._hash.hexdigest())

    def _counted(self) -> Iterator[pa.RecordBatch]:
        for batch in self._stream:
            self._rows += batch.num_rows
            yield batch

    def _pieces(self) -> Iterator[pa.RecordBatch]:
        for batch in self._counted():
            for start in range(0, batch.num_rows, _PIECE_ROWS):
                yield batch.slice(start, _PIECE_ROWS)

    def _chunks(self) -> Iterable[bytes]:
        schema = self._stream.schema
        if self._format == "csv":
            return csv_chunks(schema, self._pieces())
        if self._format == "json":
            return json_chunks(schema, self._pieces())
        return self._through_a_file(schema)

    def _through_a_file(self, schema: pa.Schema) -> Iterator[bytes]:
        with tempfile.TemporaryFile() as file:
            if self._format == "xlsx":
                table = Sheet(self._about.name, schema, self._counted())
                write_xlsx([table], file, self._about.lines())
            else:
                notes = {"linkboard": json.dumps(dict(self._about.lines()))}
                write_parquet(schema, self._counted(), file, notes)
            file.seek(0)
            while chunk := file.read(CHUNK_BYTES):
                yield chunk


def write(stream: Batches, format: str, out: BinaryIO, *, about: About) -> Written:
    """Write the whole export into `out` and say what was written."""
    file = ExportFile(stream, format, about)
    for chunk in file:
        out.write(chunk)
    return file.written


def media_type(format: str) -> str:
    """The content type of a format. Raises ReportError for one we do not write."""
    try:
        return FORMATS[format]
    except KeyError:
        known = ", ".join(FORMATS)
        raise ReportError(f"There is no export as {format!r}; choose one of {known}.") from None
