"""Batches of notes whose state can be computed again, written by a process that is then killed.

    python -m tests.durability.writing FILE COUNT [CHECKPOINT_AFTER]

prints `ready` once COUNT batches are acknowledged, and waits.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from data.schema import notes
from data.warehouse import Warehouse
from tests.starting import ROOT

ROWS = 50


def write_batch(warehouse: Warehouse, number: int) -> None:
    rows = [{"note_id": f"{number:04}-{row:02}", "body": str(number) * 20} for row in range(ROWS)]
    with warehouse.write() as connection:
        connection.execute(sa.insert(notes), rows)


def batches(warehouse: Warehouse) -> int:
    """How many batches are there; they are a prefix, and each is whole."""
    with warehouse.read() as connection:
        found = sorted(connection.scalars(sa.select(notes.c.note_id)))
    count = len(found) // ROWS
    assert found == [f"{number:04}-{row:02}" for number in range(count) for row in range(ROWS)]
    return count


def killed_after(path: Path, count: int, *, checkpoint_after: int = 0) -> None:
    """Leave a file behind as a killed process does: the newest batches stand in the log."""
    command = [sys.executable, "-m", "tests.durability.writing"]
    with subprocess.Popen(
        [*command, str(path), str(count), str(checkpoint_after)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as writer:
        assert writer.stdout and writer.stdout.readline() == b"ready\n"
        writer.kill()


def main(path: str, count: str, checkpoint_after: str) -> None:
    warehouse = Warehouse.open(f"duckdb:///{path}")
    warehouse.checkpoint()
    for number in range(int(count)):
        write_batch(warehouse, number)
        if number + 1 == int(checkpoint_after):
            warehouse.checkpoint()
    print("ready", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
