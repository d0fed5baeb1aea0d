"""A database file and its companions: taken out of everybody's hands, swapped for a better one."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from data.commits import sync_folder
from data.errors import WarehouseBusy

# The log; and the logs that stand beside it while a checkpoint runs.
COMPANIONS = (".wal", ".wal.checkpoint", ".wal.recovery")


def companions(database: Path) -> list[Path]:
    """The files that belong to a database file and are there."""
    named = (database.with_name(database.name + ending) for ending in COMPANIONS)
    return [file for file in named if file.exists()]


@contextmanager
def held(database: Path) -> Iterator[int]:
    """Keep every other process from opening the file, by the lock that DuckDB itself takes.

    Yields a descriptor to read from: a process that closes another descriptor of the file lets
    go of the lock. Not for a process that has the database open itself: the lock does not see
    that. Raises WarehouseBusy.
    """
    descriptor = os.open(database, os.O_RDWR)
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WarehouseBusy(
                f"{database.name} is held by another process. Stop it (the app, a shell), then "
                "try again."
            ) from None
        yield descriptor
    finally:
        os.close(descriptor)


def copy(descriptor: int, database: Path, target: Path) -> None:
    """A held file and its companions under another name; the lock stays."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(descriptor, "rb", closefd=False) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    for file in companions(database):
        shutil.copyfile(file, target.with_name(target.name + file.name[len(database.name) :]))


def remove(database: Path) -> None:
    """A file and its companions, if they are there."""
    for file in (*companions(database), database):
        file.unlink(missing_ok=True)


def swap(new: Path, database: Path, word: str) -> Path:
    """Put `new` (closed, without a log) in the place of a held file; returns where the old one is.

    The old file stays as `<name>.<time>.<word>`, with its log. The place is never empty, and a
    crash between the steps leaves an old file without its log, which the commit counter tells.
    """
    _sync(new)
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    old = database.with_name(f"{database.name}.{time}.{word}")
    os.link(database, old)
    for file in companions(database):
        file.rename(old.with_name(old.name + file.name[len(database.name) :]))
    new.replace(database)
    sync_folder(database.parent)
    return old


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
