"""A report or dataset as a file: CSV, XLSX, Parquet or JSON, streamed with bounded memory.

    about = About(name="orders", filters={"Client": "cus_42"}, zone="UTC", as_of=…, …)
    written = write(stream, "csv", out, about=about)
    manifest(about, written)

`stream` is anything with a `.schema` that yields record batches. Every row is written, never a
page of them; column headings are the report's column names. `export` does all of it for a report
by name, `opened` hands out the chunks for an HTTP answer.
"""

from __future__ import annotations

from data.exports.about import About, Written, file_name, manifest
from data.exports.reporting import describe, export, opened
from data.exports.writing import FORMATS, Batches, ExportFile, media_type, write

__all__ = [
    "FORMATS",
    "About",
    "Batches",
    "ExportFile",
    "Written",
    "describe",
    "export",
    "file_name",
    "manifest",
    "media_type",
    "opened",
    "write",
]
