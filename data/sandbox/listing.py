"""``GET /orders``: filter, order and pages, in the variants that the document leaves open."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from starlette.datastructures import QueryParams

from data.sandbox import views
from data.sandbox.answers import ApiError, dumps
from data.sandbox.blocks import BLOCK
from data.sandbox.options import ListOrder, Options
from data.sandbox.orders import Order
from data.sandbox.world import OrderWorld

STATUSES = ("queued", "in_progress", "delivered", "failed")
DEFAULT_LIMIT, LARGEST_LIMIT = 20, 100

# A position is one integer: the order's number in the schedule, then its rank among the placed
# orders that came in after that one. Newer orders have larger positions and never move a page.
_RANKS = 1 << 20


def answer(world: OrderWorld, options: Options, reports_url: str, query: QueryParams) -> bytes:
    """The JSON body for a list request. Raises ApiError for a bad limit, status or cursor."""
    now = world.clock.now()
    status, limit = _status(query), _limit(query)
    after = _read_cursor(query["cursor"], status, options.list_order) if "cursor" in query else None
    positions = _walk(world, status, options.list_order, after, now)
    if options.list_envelope == "array":
        page, next_cursor = list(positions), None
    else:
        page = list(islice(positions, limit + 1))
        has_more = len(page) > limit
        page = page[:limit]
        next_cursor = _cursor(page[-1], status, options.list_order) if has_more else None
    rows = [
        views.listed(order, now, reports_url, options.list_placements)
        for order in _orders(world, page)
    ]
    return dumps(_envelope(options.list_envelope, rows, next_cursor))


def _envelope(name: str, rows: list[views.Json], next_cursor: str | None) -> Any:
    if name == "array":
        return rows
    if name == "page_meta":
        return {"items": rows, "pagination": {"next": next_cursor}}
    return {name: rows, "next_cursor": next_cursor}


def _status(query: QueryParams) -> str | None:
    status = query.get("status")
    if status is not None and status not in STATUSES:
        raise ApiError("invalid_request", f"status must be one of {', '.join(STATUSES)}.")
    return status


def _limit(query: QueryParams) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= LARGEST_LIMIT):
        raise ApiError("invalid_request", f"limit must be a number from 1 to {LARGEST_LIMIT}.")
    return int(text)


def _cursor(position: int, status: str | None, list_order: ListOrder) -> str:
    plain = f"{list_order}:{status or ''}:{position}"
    return urlsafe_b64encode(f"{plain}:{binascii.crc32(plain.encode())}".encode()).decode()


def _read_cursor(text: str, status: str | None, list_order: ListOrder) -> int:
    try:
        position = int(urlsafe_b64decode(text.encode()).decode().split(":")[2])
    except (ValueError, IndexError):
        position = -1
    if position < 0 or text != _cursor(position, status, list_order):
        raise ApiError("invalid_request", "cursor is not one that this list gave out.")
    return position


def _walk(
    world: OrderWorld,
    status: str | None,
    list_order: ListOrder,
    after: int | None,
    now: datetime,
) -> Iterator[int]:
    """The positions of the list behind ``after``, block by block, as lazily as they are read."""
    is_past = after is None
    last_block = None if after is None else after // _RANKS // BLOCK
    for block in _sorted(list(range((world.count(now) - 1) // BLOCK + 1)), list_order):
        if not is_past and block != last_block:
            continue
        positions = _sorted(_positions(world, block, status, now), list_order)
        if not is_past and after is not None:
            positions = _behind(positions, after, list_order)
        is_past = True
        yield from positions


def _positions(world: OrderWorld, block: int, status: str | None, now: datetime) -> list[int]:
    scheduled = [number * _RANKS for number in world.numbers(block, status, now)]
    placed = [
        max(after - 1, 0) * _RANKS + rank
        for rank, (after, order) in enumerate(world.placed, start=1)
        if max(after - 1, 0) // BLOCK == block and status in (None, order.status_at(now))
    ]
    return sorted(scheduled + placed)


def _sorted(positions: list[int], list_order: ListOrder) -> list[int]:
    if list_order == "shuffled":
        return sorted(positions, key=_scattered)
    return positions[::-1] if list_order == "newest" else positions


def _behind(positions: list[int], after: int, list_order: ListOrder) -> list[int]:
    if list_order == "shuffled":
        return [position for position in positions if _scattered(position) > _scattered(after)]
    if list_order == "newest":
        return [position for position in positions if position < after]
    return [position for position in positions if position > after]


def _scattered(position: int) -> int:
    return (position + 1) * 0x9E3779B97F4A7C15 % (1 << 64)


def _orders(world: OrderWorld, positions: list[int]) -> list[Order]:
    scheduled = world.orders([position // _RANKS for position in positions])
    ranks = (position % _RANKS for position in positions)
    return [
        world.placed[rank - 1].order if rank else order
        for rank, order in zip(ranks, scheduled, strict=True)
    ]
