"""The command line, one module a command: `add_arguments(parser)` and `run(...) -> exit code`.

Exit codes: 0 all well, 1 finished with failures named, 2 wrong usage. A command's module is
imported when its name is called: the sandbox needs no database, and an export no server.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from data.commands.console import Console
from data.errors import LinkboardError

if TYPE_CHECKING:
    from data.commands.workplace import Workplace


class _Command(NamedTuple):
    help: str
    on_warehouse: bool = True
    also_alone: bool = False  # works on a warehouse that cannot be opened, too


_COMMANDS = {
    "sync": _Command("pull all sources into the warehouse"),
    "status": _Command("freshness, row counts, quarantine, limits, last runs"),
    "index": _Command("the indexing workflow: plan, submit, check, report"),
    "export": _Command("any dataset or report as CSV, XLSX, Parquet or JSON"),
    "roster": _Command("who may sign in, and what they see"),
    "webhook": _Command("feed stored webhook bodies through the receiver's path"),
    "quarantine": _Command("rows that were not accepted, once more"),
    "backup": _Command("one consistent snapshot as Parquet, also while the app runs"),
    "restore": _Command("make a backup the warehouse; the app must not run", on_warehouse=False),
    "doctor": _Command("what is wrong, in sentences, and the mend", also_alone=True),
    "sandbox": _Command("serve all documented APIs over an invented world", on_warehouse=False),
    "sql": _Command("print the whole statement of a report, for a SQL shell", on_warehouse=False),
}


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The words of one call; exits with 2 and the usage when they make no command."""
    root = argparse.ArgumentParser(prog="python -m data", description="Linkboard's command line.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        parser = commands.add_parser(name, help=command.help, description=command.help)
        if name in words:
            _module(name).add_arguments(parser)
    return root.parse_args(words)


def needs_warehouse(arguments: argparse.Namespace) -> bool:
    return _COMMANDS[arguments.command].on_warehouse and not getattr(arguments, "list", False)


def opens_it_itself(arguments: argparse.Namespace) -> bool:
    """Whether the command, without an app, wants to meet a warehouse that cannot be opened."""
    return _COMMANDS[arguments.command].also_alone


def run_alone(arguments: argparse.Namespace, console: Console) -> int:
    """A command that works without the warehouse."""
    module = _module(arguments.command)
    alone = module.run_alone if _COMMANDS[arguments.command].on_warehouse else module.run
    return int(alone(arguments, console))


def run(words: Sequence[str], console: Console, workplace: Workplace) -> int:
    """Run a command on an open warehouse; a failure is named in one sentence, no traceback."""
    arguments = parse(words)
    try:
        return int(_module(arguments.command).run(arguments, console, workplace))
    except LinkboardError as error:
        console.say(error.message)
        return 2 if error.is_usage else 1


def _module(name: str) -> Any:
    return importlib.import_module(f"data.commands.{name}")
