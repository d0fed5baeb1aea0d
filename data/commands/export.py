"""`export NAME`: any dataset or report, all rows, in one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from data import exports, options, reports
from data.access import Scope
from data.commands.console import Console
from data.errors import ReportError
from data.settings import Settings
from data.warehouse import Warehouse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="a dataset or report; --list names them")
    parser.add_argument("--list", action="store_true", help="name every dataset and report")
    parser.add_argument("--by", metavar="COLUMN", help="group a report")
    parser.add_argument("--from", dest="from_", metavar="DATE", help="first day, inclusive")
    parser.add_argument("--to", metavar="DATE", help="last day, inclusive")
    parser.add_argument("--as-of", metavar="TIME", help="the answer as it stood then")
    parser.add_argument("--tz", metavar="ZONE", help="zone of day, week and month buckets")
    for name in options.LISTS:
        parser.add_argument(f"--{name}", action="append", default=[], help=f"only this {name}")
    parser.add_argument("--format", choices=exports.FORMATS, default="csv")
    parser.add_argument(
        "--out", metavar="PATH", help="a file, or - for standard output (default: a named file)"
    )


def run(
    arguments: argparse.Namespace, console: Console, warehouse: Warehouse, settings: Settings
) -> int:
    if not arguments.name:
        raise ReportError("Name a dataset or report; `export --list` shows all.")
    filters = options.filters(_given(arguments))
    if arguments.out == "-":
        exports.export(
            warehouse, arguments.name, filters, Scope.everything(), arguments.format, console.out
        )
        return 0
    path = Path(arguments.out or exports.file_name(arguments.name, filters, arguments.format))
    rows = exports.export_to(
        warehouse, arguments.name, filters, Scope.everything(), arguments.format, path
    )
    console.say(f"{path}: {rows:,} rows")
    return 0


def _given(arguments: argparse.Namespace) -> dict[str, list[str]]:
    single = {
        "by": arguments.by,
        "from": arguments.from_,
        "to": arguments.to,
        "as_of": arguments.as_of,
        "tz": arguments.tz,
    }
    lists = {name: getattr(arguments, name) for name in options.LISTS}
    return {name: [value] for name, value in single.items() if value} | {
        name: values for name, values in lists.items() if values
    }


def list_names(console: Console) -> int:
    for info in reports.catalogue().values():
        groupings = f"  --by {', '.join(info.groupings)}" if info.groupings else ""
        console.print(f"{info.kind:<8} {info.name:<24}{groupings}")
    return 0
