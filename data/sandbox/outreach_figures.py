"""Counts over rows that both dialects publish, each dialect with its own denominators."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from data.sandbox.outreach_rows import Attempt


def share(part: int, whole: int) -> float:
    """A fraction with four decimals; nothing out of nothing is 0.0, as the servers have it."""
    return round(part / whole, 4) if whole else 0.0


def sent(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Attempts whose e-mail left the house."""
    return [row for row in attempts if row.status == "sent"]


def sends_by_day(attempts: Iterable[Attempt], since: datetime) -> Counter[date]:
    """E-mails per UTC day since a moment."""
    return Counter(row.sent_at.date() for row in attempts if row.sent_at and row.sent_at >= since)


def days_until(last: date, days: int) -> list[date]:
    """``days`` calendar days ending with ``last``."""
    return [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
