"""How far a long command is: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from data.commands.console import Console
from data.indexing.preparing import Tell

_SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def counted_on(console: Console) -> Iterator[Tell]:
    """Yield what a command tells (step, done, total); shown on the stream for people."""
    if not console.shows_words:
        yield _Lines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Terminal(stderr=True), transient=True) as bar:
        yield _Bars(bar)


class _Bars:
    """One bar a step."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, done: int, total: int) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._bar.add_task(step, total=total)
        self._bar.update(self._tasks[step], completed=done, total=total)


class _Lines:
    """A line at the end of each step, and every few seconds before it."""

    def __init__(self, console: Console) -> None:
        self._console, self._said_at = console, time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._said_at < _SECONDS_BETWEEN_LINES:
            return
        self._said_at = now
        self._console.say(f"{step}: {done:,} of {total:,}")
