"""What a command works on: the warehouse, the settings, and the one way to sync."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from data import sync
from data.http import SYSTEM_CLOCK, Clock
from data.settings import Settings
from data.sync import Progress, SourceResult
from data.sync.background import BackgroundSync
from data.warehouse import Warehouse


class Syncing(Protocol):
    def __call__(
        self, *, sources: tuple[str, ...], full: bool, progress: Progress
    ) -> dict[str, SourceResult]: ...


@dataclass(frozen=True)
class Workplace:
    """In the app a sync waits for the background one; alone it runs at once."""

    warehouse: Warehouse
    settings: Settings
    sync: Syncing
    clock: Clock = SYSTEM_CLOCK

    @classmethod
    def alone(cls, warehouse: Warehouse, settings: Settings) -> Workplace:
        return cls(warehouse, settings, partial(sync.run, warehouse, settings))

    @classmethod
    def in_app(
        cls, warehouse: Warehouse, settings: Settings, background: BackgroundSync
    ) -> Workplace:
        """The app's own progress bar shows such a sync; the given one stays empty."""

        def run_now(
            *, sources: tuple[str, ...], full: bool, progress: Progress
        ) -> dict[str, SourceResult]:
            return background.run_now(sources=sources, full=full)

        return cls(warehouse, settings, run_now)
