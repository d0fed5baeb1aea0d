"""`quarantine retry`: rows that were not accepted once more, by the sync's own path."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

from data import quarantine
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.quarantine import Retried

_ROWS_NAMED = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["retry"])
    parser.add_argument("--reason", help="only rows of this reason, such as bad_int")
    parser.add_argument("--entity", help="only rows of this table, such as orders")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    """Rows that cannot be taken stay as they are; each says why."""
    with workplace.warehouse.read() as connection:
        ids = quarantine.ids_of(connection, reason=arguments.reason, entity=arguments.entity)
    workspace_id = workplace.settings.backlink_outreach.workspace_id
    told = quarantine.retry(workplace.warehouse, ids, workspace_id=workspace_id)
    _name_the_held(told, console)
    counts = Counter(one.outcome for one in told)
    console.print(
        f"{len(told):,} rows tried again: {counts['stored']:,} stored, {counts['replaced']:,} "
        f"replaced by a later read, {counts['asked']:,} to be asked for by the next sync, "
        f"{counts['held']:,} still held."
    )
    return 1 if counts["held"] else 0


def _name_the_held(told: Sequence[Retried], console: Console) -> None:
    held = [one for one in told if one.outcome == "held"]
    for one in held[:_ROWS_NAMED]:
        console.print(f"{one.row.entity} {one.row.row_key or 'without a key'}: {one.words}")
    if len(held) > _ROWS_NAMED:
        console.print(f"… and {len(held) - _ROWS_NAMED:,} more; `export quarantine` has all.")
