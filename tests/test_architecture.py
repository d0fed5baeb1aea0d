"""The direction of the arrows, held by a machine (see docs/decisions)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = {
    "settings": 0,
    "errors": 0,
    "zones": 0,
    "schema": 1,
    "models": 1,
    "strict_json": 1,
    "hosts": 1,
    "arrow": 1,
    "queries": 1,
    "catalogue": 1,
    "commits": 1,
    "damage": 1,
    "disk": 1,
    "swapping": 1,
    "access": 2,
    "losses": 2,
    "instance": 2,
    "slices": 2,
    "http": 2,
    "migrations": 2,
    "warehouse": 2,
    "sources": 3,
    "indexing": 3,
    "slots": 3,
    "reports": 3,
    "entries": 3,
    "roster": 3,
    "typesetting": 1,
    "logos": 2,
    "brands": 3,
    "mailing": 3,
    "schedules": 3,
    "shares": 3,
    "backup": 3,
    "repair": 3,
    "options": 4,
    "exports": 4,
    "sync": 4,
    "webhooks": 5,
    "quarantine": 5,
    "demo": 5,
    "runtime": 6,
    "doctor": 6,
    "leashed": 6,
    "handover": 8,
    "commands": 7,
    "__main__": 9,
}
PYTHON = sorted(path for folder in ("data", "pages") for path in (ROOT / folder).rglob("*.py")) + [
    ROOT / "dashboard.py"
]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def part(path: Path) -> str:
    """data/http/client.py -> http; data/errors.py -> errors."""
    return path.relative_to(ROOT / "data").parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    names = (name.split(".") for name in imports(path) if name.startswith("data."))
    return {name[1] for name in names} & (set(LAYERS) | {"sandbox"})


@pytest.mark.parametrize(
    "path",
    [p for p in PYTHON if (ROOT / "data") in p.parents],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_imports_inside_data_point_one_way(path: Path) -> None:
    here = part(path)
    if here in ("sandbox", "__init__"):
        return
    for other in imported_parts(path) - {here}:
        if other == "sandbox":
            assert here == "commands"
        else:
            assert LAYERS[other] <= LAYERS[here], f"{here} imports {other}"


def test_the_layers_name_every_part_of_data() -> None:
    parts = {part(path) for path in (ROOT / "data").rglob("*.py")}
    assert parts - {"sandbox", "__init__"} <= set(LAYERS)


def test_data_never_imports_streamlit_or_pages() -> None:
    for path in (ROOT / "data").rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith(("streamlit", "pages"))], path


def test_the_sandbox_is_independent_of_the_clients() -> None:
    for path in (ROOT / "data" / "sandbox").rglob("*.py"):
        foreign = [
            name
            for name in imports(path)
            if name.startswith("data.") and not name.startswith("data.sandbox")
        ]
        assert not foreign, f"{path} imports {foreign}"


def test_sources_know_no_database() -> None:
    for path in (ROOT / "data" / "sources").rglob("*.py"):
        assert not {"warehouse", "schema", "migrations"} & imported_parts(path), path


def test_components_import_no_page_and_pages_no_database() -> None:
    for path in (ROOT / "pages").rglob("*.py"):
        names = set(imports(path))
        assert not {"duckdb", "sqlalchemy", "requests"} & {name.split(".")[0] for name in names}
        assert not any(name.startswith("plotly.express") for name in names), path


def test_no_statement_is_built_from_strings() -> None:
    """Every argument of execute, text and exec_driver_sql is a constant, a name or a call."""
    built = (ast.JoinedStr, ast.BinOp)
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            if name in ("execute", "text", "exec_driver_sql", "sql"):
                is_streamlit = isinstance(function.value, ast.Name) and function.value.id == "st"
                assert is_streamlit or not isinstance(node.args[0], built), f"{path}:{node.lineno}"


RELATION = re.compile(r"\b(?:from|join)\s+([a-z_0-9]+)", re.IGNORECASE)
TABLES = {"orders", "placements", "campaigns", "leads", "attempts", "follow_ups", "replies"}


def relations(path: Path) -> set[str]:
    text = "\n".join(
        line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("--")
    )
    return set(RELATION.findall(text))


@pytest.mark.parametrize("kind", ["marts", "steps", "reports", "datasets", "pages"])
def test_only_staging_names_source_tables(kind: str) -> None:
    for path in (ROOT / "queries" / kind).glob("*.sql"):
        found = relations(path)
        assert not any(name.startswith("stg_") for name in found) or kind == "marts", path
        own = set(re.findall(r"^(?:with )?([a-z_0-9]+) as \(", path.read_text("utf-8"), re.M))
        assert not (found - own) & TABLES, path


def test_each_query_file_states_its_grain_first() -> None:
    for kind in ("staging", "marts", "steps", "reports", "datasets", "pages"):
        for path in (ROOT / "queries" / kind).glob("*.sql"):
            assert path.read_text("utf-8").startswith("-- "), path


def test_every_setting_is_described() -> None:
    from data.settings import Settings

    text = (ROOT / ".streamlit" / "secrets.example.toml").read_text("utf-8")
    for section, field in Settings.model_fields.items():
        assert f"[{section}]" in text
        model = field.annotation
        for name, inner in getattr(model, "model_fields", {}).items():
            assert f"# {inner.alias or name} =" in text, f"{section}.{name}"
