"""Who took which rows away: one line per download, written before its first byte.

A line without a hash is of a download that was broken off, or runs still.
"""

from __future__ import annotations

import hashlib
import json
import uuid

import sqlalchemy as sa

from data.exports.about import About, Written
from data.schema import exports
from data.warehouse import Warehouse


def begin(warehouse: Warehouse, about: About, format: str, identity: str) -> str:
    """Note who asked for what; returns the line's id. Raises WarehouseError: no note, no file."""
    line = {
        "export_id": uuid.uuid4().hex,
        "name": about.name,
        "format": format,
        "identity": identity,
        "filters": json.dumps(dict(about.filters), ensure_ascii=False),
        "created_at": about.generated_at.replace(tzinfo=None),
    }
    with warehouse.write(is_data=False) as connection:
        connection.execute(sa.insert(exports).values(line))
    return str(line["export_id"])


def whole(warehouse: Warehouse, about: About, format: str, content: bytes, identity: str) -> None:
    """Note a document that is made before it goes out. Raises WarehouseError: no note, no file."""
    export_id = begin(warehouse, about, format, identity)
    digest = hashlib.sha256(content).hexdigest()
    finish(warehouse, export_id, Written(format, 1, len(content), digest))


def finish(warehouse: Warehouse, export_id: str, written: Written) -> None:
    """Note what went out in full."""
    with warehouse.write(is_data=False) as connection:
        connection.execute(
            sa.update(exports)
            .where(exports.c.export_id == export_id)
            .values(row_count=written.rows, sha256=written.sha256)
        )
