"""`sandbox`: serve all documented APIs over an invented world."""

from __future__ import annotations

import argparse

from data.commands.console import Console
from data.sandbox import server


def add_arguments(parser: argparse.ArgumentParser) -> None:
    server.add_arguments(parser)


def run(arguments: argparse.Namespace, console: Console) -> int:
    return server.run(arguments)
