"""`python -m data COMMAND`: see `python -m data --help`."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from data import commands, handover
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.errors import LinkboardError
from data.settings import load
from data.warehouse import Warehouse, path_of


def main(words: list[str]) -> int:
    """Run one command here, or in the app that holds the warehouse."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    console = Console(
        sys.stdout.buffer, sys.stderr.buffer, sys.stdout.isatty(), sys.stderr.isatty(), Path.cwd()
    )
    arguments = commands.parser().parse_args(words)
    try:
        if not commands.needs_warehouse(arguments):
            return commands.run_alone(arguments, console)
        settings = load()
        app = handover.running_app()
        if app is not None and app.warehouse == str(path_of(settings.warehouse_url)):
            return handover.hand_over(app, words, console)
        if commands.opens_it_itself(arguments):
            return commands.run_alone(arguments, console)
        with Warehouse.open(settings.warehouse_url) as warehouse:
            return commands.run(words, console, Workplace.alone(warehouse, settings))
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
