"""The command line, one module a command: `add_arguments(parser)` and `run(...) -> exit code`.

Exit codes: 0 all well, 1 finished with failures named, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from data.commands import backup, doctor, export, restore, sandbox, sql, status, sync, webhook
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.errors import LinkboardError

_ON_WAREHOUSE: dict[str, Callable[[argparse.Namespace, Console, Workplace], int]] = {
    "sync": sync.run,
    "status": status.run,
    "export": export.run,
    "webhook": webhook.run,
    "backup": backup.run,
    "doctor": doctor.run,
}
_ALONE: dict[str, Callable[[argparse.Namespace, Console], int]] = {
    "sandbox": sandbox.run,
    "sql": sql.run,
    "restore": restore.run,
    "doctor": doctor.run_alone,
}
_COMMANDS = {
    "sync": (sync, "pull all sources into the warehouse"),
    "status": (status, "freshness, row counts, quarantine, limits, last runs"),
    "export": (export, "any dataset or report as CSV, XLSX, Parquet or JSON"),
    "webhook": (webhook, "feed stored webhook bodies through the receiver's path"),
    "backup": (backup, "one consistent snapshot as Parquet, also while the app runs"),
    "restore": (restore, "make a backup the warehouse; the app must not run"),
    "doctor": (doctor, "what is wrong, in sentences, and the mend"),
    "sandbox": (sandbox, "serve all documented APIs over an invented world"),
    "sql": (sql, "print the whole statement of a report, ready for a SQL shell"),
}


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m data", description="Linkboard's command line.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, words) in _COMMANDS.items():
        module.add_arguments(commands.add_parser(name, help=words, description=words))
    return root


def needs_warehouse(arguments: argparse.Namespace) -> bool:
    return arguments.command in _ON_WAREHOUSE and not getattr(arguments, "list", False)


def opens_it_itself(arguments: argparse.Namespace) -> bool:
    """Whether the command, without an app, wants to meet a warehouse that cannot be opened."""
    return arguments.command in _ON_WAREHOUSE and arguments.command in _ALONE


def run_alone(arguments: argparse.Namespace, console: Console) -> int:
    """A command that works without the warehouse."""
    if arguments.command == "export":
        return export.list_names(console)
    return _ALONE[arguments.command](arguments, console)


def run(words: Sequence[str], console: Console, workplace: Workplace) -> int:
    """Run a command on an open warehouse; a failure is named in one sentence, no traceback."""
    arguments = parser().parse_args(words)
    try:
        return _ON_WAREHOUSE[arguments.command](arguments, console, workplace)
    except LinkboardError as error:
        console.say(error.message)
        return 2 if error.is_usage else 1
