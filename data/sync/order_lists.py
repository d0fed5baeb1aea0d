"""The order list: which pages a pass reads, and how far it has come."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial

from data.errors import PagingFault
from data.models import OrderRow, Rejected, read_order
from data.sources.podcast_backlinks import OrderPage, PodcastBacklinks
from data.sync.batches import Read
from data.sync.fewest import Fewest
from data.sync.order_storing import store_orders
from data.sync.overlap import ahead
from data.sync.run import BATCH_ROWS, Buffer, SourceRun
from data.sync.storing import Store, validate

ENDPOINT = "GET /orders"
OPEN = ("queued", "in_progress")
OVERLAP = timedelta(hours=1)  # rows move between pages while we read
FULL_LIST_EVERY = timedelta(hours=24)  # where the list is not newest first
CURSORS_LAST = timedelta(hours=24)  # a pass cut off longer ago begins anew
PAGE = 100

WHOLE_LIST = "whole order list"
WATERMARK, WHOLE_LIST_AT, UNFINISHED = "orders_watermark", "whole_list_at", "unfinished_list"
LIST_ORDER, PAGE_LIMIT = "list_order", "page_limit"
UNORDERED, NEWEST_FIRST = "unordered", "newest first"


ReadPage = tuple[OrderPage, list[Read[OrderRow]], list[Rejected]]


@dataclass(frozen=True)
class Unfinished:
    """A whole-list pass under way: where it goes on, and what the watermark will be."""

    cursor: str | None
    started_at: str
    newest_at: str | None


class OrderLists:
    """Reads the lists of one pass. `settle` collects orders whose list row contradicts us."""

    def __init__(self, run: SourceRun, source: PodcastBacklinks, fewest: Fewest) -> None:
        self._run, self._source, self._fewest = run, source, fewest
        self.started_at = run.now()
        self.settle: set[str] = set()
        self.is_complete = True
        self._newest: datetime | None = None
        self._is_newest_first = True

    def read(self, orders_total: Callable[[], int | None]) -> None:
        """Read what this pass needs; afterwards `is_complete` says whether every page was read.

        `orders_total` is asked when a whole list turns out to have several pages.
        """
        with self._run.warehouse.read() as connection:
            remembered = {
                name: self._run.ledger.cursor(connection, name)
                for name in (WATERMARK, WHOLE_LIST_AT, UNFINISHED, LIST_ORDER, PAGE_LIMIT)
            }
        watermark = _time(remembered[WATERMARK])
        self._newest = watermark
        if (limit := remembered[PAGE_LIMIT]) and not self._run.full:
            self._source.largest_limit = int(limit)
        if watermark is None or self._run.full:
            self._read_whole(remembered[UNFINISHED], orders_total)
        else:
            is_unordered = remembered[LIST_ORDER] == UNORDERED
            self._read_changes(watermark, is_unordered, _time(remembered[WHOLE_LIST_AT]))

    def _read_whole(self, unfinished: str | None, orders_total: Callable[[], int | None]) -> None:
        cursor = None
        saved = Unfinished(**json.loads(unfinished)) if unfinished else None
        begun_at = _time(saved.started_at) if saved else None
        is_young = begun_at is not None and self.started_at - begun_at < CURSORS_LAST
        if saved and begun_at and is_young and not self._run.full:
            cursor, self._newest, self.started_at = saved.cursor, _time(saved.newest_at), begun_at
        pages = self._source.order_pages(limit=PAGE, cursor=cursor)
        self._run.progress.step(WHOLE_LIST)
        self._store(self._planned(pages, orders_total), is_whole=True)
        self._finish(is_whole=True)

    def _planned(
        self, pages: Iterator[OrderPage], orders_total: Callable[[], int | None]
    ) -> Iterator[OrderPage]:
        """The pages; between the first and the second, an estimate of how many there will be."""
        for number, page in enumerate(pages):
            if number == 0 and page.cursor and (total := orders_total()):
                self._run.progress.step(WHOLE_LIST, requests=-(-total // max(1, len(page.rows))))
            yield page

    def _read_changes(
        self, watermark: datetime, is_unordered: bool, whole_list_at: datetime | None
    ) -> None:
        for status in OPEN:
            self._run.progress.step(f"{status.replace('_', ' ')} orders")
            self._store(self._source.order_pages(status=status, limit=PAGE))
        self._run.progress.step("newest orders")
        if not is_unordered:
            pages = self._source.order_pages(limit=PAGE)
            self._finish(is_whole=self._store(pages, known_until=watermark))
            return
        is_due = whole_list_at is None or self.started_at - whole_list_at >= FULL_LIST_EVERY
        if is_due:
            self._store(self._source.order_pages(limit=PAGE), is_whole=True)
        self._finish(is_whole=is_due)

    def _store(
        self,
        pages: Iterator[OrderPage],
        *,
        known_until: datetime | None = None,
        is_whole: bool = False,
    ) -> bool:
        """Store the pages; False if they were left at orders that are known for an hour."""
        is_of_all = is_whole or known_until is not None
        shown = self._fewest.list_begins(known_until)
        buffer: Buffer[OrderRow] = Buffer(self._run, ENDPOINT, self._write)
        read_pages = self._validated(pages, is_whole=is_whole)
        try:
            for page, reads, rejected in read_pages:
                self._run.go_on()
                oldest = self._note(page, reads)
                if is_of_all and not (page.descending and (oldest or not page.rows)):
                    self._is_newest_first = False
                    shown.since = None
                shown.add((read.row.order_id, read.row.created_at) for read in reads)
                self._fewest.page(len(page.rows), is_last=page.cursor is None)
                saved = self._unfinished(page) if is_whole else None
                buffer.add(reads, rejected, {UNFINISHED: saved} if saved else None)
                if self._is_newest_first and _is_known(oldest, known_until):
                    return False
        except PagingFault as fault:
            self._run.faults.append(fault)
            self.is_complete = False
        finally:
            buffer.flush()
        return True

    def _validated(self, pages: Iterator[OrderPage], *, is_whole: bool) -> Iterator[ReadPage]:
        """Pages with their rows validated.

        Of a whole list, fetching, validating and storing overlap. Elsewhere a page fetched too
        early may be a request too many.
        """
        timed = ((page, self._run.now()) for page in pages)
        validated = (
            (page, *validate(page.rows, partial(read_order, seen_at=seen_at), seen_at))
            for page, seen_at in (ahead(timed) if is_whole else timed)
        )
        return ahead(validated, depth=BATCH_ROWS // PAGE) if is_whole else validated

    def _write(self, store: Store, reads: Sequence[Read[OrderRow]]) -> None:
        self.settle.update(store_orders(store, reads, origin="list"))

    def _note(self, page: OrderPage, reads: list[Read[OrderRow]]) -> datetime | None:
        # A vendor's clock ahead of ours must not push the watermark into the future.
        times = [min(r.row.created_at, r.seen_at) for r in reads if r.row.created_at]
        self._newest = max([*times, *([self._newest] if self._newest else [])], default=None)
        return min(times, default=None)

    def _unfinished(self, page: OrderPage) -> str:
        newest = self._newest.isoformat() if self._newest else None
        return json.dumps(asdict(Unfinished(page.cursor, self.started_at.isoformat(), newest)))

    def _finish(self, *, is_whole: bool) -> None:
        """Move the watermark, if every page of the pass was read."""
        if not self.is_complete:
            return
        newest = self._newest or self.started_at
        values = {WATERMARK: newest.isoformat(), UNFINISHED: None}
        if self._source.largest_limit is not None:
            values[PAGE_LIMIT] = str(self._source.largest_limit)
        if is_whole:
            values[WHOLE_LIST_AT] = self.started_at.isoformat()
            values[LIST_ORDER] = NEWEST_FIRST if self._is_newest_first else UNORDERED
        with self._run.storing(ENDPOINT) as store:
            for name, value in values.items():
                self._run.ledger.remember(store.connection, name, value)


def _is_known(oldest: datetime | None, known_until: datetime | None) -> bool:
    return bool(oldest and known_until and oldest < known_until - OVERLAP)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
