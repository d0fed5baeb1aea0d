"""The filters of an export in words: the same for the command line and the HTTP route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from data import zones
from data.errors import ReportError
from data.reports import Filters

LISTS = {
    "client": "clients",
    "package": "packages",
    "niche": "niches",
    "platform": "platforms",
    "campaign": "campaigns",
    "sender": "senders",
}
NAMES = ("by", "from", "to", "against_from", "against_to", "as_of", "tz", *LISTS)


def filters(given: Mapping[str, Sequence[str]]) -> Filters:
    """Read `from`, `to`, `as_of`, `tz`, `by` and the lists; dates are inclusive.

    `against_from` and `against_to` are the other period of a comparison, both or neither.
    Raises ReportError with one sentence for a name or value that cannot be read.
    """
    unknown = sorted(set(given) - set(NAMES))
    if unknown:
        raise ReportError(f"Unknown option {unknown[0]!r}; use one of {', '.join(NAMES)}.")
    _require_text(given)
    start, end = _date(given, "from"), _date(given, "to")
    lists: dict[str, Any] = {
        field: tuple(sorted(set(given.get(name, ())))) for name, field in LISTS.items()
    }
    if start and end and start > end:
        raise ReportError(f"The range is empty: from {start} is after to {end}.")
    against = _date(given, "against_from"), _date(given, "against_to")
    if (against[0] is None) != (against[1] is None):
        raise ReportError("Give both against_from and against_to, or neither.")
    if against[0] and against[1] and against[0] > against[1]:
        raise ReportError(
            f"The compared range is empty: from {against[0]} is after to {against[1]}."
        )
    return Filters(
        start=start,
        end=end,
        zone=_zone(_one(given, "tz")),
        as_of=_time(_one(given, "as_of")),
        by=_one(given, "by"),
        against_start=against[0],
        against_end=against[1],
        **lists,
    )


def _require_text(given: Mapping[str, Sequence[str]]) -> None:
    """A command line may hand over bytes that are no UTF-8: Python keeps them as surrogates."""
    for name, values in given.items():
        for value in values:
            if any("\ud800" <= sign <= "\udfff" for sign in value):
                raise ReportError(f"{name} {value!r} is not UTF-8.")


def _one(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    values = [value for value in given.get(name, ()) if value]
    if len(values) > 1:
        raise ReportError(f"{name} was given {len(values)} times; give it once.")
    return values[0] if values else None


def _date(given: Mapping[str, Sequence[str]], name: str) -> date | None:
    text = _one(given, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ReportError(f"{name} {text!r} is not a date; write it like 2026-11-20.") from None


def _time(text: str | None) -> datetime | None:
    """A moment as naive UTC; a time without zone is UTC, a date alone its first second."""
    try:
        moment = datetime.fromisoformat(text) if text else None
        if moment is None or moment.tzinfo is None:
            return moment
        return moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ReportError(
            f"as_of {text!r} is not a time; write it like 2026-11-20T18:00:00Z."
        ) from None


def _zone(name: str | None) -> str:
    if name is None:
        return "UTC"
    if name not in zones.names():
        raise ReportError(f"tz {name!r} is not a time zone; write it like Europe/Berlin.")
    return name
