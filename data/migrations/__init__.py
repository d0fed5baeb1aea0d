"""The way from any older file to the tables of data/schema.py, one transaction a step (Alembic)."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.errors import WarehouseNewer

FOLDER = Path(__file__).parent


def upgrade(engine: sa.Engine, folder: Path = FOLDER) -> None:
    """Run the missing migrations, each in a transaction of its own: all of it or nothing.

    Raises WarehouseNewer when the file knows a migration that this Linkboard does not.
    """
    config = Config()
    config.set_main_option("script_location", str(folder))
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = _current(connection)
        if current == scripts.get_current_head():
            return
        if current and current not in {script.revision for script in scripts.walk_revisions()}:
            raise WarehouseNewer(
                f"The warehouse was written by a newer Linkboard (step {current}); "
                "install that version again, or restore an older backup."
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _current(connection: sa.Connection) -> str | None:
    with connection.begin():
        return MigrationContext.configure(connection).get_current_revision()
