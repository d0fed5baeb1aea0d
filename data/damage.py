"""What DuckDB's complaint about a file means, in one sentence with the mend."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from data.errors import WarehouseBusy, WarehouseDamaged, WarehouseError, WarehouseFull

_HOLDER = re.compile(r"\(PID (\d+)\)")
_POSITION = re.compile(r"byte position (\d+)")
_IN_THE_LOG = "replaying WAL"
_NO_ROOM = re.compile(r"Could not write|No space left|File too large")
_OF_THE_FILE = (
    duckdb.IOException,
    duckdb.SerializationException,
    duckdb.InternalException,
    duckdb.FatalException,
)

MEND_LOG = "`python -m data doctor --repair`"
MEND_FILE = "`python -m data restore BACKUP`"


def explain(path: Path, error: BaseException | None) -> WarehouseError | None:
    """The error to raise for what happened while the file was opened; None for another fault."""
    text = str(error)
    if "lock on file" in text:
        holder = _HOLDER.search(text)
        who = f"process {holder[1]}" if holder else "another process"
        return WarehouseBusy(
            f"{path.name} is held by {who}: a warehouse has one owner. Stop that process, "
            "or let it do the work, then try again."
        )
    if (full := no_room(path, error)) is not None:
        return full
    if _IN_THE_LOG in text:
        return _damaged_log(path, text)
    if isinstance(error, _OF_THE_FILE):
        return WarehouseDamaged(
            f"{path} cannot be opened as a DuckDB file: {_first_line(text)}. "
            f"Restore a backup with {MEND_FILE}."
        )
    return None


def no_room(path: Path, error: BaseException | None) -> WarehouseFull | None:
    """The error for a write that found the disk full."""
    if _NO_ROOM.search(str(error)) is None:
        return None
    return WarehouseFull(
        f"The disk of {path.name} is full: the last change was not stored. "
        "Free some space; Linkboard then goes on by itself."
    )


def log_position(error: BaseException) -> int | None:
    """The byte of the write-ahead log from which on it cannot be read; 0 when all of it.

    None when the complaint is not about the log.
    """
    if _IN_THE_LOG not in str(error):
        return None
    found = _POSITION.search(str(error))
    return int(found[1]) if found else 0


def _damaged_log(path: Path, text: str) -> WarehouseDamaged:
    found = _POSITION.search(text)
    where = f"from byte {int(found[1]):,} on" if found else "as a whole"
    return WarehouseDamaged(
        f"The write-ahead log {path.name}.wal cannot be read {where}: the newest rows stand in it. "
        f"{MEND_LOG} saves all that can be read, on a copy, and keeps the damaged files."
    )


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0].rstrip(".")
