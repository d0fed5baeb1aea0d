"""Rows of a list that go nowhere, as a CSV file: each with its state, its reason and the mend."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from data.exports.csv_file import csv_chunks
from data.indexing.manual import SetAside
from data.indexing.planning import PlannedUrl
from data.indexing.refusals import sentence

_PLANNED = pa.schema(
    [("row", pa.int64()), *((name, pa.string()) for name in ("url", "state", "reason", "message"))]
)
_VERDICTS = pa.schema(
    [("line", pa.int64()), *((name, pa.string()) for name in ("url", "reason", "message"))]
)
_WORDS = {
    "bad_verdict": "The verdict is none of indexed, not seen and unknown.",
    "bad_engine": "The engine is none that is known: google, bing, yandex, naver, seznam, yep.",
    "bad_time": "The time cannot be read, or lies in the future.",
}


def of_plan(plan: Iterable[PlannedUrl]) -> bytes:
    """Every row of a plan that is not ready to be sent; formulas are disarmed."""
    rows: list[dict[str, object]] = [
        {
            "row": row.row_number,
            "url": row.url,
            "state": row.state,
            "reason": row.reason,
            "message": row.message,
        }
        for row in plan
        if row.state != "ready"
    ]
    return _csv(_PLANNED, rows)


def of_verdicts(set_aside: Iterable[SetAside]) -> bytes:
    """Every line of a file of verdicts that was not taken."""
    rows: list[dict[str, object]] = [
        {
            "line": row.line,
            "url": row.text,
            "reason": row.reason,
            "message": _WORDS.get(row.reason) or sentence(row.reason),
        }
        for row in set_aside
    ]
    return _csv(_VERDICTS, rows)


def _csv(schema: pa.Schema, rows: list[dict[str, object]]) -> bytes:
    table = pa.Table.from_pylist(rows, schema)
    return b"".join(csv_chunks(schema, table.to_batches()))
