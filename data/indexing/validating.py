"""Looks at many pages, gently: one worker a host, five in all, results stored as they come."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime

from data.http import SYSTEM_CLOCK, Clock
from data.indexing import page_checks, robots_files, urls
from data.indexing.fetching import Fetcher, FetchingOff
from data.indexing.looking import look
from data.indexing.page_checks import PageCheck, page_state
from data.indexing.politeness import PARALLEL
from data.indexing.robots_files import RobotsFiles
from data.indexing.url_parts import parse
from data.settings import Settings
from data.warehouse import Warehouse

BATCH = 20  # pages between two writes: what was seen must not be lost with the process

Progress = Callable[[int, int], None]
"""Told how many of how many are done."""


@dataclass(frozen=True)
class Validation:
    """`asked` = `still_good` (looked at a short while ago) + `looked_at` + `left` for another run.

    `states` counts what was found: `ok`, `dead`, `refused`, `unknown`.
    """

    asked: int
    still_good: int
    looked_at: int
    left: int
    states: Mapping[str, int] = field(default_factory=dict)


def validate(
    warehouse: Warehouse,
    settings: Settings,
    wanted: Iterable[str],
    *,
    force: bool = False,
    limit: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    clock: Clock = SYSTEM_CLOCK,
    fetcher: Fetcher | None = None,
) -> Validation:
    """Look at the pages of canonical URLs that are due for it; `force` looks at all of them.

    At most `limit` pages, in the order given. Raises FetchingOff when nobody has allowed it.
    """
    if not settings.indexing.fetch:
        raise FetchingOff("Fetching is off. Set INDEXING__FETCH=true to let Linkboard look.")
    listed = list(dict.fromkeys(wanted))
    due = listed if force else _due(warehouse, listed, clock.now())
    chosen = due[:limit]
    run = _Run(warehouse, fetcher or Fetcher.of(settings, clock), clock, cancel, len(chosen))
    run.look_at(chosen, progress or _tell_nobody)
    looked_at = run.states.total()
    left = len(due) - looked_at
    return Validation(len(listed), len(listed) - len(due), looked_at, left, dict(run.states))


def _tell_nobody(_done: int, _total: int) -> None:
    return None


def _due(warehouse: Warehouse, wanted: list[str], now: datetime) -> list[str]:
    with warehouse.read() as connection:
        known = page_checks.latest(connection)
    checks = ((url, known.get(urls.url_key(url))) for url in wanted)
    return [url for url, check in checks if check is None or check.retry_at <= now]


class _Run:
    """One pass over a list of URLs. Workers look, this thread stores."""

    def __init__(
        self,
        warehouse: Warehouse,
        fetcher: Fetcher,
        clock: Clock,
        cancel: threading.Event | None,
        total: int,
    ) -> None:
        self._warehouse, self._fetcher, self._clock = warehouse, fetcher, clock
        self._files = RobotsFiles(warehouse, fetcher, clock)
        self._cancel, self._total = cancel or threading.Event(), total
        self.states: Counter[str] = Counter()

    def look_at(self, wanted: list[str], progress: Progress) -> None:
        """Look at all; what does not resolve is tried once more at the end, then it is dead."""
        unresolved, batch = [], []
        for check in self._checks(wanted):
            if check.code == "nxdomain":
                unresolved.append(check.url_canonical)
                continue
            batch.append(check)
            if len(batch) >= BATCH:
                self._store(batch, progress)
                batch = []
        self._store(batch, progress)
        self._store(list(self._checks(unresolved)), progress)

    def _checks(self, wanted: list[str]) -> Iterator[PageCheck]:
        """The looks as they are done. A host's next page is asked for when its last has answered,
        so that the five workers are never all waiting for one host."""
        hosts = _by_host(wanted)
        waiting = deque(hosts)
        with ThreadPoolExecutor(PARALLEL, thread_name_prefix="look") as pool:
            running: dict[Future[PageCheck], str] = {}
            while (waiting and not self._cancel.is_set()) or running:
                while waiting and len(running) < PARALLEL and not self._cancel.is_set():
                    host = waiting.popleft()
                    url = hosts[host].popleft()
                    future = pool.submit(look, url, self._fetcher, self._files, self._clock)
                    running[future] = host
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    if hosts[host := running.pop(done)]:
                        waiting.append(host)
                    yield done.result()

    def _store(self, checks: list[PageCheck], progress: Progress) -> None:
        if not checks:
            return
        with self._warehouse.write() as connection:
            robots_files.save(connection, self._files.take_fresh())
            page_checks.save(connection, checks)
        self.states.update(page_state(check)[0] or "ok" for check in checks)
        progress(self.states.total(), self._total)


def _by_host(wanted: Iterable[str]) -> dict[str, deque[str]]:
    hosts: defaultdict[str, deque[str]] = defaultdict(deque)
    for url in wanted:
        hosts[parse(url).host].append(url)
    return hosts
