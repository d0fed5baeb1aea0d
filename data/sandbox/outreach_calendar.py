"""Working hours, mailbox polls and the nights on which clocks change."""

from calendar import monthrange
from datetime import datetime, timedelta
from random import Random

_SATURDAY = 5
_POLL_HOURS = 6


def working_moment(earliest: datetime, rng: Random) -> datetime:
    """A moment in office hours (07:00-16:00 UTC), on ``earliest``'s day or soon after.

    Weekends move to the next week, which gives sends their weekly rhythm.
    """
    day = earliest.replace(hour=0, minute=0, second=0, microsecond=0)
    if earliest.hour >= 16:
        day += timedelta(days=1)
    if day.weekday() >= _SATURDAY:
        day += timedelta(days=7 - day.weekday() + rng.randrange(4))
        earliest = day
    opens = max(earliest, day + timedelta(hours=7))
    closes = day + timedelta(hours=16)
    return opens + (closes - opens) * rng.random()


def next_poll(written_at: datetime) -> datetime:
    """When the mailbox is next looked into by itself: at 05:30, 11:30, 17:30 or 23:30 UTC.

    A poll takes a while, so a mail is found some seconds after that (the same for the same mail).
    """
    first = written_at.replace(hour=5, minute=30, second=0, microsecond=0) - timedelta(days=1)
    rounds = (written_at - first) // timedelta(hours=_POLL_HOURS) + 1
    lag = timedelta(milliseconds=(written_at.microsecond // 100 + written_at.second * 137) % 40_000)
    return first + timedelta(hours=_POLL_HOURS * rounds) + lag


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)


def clock_changes(before: datetime) -> list[datetime]:
    """The European clock changes (01:00 UTC) of the year before ``before``, latest first."""
    changes = [
        _last_sunday(year, month) + timedelta(hours=1)
        for year in (before.year - 1, before.year)
        for month in (3, 10)
    ]
    a_year_ago = before - timedelta(days=366)
    return sorted((c for c in changes if a_year_ago < c < before), reverse=True)
