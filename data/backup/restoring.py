"""A backup back into a warehouse: into a new file beside, compared, then swapped in."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import sqlalchemy as sa

from data import commits, migrations, swapping
from data.backup.contents import Manifest, contents, tables_in
from data.errors import WarehouseError
from data.migrations import views
from data.warehouse import path_of

_OWN = "alembic_version"  # written by the migrations themselves


def restore(folder: Path, url: str) -> Path | None:
    """Make the backup in `folder` the warehouse behind `url`.

    The tables are made by the migrations up to the backup's own version; the next start brings
    them up to date. Returns where the replaced file is kept, None if there was none. Raises
    WarehouseBusy while another process holds the file, WarehouseNewer for a backup of a newer
    Linkboard, WarehouseError when the backup does not hold what its manifest says; the warehouse
    is then as it was.
    """
    manifest, path = Manifest.read(folder), path_of(url)
    migrations.require_known(manifest.schema_version)
    new = path.with_name(f"{path.name}.restoring")
    path.parent.mkdir(parents=True, exist_ok=True)
    with swapping.held(path) if path.exists() else nullcontext():
        swapping.remove(new)
        try:
            _load(manifest, folder, new)
            return _put(new, path, manifest)
        finally:
            swapping.remove(new)


def _put(new: Path, path: Path, manifest: Manifest) -> Path | None:
    old = swapping.swap(new, path, "before-restore") if path.exists() else None
    if old is None:
        new.rename(path)
    # An older counter than before, and rightly so: nothing is lost that was not given up.
    commits.note(path, manifest.data_version)
    return old


def _load(manifest: Manifest, folder: Path, new: Path) -> None:
    engine = sa.create_engine(sa.URL.create("duckdb", database=str(new)))
    try:
        migrations.upgrade(engine, to=manifest.schema_version)
        with engine.begin() as connection:
            for name in tables_in(connection):
                if name != _OWN:
                    _load_table(connection, name, folder / f"{name}.parquet")
            _compare(connection, manifest, folder)
            views.forget(connection)
    except sa.exc.DBAPIError as error:
        first = str(error.orig).partition("\n")[0]
        raise WarehouseError(f"{folder} cannot be restored: {first}.") from None
    finally:
        engine.dispose()


def _load_table(connection: sa.Connection, name: str, file: Path) -> None:
    # Not a reflected Table: its keys and indexes are six more questions of each table.
    names = [column["name"] for column in sa.inspect(connection).get_columns(name)]
    table = sa.table(name, *map(sa.column, names))
    stored = sa.func.read_parquet(str(file)).table_valued(*names)
    connection.execute(sa.insert(table).from_select(names, sa.select(stored)))


def _compare(connection: sa.Connection, manifest: Manifest, folder: Path) -> None:
    loaded = contents(connection, tables_in(connection))
    wrong = [name for name, told in manifest.tables.items() if loaded.get(name) != told]
    if wrong:
        raise WarehouseError(
            f"{folder} is not what its manifest says (rows or hash of {', '.join(wrong)}); "
            "nothing was changed. Take another backup."
        )
