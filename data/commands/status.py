"""`status`: how old each source is, what is held, and what went wrong."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from data import reports
from data.access import Scope
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.reports import Filters
from data.warehouse import Warehouse

_RUNS_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    warehouse, settings = workplace.warehouse, workplace.settings
    found: dict[str, Any] = {
        "sources": _rows(warehouse, "source_status"),
        "rows": {row["table"]: row["rows"] for row in _rows(warehouse, "row_counts")},
        "quarantine": len(_rows(warehouse, "quarantine_rows")),
        "limits": {
            "podcast": settings.podcast_backlinks.requests_per_minute,
            "outreach": settings.backlink_outreach.requests_per_minute,
        },
        "last_runs": _rows(warehouse, "sync_history")[:_RUNS_SHOWN],
        "data_version": warehouse.data_version(),
    }
    if arguments.json:
        console.print_json(found)
    else:
        _print(found, console)
    failing = [source for source in found["sources"] if source["status"] == "failed"]
    return 1 if failing else 0


def _rows(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    frame = reports.run(warehouse, name, Filters(), Scope.everything())
    return [
        {str(column): _plain(value) for column, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    """JSON values; a time as ISO 8601 in UTC, nothing known as null."""
    if isinstance(value, pd.Timestamp):
        return f"{value.isoformat()}Z"
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    return value.item() if hasattr(value, "item") else value


def _print(found: dict[str, Any], console: Console) -> None:
    for source in found["sources"]:
        as_of = source["as_of"] or "never read"
        message = f"  {source['message']}" if source["message"] else ""
        console.print(f"{source['source']:<10} {source['status']:<8} {as_of}{message}")
    for table, rows in found["rows"].items():
        console.print(f"{table:<20} {rows:>12,}")
    console.print(f"{'quarantine':<20} {found['quarantine']:>12,}")
