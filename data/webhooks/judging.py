"""Which events of an order count, and what each of them was: news, a repeat, or a contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.models import STATUS_RANK
from data.sync.doubts import TERMINAL_CONFLICT, TYPE_MISMATCH
from data.webhooks.events import Event

CLOSED = ("delivered", "failed")
CLIENT_MISMATCH = "client_mismatch"

Outcome = Literal["applied", "stale", "quarantined"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of one event; a stale one changes nothing that counts."""

    event: Event
    outcome: Outcome
    reason: str

    @property
    def is_accepted(self) -> bool:
        return self.outcome != "quarantined"

    @property
    def needs_detail(self) -> bool:
        """Only the vendor's own answer for this order can tell."""
        return self.reason == TERMINAL_CONFLICT or TYPE_MISMATCH in self.event.flags


def judge(
    stored: Mapping[str, Any] | None, accepted: Iterable[Event], pending: Sequence[Event]
) -> list[Judgement]:
    """Judge pending events of one order in the order of their arrival.

    `stored` is its row of `orders`, `accepted` are events that were taken before.
    """
    known = _Known.of(stored or {}, accepted)
    return [known.take(event) for event in sorted(pending, key=_arrival)]


def _arrival(event: Event) -> tuple[object, ...]:
    return event.received_at, event.body_sha256


@dataclass
class _Known:
    """What we hold to be true of an order while its events are judged one by one."""

    client_id: str | None
    status: str | None
    links: int
    identities: set[tuple[object, ...]]

    @classmethod
    def of(cls, stored: Mapping[str, Any], accepted: Iterable[Event]) -> _Known:
        return cls(
            stored.get("client_id"),
            stored.get("status"),
            stored.get("links_delivered") or 0,
            {event.identity for event in accepted},
        )

    def take(self, event: Event) -> Judgement:
        order = event.order
        if None not in (self.client_id, order.client_id) and self.client_id != order.client_id:
            return Judgement(event, "quarantined", CLIENT_MISMATCH)
        if self.status in CLOSED and order.status in CLOSED and self.status != order.status:
            return Judgement(event, "quarantined", TERMINAL_CONFLICT)
        self.client_id = self.client_id or order.client_id
        if event.identity in self.identities:
            return Judgement(event, "stale", "no_change")
        self.identities.add(event.identity)
        if self._is_ahead_of(event):
            return Judgement(event, "stale", "older_than_state")
        self._advance(event)
        return Judgement(event, "applied", event.flags[0] if event.flags else "ok")

    @property
    def _rank(self) -> int:
        """A status we do not know is on its way, as in every sync."""
        unknown = STATUS_RANK["in_progress"]
        return -1 if self.status is None else STATUS_RANK.get(self.status, unknown)

    def _is_ahead_of(self, event: Event) -> bool:
        links = event.order.links_delivered or 0
        return links <= self.links and (event.rank, links) < (self._rank, self.links)

    def _advance(self, event: Event) -> None:
        self.links = max(self.links, event.order.links_delivered or 0)
        if event.rank > self._rank:
            self.status = event.order.status
