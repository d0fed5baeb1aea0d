"""Fetch the next page while the last one is being stored."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")

_END = object()
_PATIENCE = 0.2  # seconds between two looks at whether anybody still wants the next item


def ahead(items: Iterator[T], depth: int = 4) -> Iterator[T]:
    """Run the iterator in a thread of its own, at most `depth` items ahead.

    What it raises is raised here, after the items that came before. The thread ends with the
    iterator, or soon after this generator is closed.
    """
    waiting: queue.Queue[object] = queue.Queue(depth)
    closed = threading.Event()
    worker = threading.Thread(
        target=_fill, args=(items, waiting, closed), name="fetch-ahead", daemon=True
    )
    worker.start()
    try:
        while (item := waiting.get()) is not _END:
            if isinstance(item, _Raised):
                raise item.error
            yield item  # type: ignore[misc]
    finally:
        closed.set()
        worker.join()


class _Raised:
    def __init__(self, error: BaseException) -> None:
        self.error = error


def _fill(items: Iterator[T], waiting: queue.Queue[object], closed: threading.Event) -> None:
    try:
        for item in items:
            if not _put(item, waiting, closed):
                return
        _put(_END, waiting, closed)
    except BaseException as error:
        _put(_Raised(error), waiting, closed)


def _put(item: object, waiting: queue.Queue[object], closed: threading.Event) -> bool:
    while not closed.is_set():
        try:
            waiting.put(item, timeout=_PATIENCE)
            return True
        except queue.Full:
            continue
    return False
