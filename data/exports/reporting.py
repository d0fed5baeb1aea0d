"""The export of a report: the same query as the page, every row, with its manifest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, BinaryIO

import pyarrow as pa

from data import reports
from data.access import Scope
from data.exports.about import About, manifest
from data.exports.writing import ExportFile, media_type
from data.reports import Filters
from data.warehouse import Warehouse

DEFINITIONS = "docs/metrics.md"
_ALL_SOURCES = ("podcast", "outreach", "indexing")
# They have lines of their own in the manifest.
_APART = frozenset(("zone", "as_of"))


@contextmanager
def opened(
    warehouse: Warehouse,
    name: str,
    filters: Filters,
    scope: Scope,
    format: str,
    *,
    definitions: str = DEFINITIONS,
) -> Iterator[tuple[ExportFile, About]]:
    """The file of a report, to be read in chunks while the `with` block holds its snapshot.

    Raises ReportError for an unknown report, filter or format before the first byte.
    """
    media_type(format)
    # before the stream: whoever holds one connection must not wait for a second
    about = describe(warehouse, name, filters, definitions=definitions)
    with reports.stream(warehouse, name, filters, scope) as stream:
        batches = pa.RecordBatchReader.from_batches(stream.schema, stream.batches)
        yield ExportFile(batches, format, about), about


def export(
    warehouse: Warehouse,
    name: str,
    filters: Filters,
    scope: Scope,
    format: str,
    out: BinaryIO,
    *,
    definitions: str = DEFINITIONS,
) -> dict[str, Any]:
    """Write a report or dataset into `out`; returns the manifest. Raises as `opened`."""
    with opened(warehouse, name, filters, scope, format, definitions=definitions) as (file, about):
        for chunk in file:
            out.write(chunk)
    return manifest(about, file.written)


def describe(
    warehouse: Warehouse, name: str, filters: Filters, *, definitions: str = DEFINITIONS
) -> About:
    """What the manifest says of a report before it is written. Raises ReportError if unknown."""
    return About(
        name=name,
        zone=filters.zone,
        as_of=_as_of(warehouse, name, filters),
        generated_at=datetime.now(UTC),
        filters=in_words(filters),
        definitions=definitions,
    )


def in_words(filters: Filters) -> dict[str, str]:
    """The filters that are set, as text: `{"start": "2026-08-31", "clients": "cus_1, cus_2"}`."""
    return {
        field.name: ", ".join(value) if isinstance(value, tuple) else str(value)
        for field in fields(filters)
        if field.name not in _APART and (value := getattr(filters, field.name))
    }


def _as_of(warehouse: Warehouse, name: str, filters: Filters) -> dict[str, datetime | None]:
    source = reports.info(name).source
    wanted = (source,) if source in _ALL_SOURCES else _ALL_SOURCES
    return {one: filters.as_of or reports.as_of(warehouse, one) for one in wanted}
