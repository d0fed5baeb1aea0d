"""The orders of the world in blocks that are computed on demand and forgotten again."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

import numpy as np

from data.sandbox.cases import Case, seated
from data.sandbox.intake import Intake, epoch
from data.sandbox.noise import Ints, Noise
from data.sandbox.orders import Order, build
from data.sandbox.timelines import (
    Flags,
    Requests,
    Timelines,
    draw_requests,
    draw_timelines,
)

BLOCK = 1024


class Blocks:
    """Block ``b`` holds the orders ``b * BLOCK`` and up, as arrays (cheap) and as values."""

    def __init__(self, seed: int, orders: int, as_of: datetime) -> None:
        self._seed = seed
        self._noise = Noise(seed)
        self.intake = Intake(orders, as_of, self._noise)
        self.cases = seated(self.intake, as_of)
        self.lives = lru_cache(maxsize=96)(self._lives)
        self.orders = lru_cache(maxsize=12)(self._orders)

    def order(self, number: int) -> Order:
        """One order of the schedule, whether it has come in yet or not."""
        return self.orders(number // BLOCK)[number % BLOCK]

    def ordinary(self, block: int) -> Flags:
        """True for the rows of a block whose arrays tell their life; the cases differ from them."""
        flags = np.ones(BLOCK, dtype=bool)
        for number, _ in self._cases_in(block):
            flags[number % BLOCK] = False
        return flags

    def one(self, request: Requests) -> Order:
        """An order outside of the schedule, from a request of one row."""
        return build(self._seed, self._noise, draw_timelines(self._noise, request))[0]

    def _cases_in(self, block: int) -> Iterator[tuple[int, Case]]:
        for number, (case, _) in self.cases.items():
            if number // BLOCK == block:
                yield number, case

    def _created(self, numbers: Ints) -> Ints:
        created = self.intake.created(numbers)
        for number, _ in self._cases_in(int(numbers[0]) // BLOCK):
            created[number % BLOCK] = epoch(self.cases[number][1])
        return created

    def _lives(self, block: int) -> Timelines:
        numbers = np.arange(block * BLOCK, (block + 1) * BLOCK, dtype=np.int64)
        requests = draw_requests(self._noise, numbers, self._created(numbers))
        return draw_timelines(self._noise, requests)

    def _orders(self, block: int) -> list[Order]:
        orders = build(self._seed, self._noise, self.lives(block))
        for number, case in self._cases_in(block):
            orders[number % BLOCK] = case.rewrite(orders[number % BLOCK])
        return orders
