"""The indexing workflow's turn in a sync: looks that are due, then what waits to be sent."""

from __future__ import annotations

from data.indexing import running
from data.settings import Settings
from data.sync.merging import Outcome
from data.sync.run import Cancelled, SourceRun


def run(this: SourceRun, settings: Settings) -> None:
    """One turn; a part that fails never keeps the other from being done.

    Raises Cancelled, and SettingsError for a service account that is none: what needs no account
    was done by then.
    """
    this.progress.step("looks and submissions")
    beat = running.run_due(
        this.warehouse,
        settings,
        clock=this.clock,
        timeouts=this.timeouts,
        cancel=this.cancel,
    )
    verdicts = beat.checked.verdicts.total()
    this.tally["index_checks"].add(Outcome(inserted=verdicts))
    this.tally.sentence = beat.sentence
    this.tally.warnings.extend(beat.warnings)
    this.faults.extend(beat.checked.faults)
    this.ledger.requests += verdicts + beat.requests
    this.progress.rows(this.tally.rows)
    if this.cancel.is_set():
        raise Cancelled
    if beat.mistake is not None:
        raise beat.mistake
