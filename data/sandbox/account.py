"""The vendor's account: what is left of money and credits, and the counters of ``GET /account``."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np

from data.sandbox.blocks import BLOCK
from data.sandbox.intake import epoch
from data.sandbox.markets import PACKAGES
from data.sandbox.orders import Order
from data.sandbox.timelines import LONGEST_DAYS
from data.sandbox.world import OrderWorld

OPENING_BALANCE_USD = 412.50
OPENING_CREDITS = {"starter": 0, "growth": 2, "scale": 1}
CREDITS_LAST_DAYS = 60
PRICES_USD = {package.name: package.price_usd for package in PACKAGES}


class Account:
    """Orders placed over HTTP use credits first, then the balance; scheduled ones are invoiced."""

    def __init__(self, world: OrderWorld) -> None:
        self._world = world
        self._balance_usd = OPENING_BALANCE_USD
        self._credits = dict(OPENING_CREDITS)
        ends = world.clock.as_of + timedelta(days=CREDITS_LAST_DAYS)
        self._credits_end = ends.replace(microsecond=0)

    def shortfall(self, package: str) -> str | None:
        """Why this package cannot be paid, in the words of the document's example, or None."""
        price = PRICES_USD[package]
        if self._credits[package] or self._balance_usd >= price:
            return None
        return f"Your balance (${self._balance_usd:.2f}) is below the order total (${price:.2f})."

    def charge(self, package: str) -> None:
        """Take the price of one order; ``shortfall`` has said that it can be paid."""
        if self._credits[package]:
            self._credits[package] -= 1
        else:
            self._balance_usd -= PRICES_USD[package]

    def figures(self, now: datetime) -> dict[str, Any]:
        """The body of ``GET /account``; ``orders_in_progress`` leaves queued orders out."""
        world = self._world
        since = now - timedelta(days=30)
        return {
            "balance_usd": round(self._balance_usd, 2),
            "credits": {**self._credits, "expires_at": self._credits_end},
            "orders_total": world.count(now) + len(world.placed),
            "orders_in_progress": _in_progress(world, now),
            "links_delivered_30d": _links_delivered(world, since, now),
        }


def _in_progress(world: OrderWorld, now: datetime) -> int:
    blocks = range(world.oldest_open(now) // BLOCK, world.count(now) // BLOCK + 1)
    ordinary = sum(
        1
        for block in blocks
        for number in world.numbers(block, "in_progress", now)
        if number not in world.blocks.cases
    )
    return ordinary + sum(order.status_at(now) == "in_progress" for order in world.exceptions())


def _links_delivered(world: OrderWorld, since: datetime, now: datetime) -> int:
    """Links that went live in (since, now]."""
    first = world.count(since - timedelta(days=LONGEST_DAYS)) // BLOCK
    delivered = 0
    for block in range(first, world.count(now) // BLOCK + 1):
        lives = world.blocks.lives(block)
        is_ordinary = np.repeat(world.blocks.ordinary(block), lives.total)
        inside = (lives.live > epoch(since)) & (lives.live <= epoch(now)) & is_ordinary
        delivered += int(np.count_nonzero(inside))
    return delivered + sum(_live_between(order, since, now) for order in world.exceptions())


def _live_between(order: Order, since: datetime, now: datetime) -> int:
    return order.links_delivered(now) - order.links_delivered(since)
