"""The way from any older file to the tables of data/schema, one transaction a step (Alembic)."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from data.errors import WarehouseNewer

FOLDER = Path(__file__).parent


def upgrade(engine: sa.Engine, folder: Path = FOLDER, *, to: str = "head") -> None:
    """Run the missing migrations, each in a transaction of its own: all of it or nothing.

    Raises WarehouseNewer when the file knows a migration that this Linkboard does not.
    """
    config = _config(folder)
    scripts = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        with connection.begin():
            current = revision_of(connection)
        if current == scripts.get_current_head():
            return
        if current:
            require_known(current, folder)
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def require_known(revision: str, folder: Path = FOLDER) -> None:
    """Raise WarehouseNewer for a migration that this Linkboard does not have."""
    scripts = ScriptDirectory.from_config(_config(folder))
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise WarehouseNewer(
            f"The warehouse was written by a newer Linkboard (step {revision}); "
            "install that version again, or restore an older backup."
        )


def revision_of(connection: sa.Connection) -> str | None:
    """The last migration that the file has seen; None for an empty file."""
    return MigrationContext.configure(connection).get_current_revision()


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return config
