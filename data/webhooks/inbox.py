"""What the route does: verify the raw bytes, store them, and only then say 200.

Storing appends without the write lock: behind it an answer would wait for a running sync (median
386 ms, at worst 3.7 s). What arrives at one moment is stored in one transaction, because beside a
sync most of its time is waiting: for the interpreter after each statement, for the log to be on
the disk.

These commits are not in the commit counter (data/commits.py): its one row belongs to the writer.
The next batch that is applied, a moment later, is; until then every sync knows what a lost event
would have told.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data.errors import WarehouseError
from data.schema import webhook_events
from data.settings import Settings
from data.warehouse import Warehouse
from data.webhooks import signatures

MAX_BODY_BYTES = 1024 * 1024
RETRY_AFTER_SECONDS = 30

_BINARY = "base64:"
_CONFLICTS = (duckdb.ConstraintException, duckdb.TransactionException)
_PAUSES = (0.005, 0.02, 0.05)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it came; `received_at` is naive UTC."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to answer: `reason` is a stable word, `retry_after` the seconds of that header."""

    http_status: int
    outcome: Literal["stored", "duplicate", "rejected"]
    reason: str
    retry_after: int | None = None


_STORED = Verdict(200, "stored", "ok")
_DUPLICATE = Verdict(200, "duplicate", "duplicate")
NOT_STORED = Verdict(503, "rejected", "not_stored", RETRY_AFTER_SECONDS)
_NOT_CONFIGURED = Verdict(503, "rejected", "not_configured", RETRY_AFTER_SECONDS)


def receive(warehouse: Warehouse, settings: Settings, arrivals: Sequence[Arrival]) -> list[Verdict]:
    """Judge requests, one verdict each; the body of every 200 is in the warehouse.

    A body that is authentic but unreadable is stored as well: a 4xx would make the sender repeat it
    for days, and then switch us off.
    """
    own = settings.podcast_backlinks.webhook_secrets
    secrets = [text.encode() for secret in own if (text := secret.get_secret_value())]
    refused = [_refusal(arrival, secrets) for arrival in arrivals]
    authentic = [
        arrival for arrival, verdict in zip(arrivals, refused, strict=True) if verdict is None
    ]
    stored = iter(_stored(warehouse, authentic))
    return [verdict or next(stored) for verdict in refused]


def store(warehouse: Warehouse, body: bytes, received_at: datetime) -> bool:
    """Append a body that is known to be authentic; False if the same bytes were there before.

    When it returns, the row is committed. Raises SQLAlchemyError when that could not be done.
    """
    row = _row(body, received_at)
    return row["body_sha256"] in _append(warehouse, [row])


def body_text(body: bytes) -> str:
    """The body for a text column: as it is, or marked base64 where it is not UTF-8."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = _BINARY
    if text.startswith(_BINARY) or "\0" in text:
        return _BINARY + base64.b64encode(body).decode("ascii")
    return text


def body_bytes(text: str) -> bytes:
    """The bytes that `body_text` was given."""
    if text.startswith(_BINARY):
        return base64.b64decode(text.removeprefix(_BINARY))
    return text.encode("utf-8")


def _refusal(arrival: Arrival, secrets: Sequence[bytes]) -> Verdict | None:
    if not secrets:
        return _NOT_CONFIGURED
    reason = signatures.refusal(_signature(arrival.headers), arrival.body, secrets)
    return Verdict(401, "rejected", reason) if reason else None


def _signature(headers: Mapping[str, str]) -> str | None:
    wanted = signatures.HEADER.lower()
    return next((value for name, value in headers.items() if name.lower() == wanted), None)


def _stored(warehouse: Warehouse, arrivals: Sequence[Arrival]) -> list[Verdict]:
    """All in one transaction; if that fails each in its own, for one may be to blame."""
    rows = [_row(arrival.body, arrival.received_at) for arrival in arrivals]
    try:
        new = _append(warehouse, rows)
    except SQLAlchemyError as error:
        if len(arrivals) > 1:
            return [verdict for one in arrivals for verdict in _stored(warehouse, [one])]
        # Not the error's text: it quotes the body.
        cause = type(getattr(error, "orig", error)).__name__
        log.error("A webhook could not be stored (%s)", cause)
        return [NOT_STORED]
    verdicts = []
    for row in rows:
        verdicts.append(_STORED if row["body_sha256"] in new else _DUPLICATE)
        new.discard(row["body_sha256"])  # its second copy in this batch is none
    return verdicts


def _row(body: bytes, received_at: datetime) -> dict[str, Any]:
    sha = hashlib.sha256(body).hexdigest()
    return {"body_sha256": sha, "body": body_text(body), "received_at": received_at}


def _append(warehouse: Warehouse, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Commit rows that are not there yet; returns their hashes."""
    if not rows:
        return set()
    unique = {row["body_sha256"]: row for row in rows}
    statement = (
        insert(webhook_events)
        .values(list(unique.values()))
        .on_conflict_do_nothing()
        .returning(webhook_events.c.body_sha256)
    )
    for pause in _PAUSES:
        try:
            return _committed(warehouse, statement)
        except DBAPIError as error:
            # Another transaction has the same body at this moment: a conflict in spite of the
            # clause. Its row is seen as soon as that one commits.
            if isinstance(error.orig, duckdb.FatalException):
                _open_again(warehouse)
            elif not isinstance(error.orig, _CONFLICTS):
                raise
            time.sleep(pause)
    return _committed(warehouse, statement)


def _committed(warehouse: Warehouse, statement: sa.Executable) -> set[str]:
    with warehouse.engine.begin() as connection:
        return set(connection.scalars(statement))


def _open_again(warehouse: Warehouse) -> None:
    """The first reader after a fatal error notices it, the second opens the database anew."""
    for _ in range(2):
        with suppress(WarehouseError, SQLAlchemyError), warehouse.read():
            pass
