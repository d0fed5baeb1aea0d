"""Bodies of webhooks once more: back into the line of events that wait to be applied.

An event is judged beside all other events of its order, so it goes the way of a new one. That is a
transaction of its own; if the process ends before it, the event is applied at the next start.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from data.http import Clock
from data.quarantine.held import Held, release
from data.schema import webhook_events
from data.warehouse import Warehouse
from data.webhooks import apply_pending
from data.webhooks.applying import ENDPOINT
from data.webhooks.events import Refusal, read_event
from data.webhooks.inbox import body_bytes


def is_event(held: Held) -> bool:
    """Whether the raw text is a whole event; a slot of one is not."""
    return held.endpoint == ENDPOINT and held.entity != "placements"


def refusal(held: Held) -> Refusal | None:
    """Why the body is still no event."""
    event = read_event(body_bytes(held.raw), _sha256(held), held.last_seen_at)
    return event if isinstance(event, Refusal) else None


def apply(warehouse: Warehouse, rows: Sequence[Held], clock: Clock) -> dict[str, str | None]:
    """Apply these events; by quarantine id None, or the reason why one is still held."""
    _put_back(warehouse, rows)
    apply_pending(warehouse, clock=clock)
    with warehouse.write() as connection:
        reasons = {row.quarantine_id: _reason(connection, row) for row in rows}
        applied = [quarantine_id for quarantine_id, reason in reasons.items() if reason is None]
        release(connection, applied, clock.now())
    return reasons


def _put_back(warehouse: Warehouse, rows: Sequence[Held]) -> None:
    with warehouse.write() as connection:
        connection.execute(
            sa.update(webhook_events)
            .where(webhook_events.c.body_sha256.in_([_sha256(row) for row in rows]))
            .values(outcome=None, reason=None)
        )


def _reason(connection: sa.Connection, held: Held) -> str | None:
    event = webhook_events.c
    found = sa.select(event.outcome, event.reason).where(event.body_sha256 == _sha256(held))
    row = connection.execute(found).one_or_none()
    if row is None:
        return "unknown_event"
    return str(row.reason) if row.outcome == "quarantined" else None


def _sha256(held: Held) -> str:
    """The key of the stored body: of one that names no order it stands beside the raw text."""
    is_nameless = held.entity == webhook_events.name and held.row_key is not None
    return str(held.row_key) if is_nameless else held.raw_sha256
