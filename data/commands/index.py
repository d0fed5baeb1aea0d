"""`index plan|submit|check|report`: the indexing workflow, each step as often as one likes.

plan     collect and validate; shows what sending would cost, keeps the plan, sends nothing
submit   send what was planned or waits; `--dry-run` shows it only
check    look up what is due, or keep what a person saw (`--verdicts`)
report   what became of it
"""

from __future__ import annotations

import argparse
from pathlib import Path

from data.access import Scope
from data.commands import index_words
from data.commands.console import Console
from data.commands.counting import counted_on
from data.commands.workplace import Workplace
from data.errors import ReportError
from data.exports import set_aside
from data.indexing import campaigns, checking, list_store, lists, manual, preparing, submitting
from data.indexing.dry_run import dry_run
from data.indexing.planning import PlannedUrl
from data.indexing.preparing import Campaign

_STEPS = ("plan", "submit", "check", "report")
_ALL = Scope.everything()
_BY = "command line"
# Reasons to wait that pass by themselves.
_PASSING = {"quota", "throttled", "retry_after", "server_error", "timeout", "key_pending"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=_STEPS)
    parser.add_argument("--file", metavar="URLS.csv", help="a list; without it all live placements")
    parser.add_argument("--column", help="its column of URLs, by name or number from 1")
    parser.add_argument("--client", help="plan, submit: the client whose list it is")
    parser.add_argument("--name", help="plan, submit: what to call the list")
    parser.add_argument(
        "--looks",
        type=int,
        default=preparing.LOOKS,
        metavar="N",
        help="plan, submit: pages looked at in this run (default %(default)s); 0 for none",
    )
    parser.add_argument("--set-aside", metavar="OUT.csv", help="write what goes nowhere, and why")
    parser.add_argument("--dry-run", action="store_true", help="submit: show, and send nothing")
    parser.add_argument("--verdicts", metavar="CSV", help="check: keep what a person saw")
    parser.add_argument(
        "--by", metavar="COLUMN", help="report: campaign_id, client_id, host, month"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    step = {"plan": _plan, "submit": _submit, "check": _check, "report": _report}[arguments.step]
    return step(arguments, console, workplace)


def _plan(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    campaign = _campaign(arguments, console, workplace)
    plan = _prepared(arguments, console, workplace, campaign)
    campaigns.record(
        workplace.warehouse, campaign.campaign_id, plan, workplace.clock.now(), queues=False
    )
    _tell_plan(arguments, console, workplace, [(campaign, plan)], is_whole=True)
    return 0


def _submit(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    """A file, or whatever was planned and not queued; then all that waits."""
    chosen = [_campaign(arguments, console, workplace)] if arguments.file else _planned(workplace)
    plans = [(one, _prepared(arguments, console, workplace, one)) for one in chosen]
    if arguments.dry_run:
        _tell_plan(arguments, console, workplace, plans, is_whole=False)
        return 0
    for campaign, plan in plans:
        campaigns.record(workplace.warehouse, campaign.campaign_id, plan, workplace.clock.now())
    _write_set_aside(arguments, console, plans)
    with counted_on(console) as tell:
        result = submitting.submit(
            workplace.warehouse,
            workplace.settings,
            clock=workplace.clock,
            progress=lambda done, total: tell("URLs sent", done, total),
        )
    if arguments.json:
        console.print_json(result.as_json())
    else:
        index_words.submitted(result, console)
    is_stuck = any(reason not in _PASSING for reason in result.parked)
    return 1 if result.refused or is_stuck else 0


def _check(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    if arguments.verdicts:
        return _keep_verdicts(arguments, console, workplace)
    with counted_on(console) as tell:
        found = checking.check(
            workplace.warehouse,
            workplace.settings,
            clock=workplace.clock,
            progress=lambda done, total: tell("pages asked for in the index", done, total),
        )
    if arguments.json:
        console.print_json(found.as_json())
    else:
        index_words.checked(found, console)
    return 1 if found.faults else 0


def _keep_verdicts(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    data = _read(console.folder / arguments.verdicts)
    taken = manual.store_csv(workplace.warehouse, data, by=_BY, now=workplace.clock.now())
    if arguments.set_aside:
        _write(console.folder / arguments.set_aside, set_aside.of_verdicts(taken.set_aside))
    told = {"stored": taken.stored, "set_aside": len(taken.set_aside)}
    if arguments.json:
        console.print_json(told)
    else:
        console.print(f"{taken.stored:,} verdicts kept, {len(taken.set_aside):,} set aside.")
    return 1 if taken.set_aside else 0


def _report(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    found = index_words.found(workplace.warehouse, arguments.by)
    if arguments.json:
        console.print_json(found)
    else:
        index_words.reported(found, console)
    return 0


def _campaign(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> Campaign:
    """The list of the file, kept under its own id, or all live placements."""
    warehouse, settings = workplace.warehouse, workplace.settings
    if arguments.file is None:
        return preparing.of_placements(warehouse, settings, _ALL)
    path = console.folder / arguments.file
    data = _read(path)
    with counted_on(console) as tell:
        read = lists.read(
            data,
            column=arguments.column,
            allow_example=settings.indexing.allow_loopback,
            progress=lambda done, total: tell("rows read", done, total),
        )
    for note in read.notes:
        console.say(note)
    stored = list_store.save(
        warehouse,
        read,
        name=arguments.name or path.stem,
        created_by=_BY,
        client_id=arguments.client,
        file_name=path.name,
        clock=workplace.clock,
    )
    return preparing.of_list(warehouse, stored.list_id, _ALL)


def _planned(workplace: Workplace) -> list[Campaign]:
    """What was planned and nobody has queued; a list that was removed meanwhile is left out."""
    with workplace.warehouse.read() as connection:
        ids = campaigns.not_queued(connection)
        kept = {stored.list_id for stored in list_store.all_lists(connection, _ALL)}
    return [
        preparing.find(workplace.warehouse, workplace.settings, campaign_id, _ALL)
        for campaign_id in ids
        if campaign_id in kept or campaign_id == preparing.PLACEMENTS
    ]


def _prepared(
    arguments: argparse.Namespace, console: Console, workplace: Workplace, campaign: Campaign
) -> list[PlannedUrl]:
    with counted_on(console) as tell:
        return preparing.prepare(
            workplace.warehouse,
            workplace.settings,
            campaign,
            _ALL,
            looks=arguments.looks,
            clock=workplace.clock,
            tell=tell,
        )


def _tell_plan(
    arguments: argparse.Namespace,
    console: Console,
    workplace: Workplace,
    plans: list[tuple[Campaign, list[PlannedUrl]]],
    *,
    is_whole: bool,
) -> None:
    """Rows only with `is_whole`: a dry run of what waits may be long, and was printed by `plan`."""
    plan = [row for _, rows in plans for row in rows]
    with workplace.warehouse.read() as connection:
        told = dry_run(connection, workplace.settings.indexing, plan, workplace.clock.now())
    _write_set_aside(arguments, console, plans)
    if arguments.json:
        urls = {"urls": [row.as_json() for row in plan]} if is_whole else {}
        names = [{"campaign_id": one.campaign_id, "name": one.name} for one, _ in plans]
        console.print_json({**urls, "campaigns": names, **told.as_json()})
    else:
        index_words.planned(told, [one.name for one, _ in plans], console)


def _write_set_aside(
    arguments: argparse.Namespace,
    console: Console,
    plans: list[tuple[Campaign, list[PlannedUrl]]],
) -> None:
    if arguments.set_aside:
        rows = [row for _, plan in plans for row in plan]
        path = console.folder / arguments.set_aside
        _write(path, set_aside.of_plan(rows))
        console.say(f"{path}: what goes nowhere, and why")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReportError(f"{path} cannot be read: {error.strerror}.") from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}.") from None
