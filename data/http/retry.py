"""What is tried again, how often and after how long (podcast contract, 3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from random import Random

from data.errors import SourceError

LONGEST_PAUSE = 300.0  # seconds; a vendor who asks for more gets another sync, not a sleeping one


class Fault(StrEnum):
    """The kinds of failure that differ in whether trying again can help."""

    CONNECT = "connect"  # nothing was sent: refused, DNS, connect time-out
    RESET = "reset"  # an established connection was cut before the answer
    TRANSPORT = "transport"  # read time-out, incomplete body
    THROTTLED = "throttled"  # 429
    SERVER = "server"  # 5xx
    BODY = "body"  # 2xx with a body that is not an answer
    FINAL = "final"  # an answer, a wrong certificate, a redirect: the same again next time


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Attempts in all by kind of failure; a kind that is not named is never tried again.

    `at_once` are kinds whose first repeat needs no pause, because a new connection is the cure.
    """

    attempts: Mapping[Fault, int]
    at_once: frozenset[Fault] = frozenset()


READ = RetryPolicy(
    {
        Fault.CONNECT: 5,
        Fault.RESET: 6,
        Fault.TRANSPORT: 6,
        Fault.THROTTLED: 6,
        Fault.SERVER: 6,
        Fault.BODY: 3,
    }
)
# The vendor knows the repeat by its Idempotency-Key, so it is as safe as a read.
KEYED_WRITE = READ
# Only what the vendor cannot have acted upon.
UNKEYED_WRITE = RetryPolicy({Fault.CONNECT: 5, Fault.THROTTLED: 6})


class Failure(Exception):
    """One attempt that brought no answer.

    `error` is what to raise if it was the last, `outcome` the word for the request log and
    `retry_after` the vendor's wish in seconds.
    """

    def __init__(
        self,
        fault: Fault,
        error: SourceError,
        *,
        outcome: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(error.message)
        self.fault, self.error, self.retry_after = fault, error, retry_after
        self.outcome = outcome or error.reason


def pause(policy: RetryPolicy, failure: Failure, attempt: int, random: Random) -> float | None:
    """Seconds to wait after attempt number `attempt` (from 1), or None to give up."""
    if attempt >= policy.attempts.get(failure.fault, 1):
        return None
    if failure.retry_after is not None:
        return failure.retry_after + random.uniform(0, 1)
    if attempt == 1 and failure.fault in policy.at_once:
        return 0.0
    cap = min(60.0, 2.0 ** (attempt - 1))
    if failure.fault is Fault.THROTTLED:
        return 1 + random.uniform(0, cap)
    return random.uniform(0.25, cap)


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header: a number or an HTTP date; `now` is naive UTC.

    Dates gone by, zero, negatives and garbage count as absent.
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", text):
        return float(text) or None
    try:
        at = parsedate_to_datetime(text)
        utc = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    except (ValueError, OverflowError):  # the last hours of year 9999 have no UTC
        return None
    seconds = (utc - now).total_seconds()
    return seconds if seconds > 0 else None
