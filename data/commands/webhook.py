"""`webhook replay FILE`: stored webhook bodies once more, by the same path as the route."""

from __future__ import annotations

import argparse

from data import webhooks
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.errors import ReportError
from data.http import SYSTEM_CLOCK


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["replay"])
    parser.add_argument("file", metavar="FILE", help="one body per line, as they were received")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    """Bodies already known change nothing; those that cannot be read go to quarantine."""
    path = console.folder / arguments.file
    try:
        bodies = [line for line in path.read_bytes().splitlines() if line.strip()]
    except OSError as error:
        raise ReportError(f"{path} cannot be read: {error.strerror}.") from None
    new = sum(webhooks.store(workplace.warehouse, body, SYSTEM_CLOCK.now()) for body in bodies)
    done = webhooks.apply_pending(workplace.warehouse)
    console.print(
        f"{len(bodies):,} bodies read, {new:,} new: {done.applied:,} applied, "
        f"{done.stale:,} stale, {done.quarantined:,} in quarantine."
    )
    return 0
