"""`sql NAME`: the composed statement of a report, for whoever wants to check a figure by hand."""

from __future__ import annotations

import argparse

from data import queries
from data.commands.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="a dataset or report; `export --list` names them")


def run(arguments: argparse.Namespace, console: Console) -> int:
    console.print(queries.compose(arguments.name).sql)
    return 0
