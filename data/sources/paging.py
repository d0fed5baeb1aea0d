"""Notices pages that run in a circle or stand still (podcast contract, 3.4)."""

from __future__ import annotations

from typing import Any

from data.errors import PagingFault
from data.strict_json import Unreadable

_STALE_PAGES = 2  # in a row without a new id
_EMPTY_PAGES = 10  # in a row; one is normal where a filter is applied after paging


class Trail:
    """Remembers every cursor and id of one pass; comparing with the last only misses A-B-A."""

    def __init__(self, cursor: str | None = None) -> None:
        self._cursors = {cursor}
        self._ids: set[object] = set()
        self._stale = self._empty = 0

    def follow(self, rows: list[Any], cursor: str) -> None:
        """Note a page and the cursor of the next; raises PagingFault when that leads nowhere."""
        self._count(rows)
        if cursor in self._cursors:
            raise PagingFault(
                "The vendor's pages run in a circle: a cursor came twice. The rows read so far "
                "are kept; the next sync starts again.",
                reason="cursor_loop",
            )
        if self._stale >= _STALE_PAGES or self._empty >= _EMPTY_PAGES:
            raise PagingFault(
                "The vendor's pages bring nothing new although each names a next one. The rows "
                "read so far are kept; the next sync starts again.",
                reason="no_progress",
            )
        self._cursors.add(cursor)

    def _count(self, rows: list[Any]) -> None:
        if not rows:
            self._empty += 1
            return
        known = len(self._ids)
        self._ids.update(_ids(rows))
        self._stale = 0 if len(self._ids) > known else self._stale + 1
        self._empty = 0


def _ids(rows: list[Any]) -> list[Any]:
    try:
        ids = [row["id"] for row in rows]
        hash(tuple(ids))
    except (TypeError, KeyError):
        return [_id(row) for row in rows]
    return ids


def _id(row: Any) -> object:
    """What tells an odd row from another: its id, else all of its text."""
    if isinstance(row, dict) and isinstance(found := row.get("id"), str | int):
        return found
    return (row.key or row.raw) if isinstance(row, Unreadable) else repr(row)


def is_descending(rows: list[Any], earlier: str | None) -> tuple[bool, str | None]:
    """Whether `created_at` never rises, from the page before on, and its last value.

    Compared as text: the documented form sorts like time, and any other only costs a full read.
    """
    seen = [row.get("created_at") for row in rows if isinstance(row, dict)]
    times = [time for time in [earlier, *seen] if isinstance(time, str)]
    return sorted(times, reverse=True) == times, times[-1] if times else None
