"""`backup`: one consistent snapshot, also while the app writes."""

from __future__ import annotations

import argparse

from data import backup
from data.commands.console import Console
from data.commands.workplace import Workplace


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out",
        metavar="FOLDER",
        help="where the backup's own folder goes (default: backups/ beside the warehouse)",
    )


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    folder = console.folder / arguments.out if arguments.out else None
    made = backup.backup(workplace.warehouse, folder)
    rows = sum(table.rows for table in backup.Manifest.read(made).tables.values())
    console.print(f"{made}")
    console.say(f"{rows:,} rows. Bring it back with `python -m data restore {made}`.")
    return 0
