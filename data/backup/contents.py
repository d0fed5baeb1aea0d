"""What a warehouse holds, as counts and hashes that stand in the manifest of a backup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import WarehouseError

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class TableContent:
    """`hash` is the sum of the MD5 of each row as JSON: the same in any order of rows."""

    rows: int
    hash: str


@dataclass(frozen=True)
class Manifest:
    """What stands beside the Parquet files. `made_at` is UTC, `schema_version` a migration."""

    linkboard: str
    duckdb: str
    made_at: str
    data_version: int
    schema_version: str
    tables: dict[str, TableContent]

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2)
        (folder / MANIFEST).write_text(f"{text}\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises WarehouseError when the folder is no backup."""
        try:
            told: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
            tables = {name: TableContent(**one) for name, one in told.pop("tables").items()}
            return cls(**told, tables=tables)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise WarehouseError(
                f"{folder} is not a backup: its {MANIFEST} cannot be read. "
                "Name a folder that `python -m data backup` has made."
            ) from None


def tables_in(connection: sa.Connection) -> list[str]:
    """The names of all tables that the database itself holds, in alphabetical order."""
    return sorted(sa.inspect(connection).get_table_names())


def contents(connection: sa.Connection, names: Iterable[str]) -> dict[str, TableContent]:
    """Rows and hash of each table; reads every stored value (150,000 rows a second)."""
    return {name: _content(connection, name) for name in names}


def _content(connection: sa.Connection, name: str) -> TableContent:
    table = sa.table(name)
    row = sa.func.to_json(table.table_valued())
    digest = sa.func.sum(sa.func.md5_number_lower(sa.cast(row, sa.String)))
    counted = sa.select(sa.func.count(), sa.cast(digest, sa.String)).select_from(table)
    rows, total = connection.execute(counted).one()
    return TableContent(rows, total or "0")
