"""What is cached for one viewer is served to the next who asks the same: so it must be the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Who is looking, and anything else of one session.
OF_A_SESSION = {"access", "user", "session_state", "query_params", "context", "viewer"}
# What gives rows of clients.
SCOPED = {"reports", "exports", "preparing"}


def cached_functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            decorated = {name for one in node.decorator_list for name in names(one)}
            if decorated & {"cache_data", "cache_resource"}:
                yield node


def names(node: ast.AST) -> set[str]:
    found = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found | {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}


def faults(function: ast.FunctionDef) -> Iterator[str]:
    """Why this function may give one viewer what was made for another."""
    given = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    used = {name for statement in function.body for name in names(statement)}
    for name in given:
        if name.startswith("_"):
            yield f"{name} is left out of the key"
    for name in used & OF_A_SESSION:
        yield f"{name} is looked at, and no part of the key"
    if used & SCOPED and "scope" not in given:
        yield "rows of clients without a scope in the key"


def test_every_cached_function_has_all_it_depends_on_in_its_key() -> None:
    found = [
        (path, function)
        for path in sorted((ROOT / "pages").rglob("*.py"))
        for function in cached_functions(path)
    ]
    assert len(found) > 3
    for path, function in found:
        wrong = list(faults(function))
        assert not wrong, f"{path.relative_to(ROOT)}: {function.name}: {wrong}"


@pytest.mark.parametrize(
    "body",
    [
        "def f(_scope): return reports.run(_scope)",
        "def f(name): return reports.run(name, access.scope())",
        "def f(name): return reports.run(name)",
        "def f(scope): return st.user.email",
    ],
)
def test_the_search_finds_what_it_is_for(tmp_path: Path, body: str) -> None:
    path = tmp_path / "bad.py"
    path.write_text(f"@st.cache_data(max_entries=2)\n{body}\n")
    (function,) = cached_functions(path)
    assert list(faults(function))
