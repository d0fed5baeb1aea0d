"""All events of an order as one state, the same whatever order they arrived in.

Every rule here is either a minimum, a maximum, or a choice by an event's own precedence over *all*
accepted events, so that no arrival can matter. Reads of our own (a poll) are newer than the events
before them: those only fill gaps then, apart from status, links and clocks, which never fall.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.models import STATUS_RANK, OrderRow
from data.sync.order_rules import ORDERS
from data.webhooks.events import Event
from data.webhooks.judging import CLOSED

# The rest of an order's columns follow rules of their own.
DESCRIBING = tuple(
    name for name in ORDERS.columns if name not in ("client_id", "status", "links_delivered")
)

Promise = tuple[datetime, datetime]
"""When an estimate was seen, and the estimate."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The order as it is to be stored.

    `clocks` holds the columns that no vendor field fills, `latest_at` the time of the last event.
    """

    order: OrderRow
    clocks: dict[str, datetime | None]
    latest_at: datetime


def fold(
    order_id: str,
    stored: Mapping[str, Any] | None,
    events: Sequence[Event],
    *,
    new: Sequence[Event],
    polled_promise: Promise | None = None,
    marks: Iterable[str] = (),
) -> Folded:
    """Fold all accepted events of an order into its stored row.

    `new` are those not folded before, `polled_promise` the first estimate that a poll saw, `marks`
    further flags for the order. There is a stored row or at least one event.
    """
    known = stored or {}
    ordered = sorted(events, key=lambda event: event.precedence)
    polled_at = polled(known.get("fetched_at"), [event.at for event in ordered])
    fresh = [event for event in ordered if polled_at is None or event.at > polled_at]
    flagging = [*fresh, *(event for event in new if event not in fresh)]
    order = OrderRow(
        order_id=order_id,
        status=_status(known, ordered),
        client_id=_client(known, ordered),
        links_delivered=_most_links(known, ordered),
        **{name: _described(name, known, fresh, ordered) for name in DESCRIBING},
        extra=next((event.order.extra for event in reversed(fresh) if event.order.extra), None),
        given=frozenset(ORDERS.columns),
    )
    order.flags = _flags(known, flagging, marks, order.client_id)
    clocks = _clocks(known, ordered)
    latest_at = max((event.at for event in ordered), default=None) or known["fetched_at"]
    clocks["fetched_at"] = polled_at or latest_at
    clocks["first_promised_at"] = _promise(known, ordered, polled_promise)
    return Folded(order, clocks, latest_at)


def polled(read_at: datetime | None, event_times: Sequence[datetime]) -> datetime | None:
    """When we ourselves last read a row; None if all we know of it came from events.

    Events leave their own time in `fetched_at`, and only until the first poll.
    """
    return None if read_at in event_times else read_at


def _status(known: Mapping[str, Any], ordered: Sequence[Event]) -> str:
    """The highest rank; of equals the stored one, which a poll may have settled."""
    words: list[str] = [known["status"]] if known.get("status") else []
    words += [event.order.status for event in ordered]
    return max(words, key=lambda word: STATUS_RANK.get(word, STATUS_RANK["in_progress"]))


def _client(known: Mapping[str, Any], ordered: Sequence[Event]) -> str | None:
    """The stored client for ever; accepted events name no other."""
    named = (event.order.client_id for event in ordered if event.order.client_id)
    return known.get("client_id") or next(named, None)


def _most_links(known: Mapping[str, Any], ordered: Sequence[Event]) -> int | None:
    seen = [known.get("links_delivered"), *(event.order.links_delivered for event in ordered)]
    return max((count for count in seen if count is not None), default=None)


def _described(
    name: str, known: Mapping[str, Any], fresh: Sequence[Event], ordered: Sequence[Event]
) -> Any:
    for event in reversed(fresh):
        if name in event.order.given:
            return getattr(event.order, name)
    if known.get(name) is not None:
        return known[name]
    told = (getattr(event.order, name) for event in reversed(ordered))
    return next((value for value in told if value is not None), None)


def _flags(
    known: Mapping[str, Any], events: Iterable[Event], marks: Iterable[str], client_id: str | None
) -> tuple[str, ...]:
    words = {*(known.get("flags") or "").split(), *marks}
    for event in events:
        words.update(event.flags, event.order.flags)
    if client_id is not None:
        words.discard("unassigned")
    return tuple(sorted(words))


def _clocks(known: Mapping[str, Any], ordered: Sequence[Event]) -> dict[str, datetime | None]:
    """Bounds of when the order closed, from polls and events alike."""
    closed = [event.at for event in ordered if event.order.status in CLOSED]
    still_open = [event.at for event in ordered if event.order.status not in CLOSED]
    delivered = [event.at for event in ordered if _is_delivery(event)]
    first_closed = _least(known.get("first_seen_closed_at"), *closed)
    last_open = max(_present(known.get("last_seen_open_at"), *still_open), default=None)
    return {
        "first_seen_at": _least(known.get("first_seen_at"), *(event.at for event in ordered)),
        "first_seen_closed_at": first_closed,
        # Cut at the closing and not left out beyond it: a minimum knows no order of arrival.
        "last_seen_open_at": _least(last_open, first_closed) if last_open else None,
        "delivered_event_at": _least(known.get("delivered_event_at"), *delivered),
    }


def _is_delivery(event: Event) -> bool:
    return event.type == "order.delivered" and event.order.status == "delivered"


def _promise(
    known: Mapping[str, Any], ordered: Sequence[Event], polled_promise: Promise | None
) -> datetime | None:
    """The estimate that was given first (G19)."""
    given = [
        (event.at, event.order.estimated_delivery_at)
        for event in ordered
        if event.order.estimated_delivery_at is not None
    ]
    if polled_promise:
        given.append(polled_promise)
    return min(given)[1] if given else known.get("first_promised_at")


def _least(*times: datetime | None) -> datetime | None:
    return min(_present(*times), default=None)


def _present(*times: datetime | None) -> list[datetime]:
    return [time for time in times if time is not None]
