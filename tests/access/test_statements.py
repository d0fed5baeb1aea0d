"""No text of a user becomes a part of a statement, and no statement leaves the database."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import reports
from data.access import Scope
from data.errors import ReportError
from data.reports import Filters
from data.schema import metadata
from data.warehouse import Warehouse
from tests.access import crowd
from tests.long.amounts import amount

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(path for folder in ("data", "pages") for path in sorted((ROOT / folder).rglob("*.py"))),
    ROOT / "dashboard.py",
]
# Statements are put together here alone: of the files of queries/, and of a folder of our own in
# a form that SQLAlchemy compiles and quotes.
COMPOSERS = {"data/queries.py", "data/backup/writing.py"}
# A sentence for people may begin with "With".
_STATEMENT = re.compile(
    r"\s*(select|insert into|update|delete from|create|drop|alter|attach|copy|set global|pragma"
    r"|(?-i:with|WITH)|begin|install|load|export database|import database|call|checkpoint)\s",
    re.IGNORECASE,
)
_RUNNERS = {"execute", "executemany", "exec_driver_sql", "text", "sql", "scalar", "scalars"}


def begins(node: ast.expr) -> str:
    """The literal text that a composed string begins with."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return begins(node.values[0]) if node.values else ""
    if isinstance(node, ast.BinOp):
        return begins(node.left)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return begins(node.func.value)
    return ""


def is_composed(node: ast.AST) -> bool:
    """An f-string with values in it, a sum or a % of texts, `.format` or `.replace` of one."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr in ("format", "format_map", "replace")


def composed_statements(path: Path) -> Iterator[int]:
    """Lines on which a text that begins like a statement is put together, or anything composed
    is handed to what runs statements."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if is_composed(node) and _STATEMENT.match(begins(node)):  # type: ignore[arg-type]
            yield node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_streamlit = isinstance(node.func.value, ast.Name) and node.func.value.id == "st"
            runs = node.func.attr in _RUNNERS and not is_streamlit
            if runs and any(is_composed(argument) for argument in node.args[:1]):
                yield node.lineno


def test_statements_are_composed_in_two_places_alone() -> None:
    found = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := list(composed_statements(path)))
    }
    assert set(found) <= COMPOSERS, found


@pytest.mark.parametrize(
    "line",
    [
        'connection.execute(f"select {name}")',
        'statement = "select * from t where a = " + value',
        'sql = "delete from t where a = %s" % value',
        'sql = "insert into {} values (1)".format(table)',
        "connection.exec_driver_sql(base + tail)",
        'sa.text("a = {}".format(value))',
    ],
)
def test_the_search_finds_what_it_is_for(tmp_path: Path, line: str) -> None:
    path = tmp_path / "bad.py"
    path.write_text(line)
    assert set(composed_statements(path)) == {1}


ESCAPES = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from glob('/etc/*')",
    "copy (select 1) to '{folder}/escape.csv'",
    "attach '{folder}/escape.duckdb' as elsewhere",
    "install httpfs",
    "load httpfs",
    "select * from read_json('https://evil.example/x.json')",
    "set enable_external_access = true",
    "set global enable_external_access = true",
    "set global allowed_directories = ['/']",
    "reset enable_external_access",
    "set lock_configuration = false",
    "create persistent secret s (type s3, key_id 'x', secret 'y')",
    "export database '{folder}/escape'",
    "pragma database_list; copy metadata to '{folder}/escape'",
]


@pytest.mark.parametrize("statement", ESCAPES)
def test_the_engine_reaches_no_file_and_no_host(
    crowded: Warehouse, tmp_path: Path, statement: str
) -> None:
    for connect in (crowded.read, crowded.write):
        with pytest.raises(sa.exc.DBAPIError), connect() as connection:
            connection.exec_driver_sql(statement.replace("{folder}", str(tmp_path)))
    assert not list(tmp_path.iterdir())


_STEMS = (
    "'", '"', "';--", "' or '1'='1", "') or ('1'='1", "x' union select * from roster--",
    "'; drop table orders; --", "'); delete from orders; --", "1; attach 'x' as y", "$1",
    ":clients", "%(clients)s", "?", "\\'", "\x00", "{0}", "cus_%", "_" * 17, "null", "true",
    "[]", "(select 1)", "\uff07 or 1=1", "\u2019 or 1=1", "a" * 5_000, "/**/", "-- \n",
    "E'\\x27'", "$$x$$", "list_value(1)",
)  # fmt: skip
PAYLOADS = [
    f"{before}{stem}{after}"
    for before, after in (("", ""), (crowd.client_id(3), ""), ("", crowd.client_id(3)))
    for stem in _STEMS
] + [stem * times for stem in _STEMS for times in (2, 3, 10)]
FIELDS = ("clients", "packages", "niches", "platforms", "campaigns", "senders")


def counts(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.read() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in metadata.tables.items()
        }


def test_no_value_of_a_filter_is_read_as_sql(crowded: Warehouse) -> None:
    before = counts(crowded)
    mine = Scope.of([crowd.client_id(3)])
    for position, payload in enumerate(PAYLOADS):
        for turn in range(amount(1, long=len(FIELDS))):
            field = FIELDS[(position + turn) % len(FIELDS)]
            name = "attempts" if field in ("campaigns", "senders") else "placements"
            asked = Filters(**{field: (payload,)})  # type: ignore[arg-type]
            scope = mine if position % 2 else Scope.everything()
            assert reports.run_arrow(crowded, name, asked, scope).num_rows == 0, payload
    assert counts(crowded) == before


@pytest.mark.parametrize("payload", PAYLOADS[:12])
def test_no_name_grouping_or_zone_is_read_as_sql(crowded: Warehouse, payload: str) -> None:
    for name, asked in (
        (payload, Filters()),
        ("delivery_times", Filters(by=payload)),
        ("orders", Filters(zone=payload)),
    ):
        with pytest.raises(ReportError) as refused:
            reports.run_arrow(crowded, name, asked, Scope.everything())
        assert "select" not in refused.value.message.replace(payload, "")
