"""The command line, one module a command: `add_arguments(parser)` and `run(...) -> exit code`.

Exit codes: 0 all well, 1 finished with failures named, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from data.commands import export, sandbox, sql, status, sync
from data.commands.console import Console
from data.errors import LinkboardError
from data.settings import Settings
from data.warehouse import Warehouse

_WITH_WAREHOUSE = {"sync": sync, "status": status, "export": export}
_ALONE = {"sandbox": sandbox, "sql": sql}
_HELP = {
    "sync": "pull all sources into the warehouse",
    "status": "freshness, row counts, quarantine, limits, last runs",
    "export": "any dataset or report as CSV, XLSX, Parquet or JSON",
    "sandbox": "serve all documented APIs over an invented world",
    "sql": "print the whole statement of a report, ready for a SQL shell",
}


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m data", description="Linkboard's command line.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in {**_WITH_WAREHOUSE, **_ALONE}.items():
        module.add_arguments(commands.add_parser(name, help=_HELP[name], description=_HELP[name]))
    return root


def needs_warehouse(arguments: argparse.Namespace) -> bool:
    return arguments.command in _WITH_WAREHOUSE and not getattr(arguments, "list", False)


def run_alone(arguments: argparse.Namespace, console: Console) -> int:
    """A command that works without the warehouse."""
    if arguments.command == "export":
        return export.list_names(console)
    return _ALONE[arguments.command].run(arguments, console)


def run(words: Sequence[str], console: Console, *, warehouse: Warehouse, settings: Settings) -> int:
    """Run a command on an open warehouse; failures are named in one sentence, never a traceback."""
    try:
        arguments = parser().parse_args(words)
        return _WITH_WAREHOUSE[arguments.command].run(arguments, console, warehouse, settings)
    except LinkboardError as error:
        console.say(error.message)
        return 2 if error.is_usage else 1
