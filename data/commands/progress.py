"""The progress of a sync: a bar with requests, rows and time left on a terminal, else lines."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console as Terminal
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from data.commands.console import Console
from data.sync.progress import Progress, SyncState

_SECONDS_BETWEEN_LOOKS = 0.2


@contextmanager
def shown_on(console: Console) -> Iterator[Progress]:
    """Show how far a sync is, on the stream for people, until the block ends."""
    progress, done = Progress(), threading.Event()
    draw = _draw_bar if console.shows_words else _print_steps
    thread = threading.Thread(target=draw, args=(progress, console, done), daemon=True)
    thread.start()
    try:
        yield progress
    finally:
        done.set()
        thread.join()


def _draw_bar(progress: Progress, console: Console, done: threading.Event) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} requests, {task.fields[rows]:,} rows"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Terminal(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None, rows=0)
        while not done.wait(_SECONDS_BETWEEN_LOOKS):
            _update(bar, task, progress.state())


def _update(bar: Bar, task: TaskID, state: SyncState) -> None:
    words = " · ".join(part for part in (state.source, state.step) if part)
    bar.update(
        task,
        description=words or "starting",
        completed=state.requests_done,
        total=state.requests_planned,
        rows=state.rows,
    )


def _print_steps(progress: Progress, console: Console, done: threading.Event) -> None:
    shown: tuple[str | None, str | None] = (None, None)
    while not done.wait(_SECONDS_BETWEEN_LOOKS):
        state = progress.state()
        if state.step and (now := (state.source, state.step)) != shown:
            console.say(f"{state.source}: {state.step}")
            shown = now
