"""Steps 1 and 2 put together: what becomes of every collected URL, by what is known now.

Asks nobody: pages are looked at by `validating`, indexes by the monitor, and both store what they
find. So a plan costs nothing, and without leave to fetch it says `unknown`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from data import reports
from data.access import Scope
from data.indexing import page_checks, reasons
from data.indexing.collecting import Entry
from data.indexing.eligibility import (
    ENGINES,
    Engine,
    EngineState,
    Gate,
    State,
    engine_states,
    overall,
)
from data.indexing.page_checks import PageCheck
from data.indexing.refusals import sentence
from data.reports import Filters
from data.settings import Settings
from data.warehouse import Warehouse

Fate = Literal["to_submit", "parked", "dropped"]


@dataclass(frozen=True, slots=True)
class SeenIndexed:
    """Where and when a URL was last seen in an index."""

    engine: str | None
    method: str | None
    seen_at: datetime | None


@dataclass(frozen=True)
class Knowledge:
    """What is stored about URLs, by url_sha256. `submitted`, by that and engine: what was sent."""

    indexed: Mapping[str, SeenIndexed] = field(default_factory=dict)
    checks: Mapping[str, PageCheck] = field(default_factory=dict)
    submitted: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def sent(self, sha256: str) -> dict[Engine, str]:
        """The engines that this URL was sent to before, each with its state in the queue."""
        states = {engine: self.submitted.get((sha256, engine)) for engine in ENGINES}
        return {engine: state for engine, state in states.items() if state}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUrl(Entry):
    """A collected row and what becomes of it. `reason` is a stable word, `message` its sentence.

    `engines` is empty for what no engine is asked about: duplicates, refused, already indexed.
    """

    state: State
    reason: str = ""
    message: str = ""
    engines: Mapping[Engine, EngineState] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As `index plan --json` prints it."""
        return {
            "url": self.url,
            "canonical": self.canonical,
            "sha256": self.sha256,
            "state": self.state,
            "reason": self.reason,
            "message": self.message,
            "row": self.row_number,
            "engines": {
                engine: {"state": found.state, "reason": found.reason}
                for engine, found in self.engines.items()
            },
        }


def plan(
    warehouse: Warehouse,
    settings: Settings,
    entries: Iterable[Entry],
    scope: Scope,
    *,
    gate: Gate | None = None,
    submitted: Mapping[tuple[str, str], str] | None = None,
) -> list[PlannedUrl]:
    """The plan of collected entries, by stored knowledge alone, in their order.

    `submitted` are the states of what was sent before in this campaign, by (SHA-256, engine): for
    an engine that was not asked yet, the URL is still new. The scope bounds which placements'
    vendor flags count.
    """
    known = knowledge(warehouse, scope, submitted or {})
    gate = gate or Gate.of(settings.indexing)
    return [planned(entry, known, gate) for entry in entries]


def knowledge(
    warehouse: Warehouse, scope: Scope, submitted: Mapping[tuple[str, str], str]
) -> Knowledge:
    """Everything stored that a plan goes by."""
    rows = reports.run_arrow(warehouse, "index_knowledge", Filters(), scope).to_pylist()
    indexed = {
        row["url_sha256"]: SeenIndexed(row["engine"], row["method"], row["seen_at"])
        # A check that names its engine says more than a flag that does not.
        for row in sorted(rows, key=lambda row: row["engine"] is not None)
    }
    with warehouse.read() as connection:
        return Knowledge(indexed, page_checks.latest(connection), submitted)


def planned(entry: Entry, known: Knowledge, gate: Gate) -> PlannedUrl:
    """What becomes of one entry; the first that applies: refused, a repeat, indexed, the page."""
    if entry.canonical is None or entry.sha256 is None or entry.host is None:
        code = entry.code or "empty"
        return _with(entry, "refused", code, sentence(code) or code)
    if entry.duplicate_of is not None:
        return _with(entry, "duplicate", "repeated", reasons.of_duplicate(entry))
    seen, check = known.indexed.get(entry.sha256), known.checks.get(entry.sha256)
    engines = engine_states(entry.canonical, entry.host, check, gate)
    if before := known.sent(entry.sha256):
        engines |= dict.fromkeys(before, EngineState("duplicate", "already_submitted"))
        if seen or overall(engines).state != "ready":
            message = reasons.of_submitted(next(iter(before.values())))
            return _with(entry, "duplicate", "already_submitted", message)
    if seen:
        message = reasons.of_indexed(seen.engine, seen.method, seen.seen_at)
        return _with(entry, "already_indexed", seen.method or "", message)
    found = overall(engines)
    message = reasons.of_state(found.state, found.reason, check) if found.reason else ""
    return _with(entry, found.state, found.reason, message, engines)


def _with(
    entry: Entry,
    state: State,
    reason: str,
    message: str,
    engines: Mapping[Engine, EngineState] | None = None,
) -> PlannedUrl:
    return PlannedUrl(
        row_number=entry.row_number,
        url=entry.url,
        canonical=entry.canonical,
        sha256=entry.sha256,
        host=entry.host,
        code=entry.code,
        duplicate_of=entry.duplicate_of,
        client_id=entry.client_id,
        list_id=entry.list_id,
        state=state,
        reason=reason,
        message=message,
        engines=engines or {},
    )


def fate(state: State) -> Fate:
    """collected = dropped + parked + to submit; what is sent may still fail."""
    if state == "ready":
        return "to_submit"
    return "parked" if state == "unknown" else "dropped"


def counts(plan: Sequence[PlannedUrl]) -> dict[State, int]:
    """How many of each state; they add up to all that was collected."""
    return dict(Counter(row.state for row in plan))
