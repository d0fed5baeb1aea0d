"""`sync`: pull the sources into the warehouse, with progress on a terminal."""

from __future__ import annotations

import argparse

from data import sync
from data.commands.console import Console
from data.commands.progress import shown_on
from data.commands.workplace import Workplace
from data.errors import ReportError

_FAILED = {"failed", "partial"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--source",
        action="append",
        metavar="NAME",
        help=f"only these: {', '.join(sync.SOURCES)} (comma-separated)",
    )
    parser.add_argument("--full", action="store_true", help="read everything again")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    wanted = _sources(arguments.source)
    with shown_on(console) as progress:
        results = workplace.sync(sources=wanted, full=arguments.full, progress=progress)
    if arguments.json:
        console.print_json({name: result.as_json() for name, result in results.items()})
    else:
        for name, result in results.items():
            console.print(f"{name:<10} {result.status:<8} {result.message}")
    return 1 if any(result.status in _FAILED for result in results.values()) else 0


def _sources(given: list[str] | None) -> tuple[str, ...]:
    if not given:
        return sync.SOURCES
    wanted = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if unknown := sorted(set(wanted) - set(sync.SOURCES)):
        raise ReportError(f"Unknown source {unknown[0]!r}; use {', '.join(sync.SOURCES)}.")
    return tuple(name for name in sync.SOURCES if name in wanted)
