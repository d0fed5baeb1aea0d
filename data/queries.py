"""Finds the SQL files of queries/ and composes them.

A file's name is the query's name. Leading comment lines speak to this module::

    -- One row per group.                         the grain, always first
    -- uses: spans, survival of spans             steps that are put before it as CTEs
    -- source: podcast                            whose as_of is bound
    -- by: package, month                         groupings that may be asked for
    -- group: client_id                           the one grouping of a report that has no choice
    -- range: all                                 whatever dates are asked for, all rows count;
                                                  `both` reaches over the compared period too
    -- of: observations                           (steps) the name by which it reads its argument
    -- kept: as a table                           (marts, facts) too costly to be a view for long

`a of b` is step `a` applied to the CTE `b` and becomes the CTE `a_of_b`. The text of a query is
made of these files alone; values are bound by the driver.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import sqlalchemy as sa

from data.errors import ReportError

FOLDER = Path(__file__).resolve().parent.parent / "queries"
RUNNABLE = ("reports", "datasets", "pages")
VIEWS = ("staging", "marts", "facts")
KEPT = "kept"

_NOTE = re.compile(r"^-- (uses|source|by|group|range|of|kept|ordered): *(.*)$")
_LEADING_COMMENTS = re.compile(r"\A(?:--[^\n]*\n|\s+)*")
_COMMENT = re.compile(r"--[^\n]*")
_TOKEN = re.compile(r"'[^']*'|is (?:not )?distinct from|\"[^\"]*\"|[(),]|\w+|\S")
_WITH = re.compile(r"\Awith\s+", re.IGNORECASE)


@dataclass(frozen=True)
class SqlFile:
    """One file of queries/, with its leading comments read."""

    name: str
    kind: str
    grain: str
    notes: dict[str, tuple[str, ...]]
    body: str

    def note(self, key: str) -> tuple[str, ...]:
        return self.notes.get(key, ())


@dataclass(frozen=True)
class Composed:
    """A statement ready to be bound: its text and the names it binds."""

    file: SqlFile
    sql: str
    binds: frozenset[str]


def names(kind: str) -> tuple[str, ...]:
    """The queries of one folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in (FOLDER / kind).glob("*.sql")))


@cache
def compose(name: str) -> Composed:
    """The whole statement of a report, dataset or page query.

    Raises ReportError when no such query exists.
    """
    kind = next((kind for kind in RUNNABLE if name in names(kind)), None)
    if kind is None:
        raise ReportError(
            f"There is no report or dataset named {name!r}; `export --list` shows all."
        )
    file = _read(kind, name)
    sql = _with_steps(file.body, _expand(file.note("uses")))
    return Composed(file, f"-- {file.grain}\n{sql}", frozenset(sa.text(sql).compile().params))


def columns(file: SqlFile) -> tuple[str, ...]:
    """The columns of a file, read from its last select: `expression as name` or `table.name`."""
    depth, last = 0, ""
    found: list[str] = []
    for token in _TOKEN.findall(_COMMENT.sub("", file.body)):
        depth += (token == "(") - (token == ")")
        if depth == 0 and token == "select":
            found, last = [], token
        elif last == "from":
            continue
        elif depth == 0 and token in (",", "from"):
            found.append(last.strip('"'))
        last = token
    return tuple(found)


@dataclass(frozen=True)
class Mart:
    """A view that may answer from a table of its rows as long as no data changes.

    `live` makes it a view of its own select, `fill` and `switch` a view of that table. The table's
    schema is KEPT; whoever lists the tables of the warehouse does not meet it.
    """

    name: str
    live: str
    fill: str
    switch: str


def definitions() -> list[str]:
    """All macros and views, in the order in which a database must run them."""
    macros = [
        statement.strip()
        for name in names("functions")
        for statement in _text("functions", name).split(";\n")
        if statement.strip()
    ]
    return macros + [_view(kind, name) for kind in VIEWS for name in names(kind)]


@cache
def kept() -> tuple[Mart, ...]:
    """The marts to be kept as tables, each after those it reads; every write asks for them."""
    return tuple(
        Mart(
            name,
            live=_view(kind, name),
            fill=f"create or replace table {KEPT}.{name} as\n{_text(kind, name)}",
            switch=f"create or replace view {name} as select * from {KEPT}.{name}",
        )
        for kind in VIEWS
        for name in names(kind)
        if _read(kind, name).note("kept")
    )


def _view(kind: str, name: str) -> str:
    return f"create or replace view {name} as\n{_text(kind, name)}"


@cache
def fingerprint() -> str:
    """Changes whenever a macro or view changes: then the warehouse runs `definitions` again."""
    return hashlib.sha256("\0".join(definitions()).encode()).hexdigest()


def _text(kind: str, name: str) -> str:
    return (FOLDER / kind / f"{name}.sql").read_text("utf-8").strip().removesuffix(";")


@cache
def _read(kind: str, name: str) -> SqlFile:
    text = _text(kind, name)
    match = _LEADING_COMMENTS.match(text)
    body = text[match.end() :] if match else text
    comments = text[: len(text) - len(body)].splitlines()
    notes: dict[str, tuple[str, ...]] = {}
    for found in filter(None, map(_NOTE.match, comments)):
        listed = tuple(part.strip() for part in found[2].split(",") if part.strip())
        notes[found[1]] = notes.get(found[1], ()) + listed
    grain = " ".join(line.removeprefix("--").strip() for line in _grain_lines(comments))
    return SqlFile(name, kind, grain, notes, body)


def _grain_lines(comments: list[str]) -> list[str]:
    return list(takewhile(lambda line: not _NOTE.match(line), comments))


def _expand(uses: tuple[str, ...]) -> dict[str, str]:
    """CTE name to text for these steps and all they need, each once and in order."""
    ctes: dict[str, str] = {}
    for name, sql in _walk(uses):
        ctes.setdefault(name, sql)
    return ctes


def _walk(uses: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for use in uses:
        step, _, argument = use.partition(" of ")
        file = _read("steps", step)
        if not argument:
            yield from _walk(file.note("uses"))
            yield step, file.body
            continue
        (read_as,) = file.note("of")
        own = {
            name: name.replace(f" of {read_as}", f" of {argument}") for name in file.note("uses")
        }
        yield from _walk((argument, *own.values()))
        given = {read_as: argument} | {name: use for name, use in own.items() if name != use}
        sources = {
            _cte_name(name): f"select * from {_cte_name(use)}" for name, use in given.items()
        }
        yield _cte_name(use), _with_steps(file.body, sources)


def _cte_name(use: str) -> str:
    return use.replace(" ", "_")


def _with_steps(body: str, ctes: dict[str, str]) -> str:
    if not ctes:
        return body
    listed = ",\n\n".join(f"{name} as (\n{sql}\n)" for name, sql in ctes.items())
    own = _WITH.match(body)
    return f"with {listed},\n\n{body[own.end() :]}" if own else f"with {listed}\n\n{body}"
