"""`doctor`: what is wrong, and the mend."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from data import doctor, repair, settings
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.doctor import Finding
from data.errors import WarehouseError
from data.warehouse import Warehouse, path_of

_MARKS = {"ok": "ok      ", "note": "note    ", "problem": "PROBLEM "}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--repair", action="store_true", help="mend a damaged write-ahead log, on a copy"
    )
    parser.add_argument("--offline", action="store_true", help="send no request to the sources")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace, console: Console, workplace: Workplace) -> int:
    """In the app that holds the warehouse."""
    found = doctor.examine(workplace.settings, workplace.warehouse, offline=arguments.offline)
    if arguments.repair:
        sentence = "The warehouse is open and in use; its log needs no repair."
        found.insert(0, Finding("repair", "ok", sentence))
    return _tell(found, arguments, console)


def run_alone(arguments: argparse.Namespace, console: Console) -> int:
    """Without an app: a warehouse that cannot be opened is a finding, not the end."""
    configured = settings.load()
    found = _repaired(configured.warehouse_url) if arguments.repair else []
    try:
        with Warehouse.open(configured.warehouse_url) as warehouse:
            found += doctor.examine(configured, warehouse, offline=arguments.offline)
    except WarehouseError as error:
        found += doctor.examine_without_warehouse(configured, error, offline=arguments.offline)
    return _tell(found, arguments, console)


def _repaired(url: str) -> list[Finding]:
    path = path_of(url)
    if not path.exists():
        return [Finding("repair", "ok", f"There is no {path.name} yet.")]
    try:
        done = repair.repair(path)
    except WarehouseError as error:
        return [Finding("repair", "problem", error.message)]
    sentence = done.sentence if done else "The write-ahead log is sound; nothing was changed."
    return [Finding("repair", "ok", sentence)]


def _tell(found: Sequence[Finding], arguments: argparse.Namespace, console: Console) -> int:
    is_well = doctor.is_well(found)
    if arguments.json:
        findings = [asdict(finding) for finding in found]
        console.print_json({"is_well": is_well, "findings": findings})
    else:
        for finding in found:
            console.print(f"{_MARKS[finding.state]}{finding.subject:<11}{finding.sentence}")
    return 0 if is_well else 1
