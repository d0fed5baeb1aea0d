"""Times: whatever a vendor writes, as naive UTC.

`Z` and offsets are converted; a time without zone is taken as UTC and flagged `assumed_utc`, epoch
numbers `epoch`, a `:60` second becomes `:59` with `leap_second`. Gap G18 of the podcast contract.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from data.models.fields import Unfit

EARLIEST = datetime(2015, 1, 1)
TEN_YEARS = timedelta(days=3653)
SKEW = timedelta(minutes=1)

_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\dZ", re.ASCII).fullmatch
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,12}))?)?)?"
    r" ?(Z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII | re.IGNORECASE,
).fullmatch
_EPOCH_TEXT = re.compile(r"\d{9,13}(\.\d+)?", re.ASCII).fullmatch


class Moments:
    """Reads the times of the rows that were fetched at one moment (naive UTC)."""

    __slots__ = ("_latest", "_skewed")

    def __init__(self, seen_at: datetime) -> None:
        self._latest = seen_at + TEN_YEARS
        self._skewed = seen_at + SKEW

    def plan(self, value: Any, flags: list[str]) -> datetime | None:
        """A time that may lie ahead (an estimate, a due date)."""
        if value == "":
            return None
        moment = _read(value, flags)
        if EARLIEST <= moment <= self._latest:
            return moment
        raise Unfit("out_of_range")

    def event(self, value: Any, flags: list[str]) -> datetime | None:
        """A time of something that has happened; one ahead of us is flagged `clock_skew`."""
        moment = self.plan(value, flags)
        if moment is not None and moment > self._skewed:
            flags.append("clock_skew")
        return moment


@lru_cache(maxsize=16)
def moments(seen_at: datetime) -> Moments:
    """The reader of times for everything fetched at this moment."""
    return Moments(seen_at)


def _read(value: Any, flags: list[str]) -> datetime:
    try:
        if type(value) is str:
            if _USUAL(value):
                return datetime.fromisoformat(value[:-1])
            return _from_text(value.strip(), flags)
        if type(value) is int or type(value) is float:
            return _from_epoch(value, flags)
    except (ValueError, OverflowError, OSError):
        raise Unfit("bad_timestamp") from None
    raise Unfit("bad_timestamp")


def _from_text(value: str, flags: list[str]) -> datetime:
    if _EPOCH_TEXT(value):
        return _from_epoch(float(value), flags)
    parts = _ISO(value)
    if parts is None:
        raise Unfit("bad_timestamp")
    date, minute, second, fraction, zone = parts.groups()
    if second == "60":
        flags.append("leap_second")
        second, fraction = "59", None
    clock = f"{minute or '00:00'}:{second or '00'}.{(fraction or '')[:6]:0<6}"
    return _to_utc(datetime.fromisoformat(f"{date}T{clock}"), zone, flags)


def _to_utc(moment: datetime, zone: str | None, flags: list[str]) -> datetime:
    if zone is None:
        flags.append("assumed_utc")
        return moment
    if zone in "Zz":
        return moment
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 23 or minutes > 59:
        raise Unfit("bad_timestamp")
    offset = timedelta(hours=hours, minutes=minutes)
    return moment + offset if zone[0] == "-" else moment - offset


def _from_epoch(value: float, flags: list[str]) -> datetime:
    """Seconds or milliseconds since 1970; from 10^11 on they can only be milliseconds."""
    seconds = value / 1000 if abs(value) >= 1e11 else value
    moment = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
    flags.append("epoch")
    return moment
