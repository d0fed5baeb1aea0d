"""`python -m data COMMAND`: see `python -m data --help`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

from data import commands
from data.commands.console import Console
from data.errors import LinkboardError


def main(words: list[str]) -> int:
    """Run one command here, or in the app that holds the warehouse."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    console = Console(
        sys.stdout.buffer, sys.stderr.buffer, sys.stdout.isatty(), sys.stderr.isatty(), Path.cwd()
    )
    arguments = commands.parse(words)
    try:
        if commands.needs_warehouse(arguments):
            return _run_on_warehouse(words, arguments, console)
        return commands.run_alone(arguments, console)
    except LinkboardError as error:
        console.say(error.message)
        return 2 if error.is_usage else 1
    except BrokenPipeError:
        # Whoever reads our output has seen enough (`… | head`); closing it must not fail as well.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        console.say("Stopped.")
        return 1


def _run_on_warehouse(words: list[str], arguments: argparse.Namespace, console: Console) -> int:
    # Imported here: the sandbox, a child of every demo, starts without database and pandas.
    from data import handover
    from data.settings import load
    from data.warehouse import Warehouse, path_of

    settings = load()
    app = handover.running_app()
    if app is not None and app.warehouse == str(path_of(settings.warehouse_url)):
        return handover.hand_over(app, words, console)
    if commands.opens_it_itself(arguments):
        return commands.run_alone(arguments, console)
    from data.commands.workplace import Workplace

    with Warehouse.open(settings.warehouse_url) as warehouse:
        return commands.run(words, console, Workplace.alone(warehouse, settings))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
