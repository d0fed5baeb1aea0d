"""Signed events: POSTed to the order's callback URL, else to the account's global one."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import requests

from data.sandbox import views
from data.sandbox.answers import dumps
from data.sandbox.options import REPORTS_URL, Options
from data.sandbox.orders import Order
from data.sandbox.world import OrderWorld

SIGNATURE_HEADER = "X-PodcastBacklinks-Signature"
RETRY_SECONDS = (1.0, 5.0, 25.0)
_TIMEOUT_SECONDS = 5.0
_TICK_SECONDS = 0.25
_AT_ONCE = 8


class Delivery(NamedTuple):
    """One event on its way to one receiver; ``due`` is on the monotonic clock."""

    url: str
    body: bytes
    attempt: int
    due: float


def signature(secret: str, body: bytes) -> str:
    """Hex HMAC-SHA256 of the raw body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def moments(order: Order) -> Iterator[tuple[datetime, str]]:
    """Every event of an order's life with its time, in no particular order."""
    yield order.created_at, "order.created"
    steps = {order.started_at, *(slot.live_at for slot in order.slots)}
    yield from ((at, "order.progress") for at in steps if at is not None)
    if order.ended_at is not None:
        yield order.ended_at, "order.failed" if order.is_failed else "order.delivered"


def event_bodies(
    world: OrderWorld, reports_url: str, since: datetime, until: datetime
) -> list[tuple[Order, bytes]]:
    """Bodies of the events in (since, until], oldest first, each with its order."""
    happened = sorted(
        (at, order.number, kind, order)
        for order in world.changed(since, until)
        for at, kind in moments(order)
        if since < at <= until
    )
    return [
        (order, dumps({"type": kind, "created_at": at, "data": views.full(order, at, reports_url)}))
        for at, _, kind, order in happened
    ]


class WebhookSender:
    """Sends at least once: a receiver that does not answer 2xx is tried three more times."""

    def __init__(self, world: OrderWorld, options: Options) -> None:
        self._world = world
        self._options = options
        self._reports_url = REPORTS_URL
        self._sent_until = world.clock.as_of
        self._waiting: list[Delivery] = []
        self._session = requests.Session()
        self._session.trust_env = False

    async def run(self) -> None:
        """Follow the world's clock until cancelled."""
        while True:
            self._collect()
            await self._send_due()
            await asyncio.sleep(_TICK_SECONDS)

    def close(self) -> None:
        """Close the connections to receivers."""
        self._session.close()

    def _collect(self) -> None:
        # Only seconds that are over: an order placed later in the same one would be missed.
        until = self._world.clock.now().replace(microsecond=0) - timedelta(seconds=1)
        if until <= self._sent_until:
            return
        since, self._sent_until = self._sent_until, until
        if self._options.webhook_url is None and not self._world.placed:
            return  # nobody listens: only placed orders have callback URLs
        for order, body in event_bodies(self._world, self._reports_url, since, until):
            if url := order.callback_url or self._options.webhook_url:
                self._waiting.append(Delivery(url, body, 0, time.monotonic()))

    async def _send_due(self) -> None:
        now = time.monotonic()
        due = [delivery for delivery in self._waiting if delivery.due <= now]
        self._waiting = [delivery for delivery in self._waiting if delivery.due > now]
        for start in range(0, len(due), _AT_ONCE):
            batch = due[start : start + _AT_ONCE]
            taken = await asyncio.gather(*(asyncio.to_thread(self._post, one) for one in batch))
            self._waiting += [
                _later(one)
                for one, is_taken in zip(batch, taken, strict=True)
                if not is_taken and one.attempt < len(RETRY_SECONDS)
            ]

    def _post(self, delivery: Delivery) -> bool:
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature(self._options.webhook_secret, delivery.body),
        }
        try:
            answer = self._session.post(
                delivery.url,
                data=delivery.body,
                headers=headers,
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        return 200 <= answer.status_code < 300


def _later(delivery: Delivery) -> Delivery:
    due = time.monotonic() + RETRY_SECONDS[delivery.attempt]
    return delivery._replace(attempt=delivery.attempt + 1, due=due)
