"""The account's orders as they stand at any moment: the schedule plus what was placed over HTTP."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np

from data.sandbox import order_ids
from data.sandbox.blocks import BLOCK, Blocks
from data.sandbox.cases import EXAMPLE_ID
from data.sandbox.clients import CLIENTS
from data.sandbox.clock import Clock
from data.sandbox.intake import epoch
from data.sandbox.markets import NICHES, PACKAGES
from data.sandbox.noise import Ints
from data.sandbox.options import Options
from data.sandbox.orders import Order
from data.sandbox.timelines import LONGEST_DAYS, Flags, Requests, Timelines

PLACED_FROM = 1 << 40  # numbers of orders placed over HTTP; no schedule is that long
_CLIENT_POSITIONS = {client.client_id: place for place, client in enumerate(CLIENTS)}
_PACKAGE_POSITIONS = {package.name: place for place, package in enumerate(PACKAGES)}
_NICHE_POSITIONS = {niche.slug: place for place, niche in enumerate(NICHES)}


class Placed(NamedTuple):
    """An order placed over HTTP, after the first ``after`` orders of the schedule."""

    after: int
    order: Order


class OrderWorld:
    """All orders of the one account. Only ``place`` changes anything; time does the rest."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self._seed = options.seed
        self.clock = clock
        self.blocks = Blocks(options.seed, options.orders, options.as_of)
        self.placed: list[Placed] = []

    def count(self, now: datetime) -> int:
        """How many orders of the schedule exist."""
        return self.blocks.intake.count(now)

    def find(self, order_id: str, now: datetime) -> Order | None:
        """The order with this id, if it exists by now."""
        if order_id == EXAMPLE_ID:
            number = self._number_of_case("document_example")
        else:
            number = order_ids.index_of(self._seed, order_id)
        if number is None:
            return None
        if number >= PLACED_FROM:
            place = number - PLACED_FROM
            order = self.placed[place].order if place < len(self.placed) else None
        else:
            order = self.blocks.order(number) if number < self.count(now) else None
        return order if order is not None and order.order_id == order_id else None

    def place(self, request: dict[str, Any], now: datetime) -> Order:
        """Take an order: ``request`` is a valid body of ``POST /orders``."""
        metadata = request.get("metadata")
        client_id = (metadata or {}).get("client_id")
        columns = (
            PLACED_FROM + len(self.placed),
            epoch(now),
            _CLIENT_POSITIONS.get(client_id, 0) if isinstance(client_id, str) else 0,
            _PACKAGE_POSITIONS[request["package"]],
            _NICHE_POSITIONS[request["niche"]],
        )
        drawn = self.blocks.one(Requests(*(np.array([value]) for value in columns)))
        order = drawn._replace(
            target_url=request["target_url"],
            anchor_text=request["anchor_text"],
            episode_title=request.get("episode_title"),
            metadata=metadata,
            callback_url=request.get("callback_url"),
        )
        self.placed.append(Placed(self.count(now), order))
        return order

    def numbers(self, block: int, status: str | None, now: datetime) -> list[int]:
        """Numbers of the existing orders of a block that show this status, ascending."""
        first = block * BLOCK
        visible = max(0, min(self.count(now) - first, BLOCK))
        if status is None:
            return list(range(first, first + visible))
        if first + BLOCK <= self.oldest_open(now) and status not in ("delivered", "failed"):
            matches = np.zeros(BLOCK, dtype=bool)
        else:
            matches = _shows(self.blocks.lives(block), status, epoch(now))
            matches &= self.blocks.ordinary(block)
        for number in self.blocks.cases:
            if number // BLOCK == block:
                is_match = self.blocks.order(number).status_at(now) == status
                matches[number - first] = is_match
        found: list[int] = (first + np.flatnonzero(matches[:visible])).tolist()
        return found

    def orders(self, numbers: list[int]) -> list[Order]:
        """Several orders of the schedule, each block of them looked up once."""
        blocks = {block: self.blocks.orders(block) for block in {n // BLOCK for n in numbers}}
        return [blocks[number // BLOCK][number % BLOCK] for number in numbers]

    def oldest_open(self, now: datetime) -> int:
        """All ordinary orders below this number are closed."""
        return self.count(now - timedelta(days=LONGEST_DAYS))

    def changed(self, since: datetime, now: datetime) -> Iterator[Order]:
        """Orders to which something happened after ``since`` and not after ``now``.

        Cases and placed orders come always: there are few, and the caller looks at the times.
        """
        for block in range(self.oldest_open(since) // BLOCK, self.count(now) // BLOCK + 1):
            has_moved = _moved(self.blocks.lives(block), epoch(since), epoch(now))
            for row in np.flatnonzero(has_moved & self.blocks.ordinary(block)).tolist():
                yield self.blocks.order(block * BLOCK + row)
        yield from self.exceptions()

    def exceptions(self) -> Iterator[Order]:
        """The named cases and the placed orders."""
        yield from map(self.blocks.order, self.blocks.cases)
        yield from (placed.order for placed in self.placed)

    def _number_of_case(self, name: str) -> int | None:
        named = (n for n, (case, _) in self.blocks.cases.items() if case.name == name)
        return next(named, None)


def _shows(lives: Timelines, status: str, now: int) -> Flags:
    is_closed: Flags = lives.ended <= now
    is_started: Flags = lives.started <= now
    by_status = {
        "queued": ~is_closed & ~is_started,
        "in_progress": ~is_closed & is_started,
        "delivered": is_closed & ~lives.failed,
        "failed": is_closed & lives.failed,
    }
    return by_status[status]


def _moved(lives: Timelines, since: int, now: int) -> Flags:
    def inside(times: Ints) -> Flags:
        return (times > since) & (times <= now)

    went_live = np.logical_or.reduceat(inside(lives.live), lives.first_slot)
    moved: Flags = went_live | inside(lives.started) | inside(lives.ended)
    return moved | inside(lives.requests.created)
