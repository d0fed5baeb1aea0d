"""Counters of what an engine takes in one of its days. They stand in the warehouse.

A use is counted before its request is sent: a crash then counts one too many, never one too few.
Google's day ends at midnight in California, 07:00 or 08:00 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from data.indexing.engines import google, inspection
from data.schema import index_quotas

PACIFIC = ZoneInfo("America/Los_Angeles")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Quota:
    """At most `limit` uses a day of `zone` for each subject: a host, a project, a property."""

    engine: str
    limit: int
    zone: ZoneInfo

    def day(self, at: datetime) -> str:
        """The engine's calendar day at a moment (naive UTC), as `2026-11-21`."""
        return self._local(at).date().isoformat()

    def resets_at(self, at: datetime) -> datetime:
        """When the day that holds `at` ends, naive UTC; days of 23 and 25 hours included."""
        tomorrow = self._local(at).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time.min, tzinfo=self.zone)
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def used(self, connection: sa.Connection, subject: str, at: datetime) -> int:
        """Our own count of today; requests from elsewhere are not in it."""
        found = sa.select(index_quotas.c.used).filter_by(**self._key(subject, at))
        return int(connection.scalar(found) or 0)

    def room(self, connection: sa.Connection, subject: str, at: datetime) -> int:
        """How many uses are left today; 0 once the engine itself said that the day is over."""
        columns = sa.select(index_quotas.c.used, index_quotas.c.exhausted_at)
        row = connection.execute(columns.filter_by(**self._key(subject, at))).one_or_none()
        if row is None:
            return self.limit
        return 0 if row.exhausted_at else max(0, self.limit - (row.used or 0))

    def spend(self, connection: sa.Connection, subject: str, uses: int, at: datetime) -> None:
        """Count uses; a negative number gives back what the engine did not take."""
        values = {"used": max(0, uses), "ceiling": self.limit}
        statement = insert(index_quotas).values(**self._key(subject, at), **values)
        total = sa.func.greatest(0, index_quotas.c.used + uses)
        connection.execute(self._upserted(statement, {"used": total, "ceiling": self.limit}))

    def exhaust(self, connection: sa.Connection, subject: str, at: datetime) -> None:
        """The engine said that today's quota is used up, whatever our own count says."""
        values = {"exhausted_at": at, "ceiling": self.limit}
        statement = insert(index_quotas).values(**self._key(subject, at), used=0, **values)
        connection.execute(self._upserted(statement, values))

    def _upserted(self, statement: Any, changes: dict[str, Any]) -> sa.Executable:
        key = ["engine", "subject", "day"]
        found: sa.Executable = statement.on_conflict_do_update(index_elements=key, set_=changes)
        return found

    def _key(self, subject: str, at: datetime) -> dict[str, str]:
        return {"engine": self.engine, "subject": subject, "day": self.day(at)}

    def _local(self, at: datetime) -> datetime:
        return at.replace(tzinfo=UTC).astimezone(self.zone)


GOOGLE_PUBLISH = Quota("google", google.PER_DAY, PACIFIC)
INSPECTIONS = Quota("url_inspection", inspection.PER_PROPERTY_AND_DAY, PACIFIC)


def indexnow(limit: int) -> Quota:
    """Our own ceiling per host and UTC day; IndexNow publishes none."""
    return Quota("indexnow", limit, _UTC)
