"""``POST /orders``: validation, the documented refusals and idempotency.

What a caller can do to see each refusal: a host of ``BLOCKED_HOSTS`` (403), a word of ``FORBIDDEN``
in the texts (422), a niche that is not listed as available (422), the same page and package twice
(409), more orders than the account can pay (402). A page on ``FLAKY_HOST`` answers 500 once.
"""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from data.sandbox import views
from data.sandbox.account import Account
from data.sandbox.answers import ApiError, dumps
from data.sandbox.blocks import BLOCK
from data.sandbox.markets import NICHES
from data.sandbox.order_bodies import host_of, validated
from data.sandbox.world import OrderWorld

BLOCKED_HOSTS = ("spam-links.example", "malware-host.example", "deindexed.example")
FLAKY_HOST = "flaky.example"
FORBIDDEN = re.compile(r"\b(casino|porn|payday loans?|counterfeit|escort)\b", re.IGNORECASE)
KEYS_LAST = timedelta(hours=24)
_AVAILABLE = {niche.slug for niche in NICHES if niche.available}


class _Answered(NamedTuple):
    body_sha256: str
    answer: bytes
    at: datetime


class OrderDesk:
    """Takes orders into the world and remembers what it answered to each idempotency key."""

    def __init__(self, world: OrderWorld, account: Account, reports_url: str) -> None:
        self._world = world
        self._account = account
        self._reports_url = reports_url
        self._answered: dict[str, _Answered] = {}
        self._stumbled: set[str] = set()

    def place(self, body: bytes, key: str | None) -> bytes:
        """The 201 body for a request body, the same again for a key seen before.

        Raises ApiError with the document's code for everything that is refused.
        """
        now = self._world.clock.now()
        digest = hashlib.sha256(body).hexdigest()
        known = self._answered.get(key) if key else None
        if known and now - known.at < KEYS_LAST:
            if known.body_sha256 != digest:
                raise ApiError("invalid_request", "Idempotency-Key was used for another body.")
            return known.answer
        request = validated(body)
        self._refuse(request, now)
        self._stumble_once(request, key or digest)
        self._account.charge(request["package"])
        order = self._world.place(request, now)
        answer = dumps(views.created(order, now, self._reports_url))
        if key:
            self._answered[key] = _Answered(digest, answer, now)
        return answer

    def _refuse(self, request: dict[str, Any], now: datetime) -> None:
        host = host_of(request["target_url"])
        if any(host == blocked or host.endswith("." + blocked) for blocked in BLOCKED_HOSTS):
            raise ApiError("url_blocked", f"{host} is on our blacklist.")
        texts = (request["anchor_text"], request.get("episode_title"), request["content"]["body"])
        if any(FORBIDDEN.search(text) for text in texts if text):
            raise ApiError("content_rejected", "The submitted content violates our guidelines.")
        if request["niche"] not in _AVAILABLE:
            message = f"No podcasts are currently available for {request['niche']!r}."
            raise ApiError("niche_unavailable", message + " Try a broader category.")
        if self._is_in_progress(request["target_url"], request["package"], now):
            raise ApiError("duplicate_order", "An identical order is in progress for this URL.")
        if shortfall := self._account.shortfall(request["package"]):
            raise ApiError("insufficient_funds", shortfall)

    def _is_in_progress(self, target_url: str, package: str, now: datetime) -> bool:
        world = self._world
        blocks = range(world.oldest_open(now) // BLOCK, world.count(now) // BLOCK + 1)
        numbers = (
            number
            for block in blocks
            for status in ("queued", "in_progress")
            for number in world.numbers(block, status, now)
        )
        orders = [*map(world.blocks.order, numbers), *world.exceptions()]
        return any(
            order.target_url == target_url
            and order.package == package
            and order.status_at(now) in ("queued", "in_progress")
            for order in orders
        )

    def _stumble_once(self, request: dict[str, Any], attempt: str) -> None:
        if host_of(request["target_url"]) == FLAKY_HOST and attempt not in self._stumbled:
            self._stumbled.add(attempt)
            raise ApiError("internal_error", "Something broke on our side.")
