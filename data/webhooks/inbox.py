"""What the route does: verify the raw bytes, store them, and only then say 200.

Storing appends without the write lock: behind it an answer would wait for a running sync (median
386 ms, at worst 3.7 s, against 3-14 ms).
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

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


@dataclass(frozen=True)
class Verdict:
    """What to answer: `reason` is a stable word, `retry_after` the seconds of that header."""

    http_status: int
    outcome: Literal["stored", "duplicate", "rejected"]
    reason: str
    retry_after: int | None = None


def receive(
    warehouse: Warehouse,
    settings: Settings,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
) -> Verdict:
    """Judge one request; on 200 its body is in the warehouse. `received_at` is naive UTC.

    A body that is authentic but unreadable is stored as well: a 4xx would make the sender repeat it
    for days, and then switch us off.
    """
    own = settings.podcast_backlinks.webhook_secrets
    secrets = [text.encode() for secret in own if (text := secret.get_secret_value())]
    if not secrets:
        return Verdict(503, "rejected", "not_configured", RETRY_AFTER_SECONDS)
    refusal = signatures.refusal(_signature(headers), body, secrets)
    if refusal:
        return Verdict(401, "rejected", refusal)
    try:
        is_new = store(warehouse, body, received_at)
    except SQLAlchemyError as error:
        # Not the error's text: it quotes the body.
        log.error(
            "A webhook could not be stored (%s)", type(getattr(error, "orig", error)).__name__
        )
        return Verdict(503, "rejected", "not_stored", RETRY_AFTER_SECONDS)
    return Verdict(200, "stored", "ok") if is_new else Verdict(200, "duplicate", "duplicate")


def store(warehouse: Warehouse, body: bytes, received_at: datetime) -> bool:
    """Append a body that is known to be authentic; False if the same bytes were there before.

    When it returns, the row is committed. Raises SQLAlchemyError when that could not be done.
    """
    statement = (
        insert(webhook_events)
        .values(
            body_sha256=hashlib.sha256(body).hexdigest(),
            body=body_text(body),
            received_at=received_at,
        )
        .on_conflict_do_nothing()
        .returning(webhook_events.c.body_sha256)
    )
    for pause in _PAUSES:
        try:
            return _append(warehouse, statement)
        except DBAPIError as error:
            # The same body in another transaction at this moment: a conflict in spite of the
            # clause. Its row is seen as soon as that one commits.
            if not isinstance(error.orig, _CONFLICTS):
                raise
            time.sleep(pause)
    return _append(warehouse, statement)


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


def _append(warehouse: Warehouse, statement: sa.Executable) -> bool:
    with warehouse.engine.begin() as connection:
        return connection.scalar(statement) is not None


def _signature(headers: Mapping[str, str]) -> str | None:
    wanted = signatures.HEADER.lower()
    return next((value for name, value in headers.items() if name.lower() == wanted), None)
