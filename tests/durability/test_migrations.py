"""A migration is there as a whole or not at all, wherever it stops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from data import migrations
from data.warehouse import Warehouse

SHAPE = sa.text(
    "select table_name, column_name, data_type from duckdb_columns() "
    "where not internal order by all"
)


def steps() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


class StopAt:
    """Fails the n-th statement that changes anything."""

    def __init__(self, engine: sa.Engine, number: int) -> None:
        self.left = number
        sa.event.listen(engine, "before_cursor_execute", self)

    def __call__(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().lower().startswith(("create", "alter", "insert", "update", "delete")):
            self.left -= 1
            if self.left == 0:
                raise InterruptedError


def state(path: Path) -> tuple[str | None, list[Any]]:
    engine = sa.create_engine(f"duckdb:///{path}")
    with engine.connect() as connection:
        shape = [tuple(row) for row in connection.execute(SHAPE)]
        found = (
            migrations.revision_of(connection),
            [row for row in shape if row[0] != "alembic_version"],
        )
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, list[Any]]:
    """The tables of every version, as it is when its migration went well."""
    known: dict[str | None, list[Any]] = {None: []}
    for revision in steps():
        path = tmp_path_factory.mktemp(revision) / "w.duckdb"
        engine = sa.create_engine(f"duckdb:///{path}")
        migrations.upgrade(engine, to=revision)
        engine.dispose()
        known[revision] = state(path)[1]
    return known


def test_stopping_after_any_statement_leaves_a_whole_version(
    tmp_path: Path, stages: dict[str | None, list[Any]]
) -> None:
    seen = set()
    for number in range(1, 200):
        path = tmp_path / f"{number}.duckdb"
        engine = sa.create_engine(f"duckdb:///{path}")
        stop = StopAt(engine, number)
        try:
            migrations.upgrade(engine)
        except InterruptedError:
            pass
        finally:
            engine.dispose()
        revision, shape = state(path)
        assert shape == stages[revision]
        seen.add(revision)
        if stop.left > 0:
            break
    assert seen == set(stages)


def test_a_stopped_migration_is_taken_up_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    engine = sa.create_engine(f"duckdb:///{path}")
    StopAt(engine, 12)
    with pytest.raises(InterruptedError):
        migrations.upgrade(engine)
    engine.dispose()
    Warehouse.open(f"duckdb:///{path}").close()
    assert state(path)[0] == steps()[0]
