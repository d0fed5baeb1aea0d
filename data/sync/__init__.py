"""Pulls what the vendors know into the warehouse: the one place where sources and warehouse meet.

run                  all sources, one after the other; a failing one never stops the next
podcast, outreach    one pass over one vendor: what is asked, in which order
order_lists, due     which pages and which single orders a pass needs
*_rules              how a read row becomes the stored row, column by column
merging              the set-based statements behind the rules
slots, slot_matching placements, which have no id of their own
index_work           looks into indexes that are due, and what waits to be sent to engines
storing, batches     validated rows to counted merges and the quarantine
ledger, results      book-keeping: runs, requests, cursors, counts
background, progress the worker thread of the app, and how far it is
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from sqlalchemy.exc import DBAPIError

from data import disk, losses
from data.errors import (
    LinkboardError,
    PagingFault,
    Postponed,
    RateLimited,
    SourceError,
    WarehouseError,
    WarehouseFallen,
    WarehouseFull,
)
from data.http import SYSTEM_CLOCK, Clock, Timeouts
from data.indexing import running
from data.settings import Settings
from data.sources import backlink_outreach
from data.sources.podcast_backlinks import PodcastBacklinks
from data.sync import index_work, outreach, podcast
from data.sync.clients import Account, client, outreach_account, podcast_account
from data.sync.ledger import Ledger
from data.sync.progress import Progress
from data.sync.results import Counts, SourceResult, Status, Tally
from data.sync.run import Cancelled, SourceRun
from data.warehouse import Warehouse

__all__ = ["SOURCES", "Counts", "Progress", "SourceResult", "run", "while_none_runs"]

SOURCES = ("podcast", "outreach", "indexing")

_OFF = {
    "podcast": "Podcast Backlinks is off. Set PODCAST_BACKLINKS__API_KEY to connect it.",
    "outreach": "Backlink Outreach is off. Set BACKLINK_OUTREACH__BASE_URL and "
    "BACKLINK_OUTREACH__TOKEN to connect it.",
    "indexing": "Submitting and index checks are off; the vendors' own index flags are read. Set "
    "INDEXING__SEND, or a service account and INDEXING__INSPECTION_PROPERTIES, to begin.",
}

log = logging.getLogger(__name__)

# A command handed to the app and its background sync would only ask the vendors twice.
_ONE_AT_A_TIME = threading.Lock()


def run(
    warehouse: Warehouse,
    settings: Settings,
    *,
    sources: Sequence[str] = SOURCES,
    full: bool = False,
    trigger: str = "command",
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    clock: Clock = SYSTEM_CLOCK,
    timeouts: Timeouts | None = None,
    least_free: int = disk.LEAST_FREE,
) -> dict[str, SourceResult]:
    """Sync the named sources; every one ends with a result and a line in the run log.

    `full` reads everything again; so does a sync after rows were lost. One that runs already is
    waited for. With less than `least_free` bytes on the disk nothing is read. Raises ValueError
    for an unknown source, WarehouseError when the database cannot be written at all, and nothing
    that a vendor or the network can cause.
    """
    unknown = [name for name in sources if name not in SOURCES]
    if unknown:
        raise ValueError(f"unknown source {unknown[0]!r}; there are {', '.join(SOURCES)}")
    progress, cancel = progress or Progress(), cancel or threading.Event()
    with _ONE_AT_A_TIME, progress.running(clock):
        results, lost = {}, _lost(warehouse)
        for name in sources:
            ledger, is_full = Ledger(warehouse, name, clock), full or name in lost
            this = SourceRun(warehouse, ledger, clock, progress, is_full, cancel, timeouts)
            results[name] = _run_source(this, settings, trigger, least_free)
        if lost:
            _clear_lost(warehouse, results)
        warehouse.keep_marts()
        warehouse.checkpoint()
        return results


@contextmanager
def while_none_runs() -> Iterator[bool]:
    """Keep syncs out while the block runs; False when one runs already."""
    is_free = _ONE_AT_A_TIME.acquire(blocking=False)
    try:
        yield is_free
    finally:
        if is_free:
            _ONE_AT_A_TIME.release()


def _lost(warehouse: Warehouse) -> tuple[str, ...]:
    with warehouse.read() as connection:
        loss = losses.unmended(connection)
    return loss.sources if loss else ()


def _clear_lost(warehouse: Warehouse, results: dict[str, SourceResult]) -> None:
    mended = losses.mended({name: result.status for name, result in results.items()})
    if mended:
        with warehouse.write() as connection:
            losses.clear(connection, mended)


def _run_source(this: SourceRun, settings: Settings, trigger: str, least_free: int) -> SourceResult:
    name, started_at = this.ledger.source, this.now()
    this.progress.source(name)
    read = _reader(this, settings)
    if read is None:
        return SourceResult("off", _OFF[name], started_at, this.now(), tally=this.tally)
    this.ledger.start(trigger, started_at)
    status, reason, message = _outcome(this, read, least_free)
    result = SourceResult(
        status, message, started_at, this.now(), reason, this.ledger.requests, this.tally
    )
    this.ledger.finish(result)
    return result


def _reader(this: SourceRun, settings: Settings) -> Callable[[], None] | None:
    """What reads this source, or None while it is off."""
    if this.ledger.source == "podcast":
        account = podcast_account(settings)
        return partial(_read_podcast, this, settings, account) if account else None
    if this.ledger.source == "outreach":
        account = outreach_account(settings)
        return partial(_read_outreach, this, settings, account) if account else None
    if running.is_on(settings.indexing):
        return partial(index_work.run, this, settings)
    return None


def _read_podcast(this: SourceRun, settings: Settings, account: Account) -> None:
    with client(account, this, settings.secrets()) as http:
        podcast.run(this, PodcastBacklinks(http))


def _read_outreach(this: SourceRun, settings: Settings, account: Account) -> None:
    own = settings.backlink_outreach
    with client(account, this, settings.secrets()) as http:
        source = backlink_outreach.connect(http, dialect=own.dialect, workspace_id=own.workspace_id)
        this.tally.notes["dialect"] = source.dialect
        outreach.run(this, source, own.workspace_id)


def _outcome(
    this: SourceRun, read: Callable[[], None], least_free: int
) -> tuple[Status, str | None, str]:
    """Status, reason and the one sentence: what, where, the mend."""
    try:
        disk.require_room(this.warehouse.path, least_free)
        _read_over_a_fall(this, read)
    except Cancelled:
        return "partial", "cancelled", "Stopped before the end; the next sync goes on from here."
    except SourceError as error:
        is_partial = isinstance(error, RateLimited | Postponed | PagingFault)
        return ("partial" if is_partial else "failed"), error.reason, error.message
    except WarehouseError as error:
        is_full = isinstance(error, WarehouseFull)
        return "failed", "disk_full" if is_full else "warehouse", error.message
    except LinkboardError as error:
        return "failed", "settings", error.message
    except DBAPIError as error:
        log.exception("The warehouse refused a write")
        sentence = f"The warehouse refused a write ({type(error.orig).__name__}); run `doctor`."
        return "failed", "warehouse", sentence
    if this.faults:
        first = this.faults[0]
        is_partial = this.tally.rows > 0 or isinstance(first, PagingFault)
        return ("partial" if is_partial else "failed"), first.reason, _sentence_of(this.faults)
    return "ok", None, this.tally.sentence or _summary(this.tally)


def _read_over_a_fall(this: SourceRun, read: Callable[[], None]) -> None:
    """Read again, once, when the database fell and was opened again: what was stored is there."""
    try:
        read()
    except WarehouseFallen as error:
        log.warning("%s", error.message)
        this.tally = Tally(notes=this.tally.notes)
        this.faults.clear()
        read()


def _sentence_of(faults: Sequence[SourceError]) -> str:
    more = f" ({len(faults) - 1} more like it.)" if len(faults) > 1 else ""
    return f"{faults[0].message}{more}"


def _summary(tally: Tally) -> str:
    counts = tally.tables.values()
    new, changed = sum(c.inserted for c in counts), sum(c.updated for c in counts)
    held = sum(c.quarantined for c in counts)
    sentence = f"{tally.rows:,} rows read: {new:,} new, {changed:,} changed"
    return f"{sentence}, {held:,} in quarantine." if held else f"{sentence}."
