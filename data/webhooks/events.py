"""One stored body as an event, or why it cannot be one.

Podcast Backlinks contract 1.8 (shape) and 3.6 (rules). Events carry no id and come in any order, so
an event knows by itself how it ranks among the others of its order.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from data.errors import BadBody
from data.models import STATUS_RANK, OrderRow, Rejected, read_order
from data.models.fields import Unfit
from data.models.moments import moments
from data.strict_json import Unreadable, loads
from data.sync.doubts import TYPE_MISMATCH

STATUS_OF_TYPE = {
    "order.created": "queued",
    "order.progress": "in_progress",
    "order.delivered": "delivered",
    "order.failed": "failed",
}
SKEW_ALLOWED = timedelta(minutes=5)

Precedence = tuple[int, int, datetime, str]


@dataclass(frozen=True, slots=True)
class Event:
    """What an event says of its order.

    `at` is the vendor's time of it, `flags` what was odd, `content` a hash of what it says that is
    the same for the same event in other bytes.
    """

    body_sha256: str
    type: str
    order: OrderRow
    at: datetime
    received_at: datetime
    flags: tuple[str, ...]
    content: str

    @property
    def order_id(self) -> str:
        return self.order.order_id

    @property
    def rank(self) -> int:
        return STATUS_RANK[self.order.status]

    @property
    def identity(self) -> tuple[object, ...]:
        """The second key (G14): the same event in other bytes has the same."""
        order = self.order
        return self.type, order.order_id, self.at, order.status, order.links_delivered

    @property
    def precedence(self) -> Precedence:
        """How late in the order's life: status, then links; the vendor's clock only breaks ties.

        Its seconds are whole, so two events may tie in it too; then any rule will do that does not
        ask who came first.
        """
        return self.rank, self.order.links_delivered or 0, self.at, self.content


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a body is no event. With an `order_id` the vendor is asked for that order itself."""

    reason: str
    field: str | None = None
    type: str | None = None
    order_id: str | None = None


def read_event(body: bytes, body_sha256: str, received_at: datetime) -> Event | Refusal:
    """Read one body; never raises, whatever its bytes are."""
    document = _document(body)
    if isinstance(document, Refusal):
        return document
    kind = document.get("type")
    if not isinstance(kind, str) or kind not in STATUS_OF_TYPE:
        return Refusal("unknown_type", "type")
    order = read_order(document.get("data"), seen_at=received_at)
    if isinstance(order, Rejected):
        return Refusal(order.reason, order.field, kind, order.row_key)
    if order.status not in STATUS_RANK:
        return Refusal("unknown_status", "status", kind, order.order_id)
    flags: list[str] = []
    at = _time_of(document.get("created_at"), received_at, flags)
    if STATUS_OF_TYPE[kind] != order.status:
        flags.append(TYPE_MISMATCH)
    content = _hash_of([kind, {**document["data"], "id": None}])
    return Event(body_sha256, kind, order, at, received_at, tuple(dict.fromkeys(flags)), content)


def by_order(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The events of each order, by its id."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        found[event.order_id].append(event)
    return found


def _document(body: bytes) -> dict[str, Any] | Refusal:
    if not body:
        return Refusal("empty_body")
    try:
        document = loads(body)
    except BadBody as error:
        return Refusal("invalid_utf8" if error.reason == "invalid_utf8" else "invalid_json")
    if isinstance(document, Unreadable):
        return Refusal("duplicate_keys" if document.reason == "duplicate_key" else document.reason)
    if not isinstance(document, dict):
        return Refusal("not_an_object")
    return document


def _hash_of(said: list[Any]) -> str:
    text = json.dumps(said, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def _time_of(value: Any, received_at: datetime, flags: list[str]) -> datetime:
    """`created_at`, at most five minutes ahead of us; an old one is good, for retries come late."""
    try:
        at = moments(received_at).event(value, flags) if value is not None else None
    except Unfit:
        at = None
    if at is None:
        flags.append("bad_created_at")
        return received_at
    return min(at, received_at + SKEW_ALLOWED)
