"""`export NAME`: any dataset or report, all rows, in one file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import BinaryIO

from data import exports, options, reports
from data.access import Scope
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.errors import ReportError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="a dataset or report; --list names them")
    parser.add_argument("--list", action="store_true", help="name every dataset and report")
    parser.add_argument("--by", metavar="COLUMN", help="group a report")
    parser.add_argument("--from", dest="from_", metavar="DATE", help="first day, inclusive")
    parser.add_argument("--to", metavar="DATE", help="last day, inclusive")
    parser.add_argument("--against-from", metavar="DATE", help="what_changed: first day of then")
    parser.add_argument("--against-to", metavar="DATE", help="what_changed: last day of then")
    parser.add_argument("--as-of", metavar="TIME", help="the answer as it stood then")
    parser.add_argument("--tz", metavar="ZONE", help="zone of day, week and month buckets")
    for name in options.LISTS:
        parser.add_argument(f"--{name}", action="append", default=[], help=f"only this {name}")
    parser.add_argument("--format", choices=exports.FORMATS, default="csv")
    parser.add_argument(
        "--out",
        metavar="PATH",
        help="a file, or - for standard output (default: a well-named file on a terminal)",
    )
    parser.add_argument(
        "--manifest", action="store_true", help="write filters, zone, rows and SHA-256 beside it"
    )


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    if not arguments.name:
        raise ReportError("Name a dataset or report; `export --list` shows all.")
    filters = options.filters(_given(arguments))
    with exports.opened(
        workplace.warehouse, arguments.name, filters, Scope.everything(), arguments.format
    ) as (file, about):
        if arguments.out == "-" or (arguments.out is None and not console.shows_results):
            _write(file, console.out)
            return 0
        named = exports.file_name(arguments.name, filters, about.oldest, arguments.format)
        path = console.folder / (arguments.out or named)
        _write_whole(file, path)
    if arguments.manifest:
        text = json.dumps(exports.manifest(about, file.written), ensure_ascii=False, indent=2)
        path.with_name(f"{path.name}.manifest.json").write_text(f"{text}\n", "utf-8")
    console.say(f"{path}: {file.written.rows:,} rows")
    return 0


def _write(file: exports.ExportFile, out: BinaryIO) -> None:
    for chunk in file:
        out.write(chunk)


def _write_whole(file: exports.ExportFile, path: Path) -> None:
    """Into a neighbour first: a file under the wanted name is always whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as out:
            _write(file, out)
        part.replace(path)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)


def _given(arguments: argparse.Namespace) -> dict[str, list[str]]:
    single = {
        "by": arguments.by,
        "from": arguments.from_,
        "to": arguments.to,
        "against_from": arguments.against_from,
        "against_to": arguments.against_to,
        "as_of": arguments.as_of,
        "tz": arguments.tz,
    }
    lists = {name: getattr(arguments, name) for name in options.LISTS}
    return {name: [value] for name, value in single.items() if value} | {
        name: values for name, values in lists.items() if values
    }


def run_alone(_: argparse.Namespace, console: Console) -> int:
    """`export --list` needs no data."""
    for info in reports.catalogue().values():
        groupings = f"  --by {', '.join(info.groupings)}" if info.groupings else ""
        console.print(f"{info.kind:<8} {info.name:<24}{groupings}")
    return 0
