"""`restore PATH`: a backup becomes the warehouse; what it replaces is kept beside."""

from __future__ import annotations

import argparse

from data import backup, settings
from data.commands.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="the folder that `backup` printed")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Not handed over: nobody may have the warehouse open."""
    configured = settings.load()
    kept = backup.restore(console.folder / arguments.path, configured.own_warehouse_url)
    console.say("The backup was restored; its rows and hashes are those of its manifest.")
    if kept is not None:
        console.say(f"What it replaced is kept as {kept}.")
    if configured.is_demo:
        console.say("Until an account is connected, Linkboard goes on to show the demo.")
    return 0
