"""Every request to an engine on record: the intent before it is sent, the outcome after it.

One row of index_submissions per URL of the request. Intent, queue and quota change in one
transaction; so do outcome, queue and what the quota gets back.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.arrow import append
from data.indexing import queueing
from data.indexing.engines.meanings import Meaning
from data.indexing.engines.wire import Exchange
from data.indexing.queueing import Waiting
from data.indexing.quotas import Quota
from data.schema import index_queue, index_submissions
from data.warehouse import Warehouse


@dataclass(frozen=True)
class Attempt:
    """One request to be sent. `number` is 0 for the first try, then the retry's."""

    run_id: str
    engine: str
    host: str
    rows: tuple[Waiting, ...]
    number: int = 0
    waited_seconds: float = 0.0
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True)
class Record:
    """Keeps the attempts of one engine; `subject` is whom its quota counts."""

    warehouse: Warehouse
    engine: str
    quota: Quota

    def intend(self, attempt: Attempt, subject: str, at: datetime) -> bool:
        """Store that these URLs are about to be sent; False, and nothing, without quota."""
        with self.warehouse.write() as connection:
            if self.quota.room(connection, subject, at) < len(attempt.rows):
                return False
            append(connection, index_submissions, _rows(attempt, at))
            queueing.mark(
                connection,
                self.engine,
                attempt.rows,
                state="sending",
                reason=None,
                run_id=attempt.run_id,
                sent_at=at,
                requests=sa.func.coalesce(index_queue.c.requests, 0) + 1,
            )
            self.quota.spend(connection, subject, len(attempt.rows), at)
        return True

    def settle(
        self,
        attempt: Attempt,
        exchange: Exchange,
        meaning: Meaning,
        *,
        not_before_at: datetime | None = None,
    ) -> None:
        """Store what the engine answered, on the attempt and on its rows of the queue."""
        with self.warehouse.write() as connection:
            connection.execute(
                sa.update(index_submissions)
                .where(index_submissions.c.request_id == attempt.request_id)
                .values(
                    state=logged_state(meaning),
                    reason=meaning.reason,
                    http_status=exchange.status,
                    body=exchange.body,
                    finished_at=exchange.finished_at,
                )
            )
            changes = _queue_changes(meaning, exchange, not_before_at)
            queueing.mark(connection, self.engine, attempt.rows, **changes)

    def give_back(self, attempt: Attempt, subject: str, at: datetime) -> None:
        """The engine took none of these URLs: they do not count."""
        with self.warehouse.write(is_data=False) as connection:
            self.quota.spend(connection, subject, -len(attempt.rows), at)

    def last_answer_at(self) -> datetime | None:
        """When the last request of this engine ended, for gaps that hold over a restart."""
        sent = index_submissions.c
        ended = sa.func.max(sa.func.coalesce(sent.finished_at, sent.sent_at))
        with self.warehouse.read() as connection:
            return connection.scalar(sa.select(ended).where(sent.engine == self.engine))


def logged_state(meaning: Meaning) -> str:
    """The word in index_submissions: received, key_pending, retry, postponed or refused_…"""
    if meaning.state in ("received", "key_pending", "retry"):
        return meaning.state
    if meaning.reason == "quota":
        return "postponed"
    return (
        meaning.reason
        if meaning.state == "refused" and meaning.reason
        else (f"refused_{meaning.reason}")
    )


def _queue_changes(
    meaning: Meaning, exchange: Exchange, not_before_at: datetime | None
) -> dict[str, Any]:
    if meaning.is_accepted:
        accepted = {"accepted_at": exchange.finished_at, "not_before_at": None}
        return {"state": meaning.state, "reason": meaning.reason, **accepted}
    is_final = meaning.state == "refused" or meaning.reason == "not_owner"
    state = "refused" if is_final else "parked"
    return {"state": state, "reason": meaning.reason, "not_before_at": not_before_at}


def _rows(attempt: Attempt, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "run_id": attempt.run_id,
            "url_sha256": row.url_sha256,
            "url_canonical": row.url_canonical,
            "host": attempt.host,
            "engine": attempt.engine,
            "state": "sending",
            "attempt": attempt.number,
            "sent_at": at,
            "request_id": attempt.request_id,
            "campaign_id": row.campaign_id,
            "waited_seconds": attempt.waited_seconds,
        }
        for row in attempt.rows
    ]
