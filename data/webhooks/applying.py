"""A batch of events into orders, slots, history and quarantine, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.arrow import registered, table_of
from data.models import Rejected
from data.schema import webhook_events
from data.sync import doubts
from data.sync.doubts import TERMINAL_CONFLICT, TYPE_MISMATCH
from data.sync.ledger import Ledger
from data.webhooks.events import Event, Refusal, by_order, read_event
from data.webhooks.folding import fold
from data.webhooks.judging import CLIENT_MISMATCH, Judgement, judge
from data.webhooks.known import Body, Known, known
from data.webhooks.storing import observe, store_orders, store_slots

ENDPOINT = "POST /webhooks/podcast-backlinks"

_FIELD = {CLIENT_MISMATCH: "client_id", TERMINAL_CONFLICT: "status"}


@dataclass(frozen=True)
class AppliedEvents:
    """How many events were news, changed nothing that counts, or went to the quarantine."""

    applied: int = 0
    stale: int = 0
    quarantined: int = 0

    def __add__(self, other: AppliedEvents) -> AppliedEvents:
        return AppliedEvents(
            self.applied + other.applied,
            self.stale + other.stale,
            self.quarantined + other.quarantined,
        )


@dataclass(frozen=True)
class Batch:
    """Some pending events in one transaction."""

    connection: sa.Connection
    ledger: Ledger
    now: datetime

    def apply(self, listed: Sequence[Body]) -> AppliedEvents:
        bodies = {body.body_sha256: body for body in listed}
        read = {sha: read_event(body.raw(), sha, body.received_at) for sha, body in bodies.items()}
        refused = {sha: item for sha, item in read.items() if isinstance(item, Refusal)}
        arrived = by_order(item for item in read.values() if isinstance(item, Event))
        judgements = self._apply_events(arrived)
        self._quarantine(bodies, refused, judgements)
        self._ask_for_details(refused.values(), judgements)
        self._mark([*_refused_marks(refused), *(self._judged_mark(one) for one in judgements)])
        counts = Counter(one.outcome for one in judgements)
        return AppliedEvents(
            counts["applied"], counts["stale"], counts["quarantined"] + len(refused)
        )

    def refuse(self, body: Body, reason: str) -> AppliedEvents:
        """Put one body into the quarantine without a look into it."""
        refused = {body.body_sha256: Refusal(reason)}
        self._quarantine({body.body_sha256: body}, refused, [])
        self._mark(_refused_marks(refused))
        return AppliedEvents(quarantined=1)

    def _apply_events(self, arrived: dict[str, list[Event]]) -> list[Judgement]:
        state = known(self.connection, list(arrived))
        judgements = [
            judgement
            for order_id, events in arrived.items()
            for judgement in judge(state.rows.get(order_id), state.events.get(order_id, ()), events)
        ]
        self._store(state, judgements)
        return judgements

    def _store(self, state: Known, judgements: Sequence[Judgement]) -> None:
        accepted = by_order(one.event for one in judgements if one.is_accepted)
        in_conflict = {one.event.order_id for one in judgements if one.reason == TERMINAL_CONFLICT}
        every = {
            order_id: [*state.events.get(order_id, ()), *accepted.get(order_id, ())]
            for order_id in {*accepted, *in_conflict}
        }
        store_orders(
            self.connection,
            [
                fold(
                    order_id,
                    state.rows.get(order_id),
                    events,
                    new=accepted.get(order_id, ()),
                    polled_promise=state.promises.get(order_id),
                    marks=[TERMINAL_CONFLICT] if order_id in in_conflict else [],
                )
                for order_id, events in every.items()
            ],
        )
        new = {event.body_sha256 for events in accepted.values() for event in events}
        store_slots(self.connection, state, every, new)
        observe(self.connection, state, [one.event for one in judgements if one.is_accepted])

    def _quarantine(
        self,
        bodies: dict[str, Body],
        refused: dict[str, Refusal],
        judgements: Sequence[Judgement],
    ) -> None:
        rejected = [_rejected(bodies[sha], refusal) for sha, refusal in refused.items()]
        for one in judgements:
            if not one.is_accepted:
                raw = bodies[one.event.body_sha256].body
                field = _FIELD[one.reason]
                rejected.append(Rejected("orders", one.event.order_id, one.reason, field, raw))
            else:
                rejected.extend(one.event.order.rejected)
        self.ledger.reject(self.connection, ENDPOINT, rejected)

    def _ask_for_details(self, refused: Iterable[Refusal], judgements: Iterable[Judgement]) -> None:
        reasons = {refusal.order_id: refusal.reason for refusal in refused if refusal.order_id}
        for one in judgements:
            if one.needs_detail:
                is_conflict = one.reason == TERMINAL_CONFLICT
                reasons[one.event.order_id] = one.reason if is_conflict else TYPE_MISMATCH
        doubts.ask(self.connection, reasons, self.now)

    def _judged_mark(self, one: Judgement) -> dict[str, Any]:
        event = one.event
        return {
            "body_sha256": event.body_sha256,
            "event_type": event.type,
            "order_id": event.order_id,
            "event_at": event.at,
            "outcome": one.outcome,
            "reason": one.reason,
            "applied_at": self.now if one.is_accepted else None,
        }

    def _mark(self, marks: list[dict[str, Any]]) -> None:
        """Note on each event what became of it; only then it is no longer pending."""
        names = ("event_type", "order_id", "event_at", "outcome", "reason", "applied_at")
        with registered(self.connection, "marks", table_of(webhook_events, marks)) as given:
            self.connection.execute(
                sa.update(webhook_events)
                .values({name: given.c[name] for name in names})
                .where(webhook_events.c.body_sha256 == given.c.body_sha256)
            )


def _rejected(body: Body, refusal: Refusal) -> Rejected:
    """With an order id it can be released by a good read of that order, else by nobody."""
    if refusal.order_id:
        return Rejected("orders", refusal.order_id, refusal.reason, refusal.field, body.body)
    return Rejected("webhook_events", body.body_sha256, refusal.reason, refusal.field, body.body)


def _refused_marks(refused: dict[str, Refusal]) -> list[dict[str, Any]]:
    return [
        {
            "body_sha256": sha,
            "event_type": refusal.type,
            "order_id": refusal.order_id,
            "outcome": "quarantined",
            "reason": refusal.reason,
        }
        for sha, refusal in refused.items()
    ]
