"""Runs a command in this process, on an open warehouse, and keeps what it wrote."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from data import commands, sync
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.demo import world
from data.warehouse import Warehouse
from tests.skipping_clock import SkippingClock


@dataclass(frozen=True)
class Ran:
    """Exit code, results and words to people."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(
    warehouse: Warehouse,
    *words: str,
    settings: Mapping[str, str] | None = None,
    folder: Path = Path("."),
    is_terminal: bool = False,
    clock: SkippingClock | None = None,
) -> Ran:
    """`python -m data WORDS` beside process, settings file and waiting."""
    out, err = io.BytesIO(), io.BytesIO()
    console = Console(out, err, shows_results=is_terminal, folder=folder)
    own = world.overlay(settings or {}, f"duckdb:///{warehouse.path}")
    clock = clock or SkippingClock()
    read = partial(sync.run, warehouse, own, clock=clock)
    code = commands.run(words, console, Workplace(warehouse, own, read, clock))
    return Ran(code, out.getvalue(), err.getvalue().decode("utf-8"))
