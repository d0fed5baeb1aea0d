"""A large warehouse without vendors: drawn inside the database, so that a million takes seconds."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from data.warehouse import Warehouse

FOLDER = Path(__file__).parent / "reports_world"
FILES = ("dice", "ledger", "podcast", "outreach")


def fill(warehouse: Warehouse, attempts: int) -> None:
    """Draw a world of so many attempts into an empty warehouse.

    Per 1,000 attempts: 200 leads, 150 replies, 100 orders with 3 slots each. Some of the rows lack
    what vendors sometimes leave out: a client, a lead, a status, the attempt a reply answers.
    """
    sizes = {
        "attempts": attempts,
        "leads": attempts // 5,
        "replies": attempts * 15 // 100,
        "orders": attempts // 10,
    }
    with warehouse.write() as connection:
        for statement in _statements():
            query = sa.text(statement)
            wanted = query.compile().params
            connection.execute(query, {name: sizes[name] for name in wanted})
    warehouse.checkpoint()


def _statements() -> list[str]:
    texts = ((FOLDER / f"{name}.sql").read_text("utf-8") for name in FILES)
    return [statement for text in texts for statement in text.split(";\n")]
