"""What `index` says to people, and the reports that its last step puts together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.compute as pc

from data import reports
from data.access import Scope
from data.commands.console import Console
from data.indexing.checking import CheckRun
from data.indexing.dry_run import DryRun, EngineCost
from data.indexing.outcomes import SubmitResult
from data.reports import Filters
from data.warehouse import Warehouse

_ENGINES = {"indexnow": "IndexNow", "google": "Google"}
_GROUPED = {
    "workflow": "indexing_workflow",
    "funnel": "indexing_funnel",
    "dropoffs": "indexing_dropoffs",
}
_WHOLE = {"acceptance": "submit_acceptance", "quotas": "indexing_quotas"}


def planned(told: DryRun, names: Sequence[str], console: Console) -> None:
    """What sending would cost, and what stays out."""
    if not names:
        console.print("Nothing is planned that was not queued. Begin with `index plan`.")
        return
    total = sum(told.states.values())
    console.print(f"{', '.join(names)}: {total:,} rows")
    for state, urls in sorted(told.states.items(), key=lambda each: -each[1]):
        console.print(f"  {state.replace('_', ' '):<18}{urls:>10,}")
    for reason, urls in told.reasons.items():
        console.print(f"    because {reason.replace('_', ' ')}: {urls:,}")
    if not told.engines:
        console.print("Nothing would be sent.")
    for cost in told.engines:
        console.print(_cost(cost))
    if told.engines and not told.send_is_on:
        console.print("Sending is off: set INDEXING__SEND=true.")


def _cost(cost: EngineCost) -> str:
    hosts = "1 host" if cost.hosts == 1 else f"{cost.hosts:,} hosts"
    day = "1 day" if cost.days == 1 else f"{cost.days:,} days"
    return (
        f"{_ENGINES[cost.engine]}: {cost.urls:,} URLs of {hosts} in {cost.requests:,} requests, "
        f"{cost.seconds:,.1f} s of pauses; room for {cost.room:,} today, {day}"
    )


def submitted(result: SubmitResult, console: Console) -> None:
    """200 is received and no more: never called indexed."""
    console.print(
        f"{result.accepted:,} of {result.planned:,} URLs taken by engines in "
        f"{result.requests:,} requests; taken is not indexed."
    )
    if result.key_pending:
        console.print(f"  {result.key_pending:,} wait for the engine to see the key")
    if result.unknown_outcome:
        console.print(f"  {result.unknown_outcome:,} may have been sent by a run that was cut off")
    _by_reason("refused", result.refused, console)
    _by_reason("waiting", result.parked, console)


def checked(found: CheckRun, console: Console) -> None:
    """Verdicts by kind; what nobody may ask about stands apart."""
    console.print(f"{found.verdicts.total():,} of {found.due:,} due pages looked up")
    for verdict, pages in found.verdicts.most_common():
        console.print(f"  {verdict.replace('_', ' ')}: {pages:,}")
    if found.without_checker:
        console.print(f"  {found.without_checker:,} that nobody may ask about: `check --verdicts`")
    for fault in found.faults:
        console.say(fault.message)


def found(warehouse: Warehouse, by: str | None) -> dict[str, Any]:
    """The workflow's reports by name; what needs a hand is counted by reason."""
    grouped = Filters(by=by)
    recovery = reports.run_arrow(warehouse, "indexing_recovery", Filters(), Scope.everything())
    counted = pc.value_counts(recovery["reason"]).to_pylist()
    return {
        **{name: _rows(warehouse, report, grouped) for name, report in _GROUPED.items()},
        **{name: _rows(warehouse, report, Filters()) for name, report in _WHOLE.items()},
        "recovery": {row["values"]: row["counts"] for row in counted},
    }


def _rows(warehouse: Warehouse, name: str, filters: Filters) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = reports.run_arrow(
        warehouse, name, filters, Scope.everything()
    ).to_pylist()
    return rows


def reported(found: Mapping[str, Any], console: Console) -> None:
    """Each step with k of n; a rate never stands alone."""
    group = None
    for row in found["funnel"]:
        if row["group"] != group:
            group = row["group"]
            console.print(f"{group}")
        console.print(f"  {row['stage'].replace('_', ' '):<12}{row['reached']:>10,}{_share(row)}")
    for row in found["dropoffs"]:
        console.print(f"  {row['fate']}, {row['reason'].replace('_', ' ')}: {row['urls']:,}")
    _quotas(found["quotas"], console)
    _by_reason("needs a hand", found["recovery"], console)


def _quotas(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """A line an engine, and one for each subject that something waits for."""
    for engine in sorted({row["engine"] for row in rows}):
        mine = [row for row in rows if row["engine"] == engine]
        used = sum(row["used"] for row in mine)
        console.print(f"{engine}: {used:,} used today of {len(mine):,} quotas")
        for row in mine:
            if row["waiting"]:
                console.print(
                    f"  {row['subject']}: {row['used']:,} of {row['ceiling']:,} used, "
                    f"{row['waiting']:,} wait, {row['days_to_clear']:,} days to clear"
                )


def _share(row: Mapping[str, Any]) -> str:
    if not row["entered"]:
        return ""
    limits = f"{100 * row['step_low']:.1f}-{100 * row['step_high']:.1f}"
    return f"  of {row['entered']:,}: {100 * row['step_rate']:.1f}% [{limits}]"


def _by_reason(word: str, counts: Mapping[str, int], console: Console) -> None:
    for reason, urls in sorted(counts.items(), key=lambda each: -each[1]):
        console.print(f"  {word}, {(reason or 'no reason').replace('_', ' ')}: {urls:,}")
