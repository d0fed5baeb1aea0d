"""What a sync tells: counts per table, and one result per source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from data.sync.merging import Outcome

Status = Literal["ok", "partial", "failed", "off"]


@dataclass
class Counts:
    """received = inserted + updated + unchanged + superseded + quarantined, always."""

    received: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a first copy of each row."""
        self.received += outcome.rows
        self.inserted += outcome.inserted
        self.updated += outcome.updated
        self.unchanged += outcome.unchanged
        self.quarantined += len(outcome.foreign)

    def add_copies(self, outcome: Outcome) -> None:
        """Count further copies of rows that came in the same batch: one of each is superseded."""
        self.received += outcome.rows
        self.superseded += outcome.rows - len(outcome.foreign)
        self.quarantined += len(outcome.foreign)

    def reject(self, rows: int = 1) -> None:
        self.received += rows
        self.quarantined += rows


@dataclass
class Tally:
    """Counts per table of one source's sync, and what people should read about it.

    `warnings` are sentences, `notes` facts by name, such as the dialect a server speaks;
    `sentence` says what happened where counts of rows do not; `fewest` is how many requests could
    not be spared, where that is known.
    """

    tables: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    warnings: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    sentence: str | None = None
    fewest: int | None = None

    def __getitem__(self, table: str) -> Counts:
        return self.tables[table]

    @property
    def rows(self) -> int:
        return sum(counts.received for counts in self.tables.values())


@dataclass
class SourceResult:
    """How the sync of one source ended; `message` is one sentence: what, where, the mend."""

    status: Status
    message: str
    started_at: datetime
    finished_at: datetime
    reason: str | None = None
    requests: int = 0
    tally: Tally = field(default_factory=Tally)

    def as_json(self) -> dict[str, Any]:
        """The object of `sync --json`; times are UTC."""
        return {
            "status": self.status,
            "requests": self.requests,
            "rows": {name: asdict(counts) for name, counts in self.tally.tables.items()},
            "message": self.message,
            "started_at": f"{self.started_at.isoformat(timespec='seconds')}Z",
            "finished_at": f"{self.finished_at.isoformat(timespec='seconds')}Z",
            "reason": self.reason,
            "warnings": self.tally.warnings,
            **self.tally.notes,
        }
