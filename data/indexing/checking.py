"""Look up what is due, by whichever checker may ask about the page.

    result = check(warehouse, settings)

Missed looks are made at the next run, and stamped with the time at which they were really made.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from data.errors import SourceError
from data.http import SYSTEM_CLOCK, Clock, SlidingWindow, Timeouts
from data.indexing import check_rows, quotas, schedule
from data.indexing.checkers import Checker, CheckRequest, CheckResult
from data.indexing.engines import google_token, inspection
from data.indexing.engines.google_token import GoogleToken
from data.indexing.engines.inspection import UrlInspection
from data.indexing.engines.wire import Wire
from data.indexing.inspection_checker import InspectionChecker
from data.indexing.outcomes import Limit, Progress
from data.indexing.policy import Policy
from data.settings import Settings
from data.slots import WarehouseSlots
from data.warehouse import Warehouse

_ONE_AT_A_TIME = threading.Lock()


@dataclass
class CheckRun:
    """Counts of one run. `without_checker` URLs are due, but nobody may ask about them.

    `not_asked` met a quota and are due again; `faults` are sentences.
    """

    due: int = 0
    without_checker: int = 0
    not_asked: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    faults: list[SourceError] = field(default_factory=list)
    is_cancelled: bool = False

    def as_json(self) -> dict[str, Any]:
        """The object of `index check --json`."""
        return {
            "due": self.due,
            "checked": self.verdicts.total(),
            "verdicts": dict(self.verdicts),
            "without_checker": self.without_checker,
            "not_asked": self.not_asked,
            "faults": [fault.message for fault in self.faults],
            "cancelled": self.is_cancelled,
        }


def _silent(done: int, planned: int) -> None:
    return None


def check(
    warehouse: Warehouse,
    settings: Settings,
    *,
    urls: Sequence[CheckRequest] | None = None,
    checkers: Sequence[Checker] = (),
    clock: Clock = SYSTEM_CLOCK,
    random: Random | None = None,
    timeouts: Timeouts | None = None,
    progress: Progress = _silent,
    cancel: threading.Event | None = None,
    seconds: float | None = None,
) -> CheckRun:
    """Look up what is due, or `urls` whatever is due; `checkers` come before our own.

    Ends early by `cancel` or after `seconds`; what is left stays due.
    Raises SettingsError for a service account that is none, nothing that a network can cause.
    """
    with (
        _ONE_AT_A_TIME,
        own_checkers(
            warehouse, settings, clock=clock, random=random or Random(), timeouts=timeouts
        ) as own,
    ):
        run, limit = CheckRun(), Limit(clock, cancel, seconds)
        asked: set[tuple[str, str]] = set()
        for checker in (*checkers, *own):
            wanted = _wanted(warehouse, settings, checker, urls, clock)
            fresh = [w for w in wanted if (w.url_sha256, w.engine) not in asked]
            mine = [request for request in fresh if checker.can_check(request)]
            asked.update((request.url_sha256, request.engine) for request in mine)
            _look(warehouse, checker, mine, run, progress, limit)
        due = _due_keys(warehouse, settings, urls, clock)
        run.due = len(due | {key for key, _ in asked})
        run.without_checker = len(due - {key for key, _ in asked})
        return run


def is_running() -> bool:
    """Whether a run is under way in this process."""
    return _ONE_AT_A_TIME.locked()


@contextmanager
def own_checkers(
    warehouse: Warehouse,
    settings: Settings,
    *,
    clock: Clock,
    random: Random,
    timeouts: Timeouts | None = None,
) -> Iterator[list[Checker]]:
    """The checkers that the settings allow: URL Inspection, with properties and an account."""
    own = settings.indexing
    if own.google_service_account is None or not own.inspection_properties:
        yield []
        return
    info = google_token.read_account(own.google_service_account.get_secret_value())
    token = GoogleToken(info, google_token.INSPECTION_SCOPE)
    limiters: dict[str, SlidingWindow] = {}

    def slot(site: str) -> Any:
        if site not in limiters:
            store = WarehouseSlots(warehouse, "indexing", f"inspection {site}")
            limit = inspection.PER_PROPERTY_AND_MINUTE
            limiters[site] = SlidingWindow(limit, clock=clock, store=store)
        return limiters[site].slot()

    wire = Wire(inspection.VENDOR, clock=clock, timeouts=timeouts, secrets=settings.secrets())
    try:
        yield [
            InspectionChecker(
                UrlInspection(wire, own.inspection_url, token),
                own.inspection_properties,
                warehouse,
                quotas.INSPECTIONS,
                clock,
                random,
                slot,
            )
        ]
    finally:
        for limiter in limiters.values():
            limiter.close()
        wire.close()


def _wanted(
    warehouse: Warehouse,
    settings: Settings,
    checker: Checker,
    urls: Sequence[CheckRequest] | None,
    clock: Clock,
) -> list[CheckRequest]:
    engines = checker.capabilities.engines
    if urls is not None:
        return [request for request in urls if request.engine in engines]
    return [request for engine in engines for request in _due(warehouse, settings, engine, clock)]


def _due(warehouse: Warehouse, settings: Settings, engine: str, clock: Clock) -> list[CheckRequest]:
    hours = Policy.of(settings.indexing).check_hours
    with warehouse.read() as connection:
        watched = check_rows.watched(connection, engine)
    return [
        CheckRequest(each.url_sha256, each.url_canonical, engine)
        for each in schedule.due(watched, hours, clock.now())
    ]


def _due_keys(
    warehouse: Warehouse,
    settings: Settings,
    urls: Sequence[CheckRequest] | None,
    clock: Clock,
) -> set[str]:
    wanted = urls if urls is not None else _due(warehouse, settings, "google", clock)
    return {request.url_sha256 for request in wanted}


def _look(
    warehouse: Warehouse,
    checker: Checker,
    requests: Sequence[CheckRequest],
    run: CheckRun,
    progress: Progress,
    limit: Limit,
) -> None:
    """Ask in handfuls, and store each handful before the next is asked for."""
    size, done = checker.capabilities.max_urls, 0
    for start in range(0, len(requests), size):
        if limit.is_reached():
            run.is_cancelled = True
            return
        handful = requests[start : start + size]
        results, fault = _results(checker, handful)
        with warehouse.write() as connection:
            check_rows.store(connection, checker, results)
        run.verdicts.update(result.verdict for result in results)
        run.not_asked += len(handful) - len(results)
        done += len(handful)
        progress(done, len(requests))
        if fault is not None:
            run.faults.append(fault)
            run.not_asked += len(requests) - done
            return


def _results(
    checker: Checker, requests: Sequence[CheckRequest]
) -> tuple[list[CheckResult], SourceError | None]:
    """What came, and the fault that ended it early: results before it are kept."""
    results: list[CheckResult] = []
    try:
        for result in checker.check(requests):
            results.append(result)
    except SourceError as error:
        return results, error
    return results, None
