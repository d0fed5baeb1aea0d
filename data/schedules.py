"""Reports that go out by themselves: which are due, and what became of them.

A weekly report covers Monday to Sunday, a monthly one a calendar month, both in the schedule's own
zone; it falls due at 7:00 there on the day after. A run that was missed is made up for once, with
the latest whole period.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data import zones
from data.access import Scope
from data.errors import AccessDenied, ReportError
from data.http import SYSTEM_CLOCK
from data.models import fields
from data.schema import report_deliveries, report_schedules
from data.warehouse import Warehouse

CADENCES = ("weekly", "monthly")
MOST_RECIPIENTS = 20
_DUE_AT = time(7, 0)


@dataclass(frozen=True)
class Schedule:
    """Times are naive UTC; `sent_until` is the last day of the last period that went out."""

    schedule_id: str
    client_id: str
    cadence: str
    zone: str
    recipients: tuple[str, ...]
    created_by: str
    created_at: datetime
    sent_until: date
    sent_at: datetime | None
    last_error: str | None

    def due(self, now: datetime) -> tuple[date, date] | None:
        """First and last day of the period that should have gone out by `now`, if any."""
        start, end = last_period(self.cadence, self.zone, now)
        return (start, end) if end > self.sent_until else None


def last_period(cadence: str, zone: str, now: datetime) -> tuple[date, date]:
    """The latest whole week or month whose report is due at `now` (naive UTC)."""
    local = now.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    # Before seven o'clock yesterday's last period is still the latest.
    day = local.date() if local.time() >= _DUE_AT else local.date() - timedelta(days=1)
    if cadence == "weekly":
        end = day - timedelta(days=day.weekday() + 1)
        return end - timedelta(days=6), end
    end = day.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


def create(
    warehouse: Warehouse,
    *,
    client_id: str,
    cadence: str,
    zone: str,
    recipients: Sequence[str],
    created_by: str,
) -> Schedule:
    """Begin with the period that now runs. Raises ReportError for what cannot be sent."""
    if cadence not in CADENCES:
        raise ReportError(f"There is no cadence {cadence!r}; there are {', '.join(CADENCES)}.")
    if zone not in zones.names():
        raise ReportError(f"{zone!r} is not a time zone; write it like Europe/Berlin.")
    now = SYSTEM_CLOCK.now()
    schedule = Schedule(
        schedule_id=uuid.uuid4().hex,
        client_id=client_id,
        cadence=cadence,
        zone=zone,
        recipients=_addresses(recipients),
        created_by=created_by,
        created_at=now,
        sent_until=last_period(cadence, zone, now)[1],
        sent_at=None,
        last_error=None,
    )
    line = schedule.__dict__ | {"recipients": list(schedule.recipients)}
    with warehouse.write(is_data=False) as connection:
        connection.execute(sa.insert(report_schedules).values(line))
    return schedule


def listed(warehouse: Warehouse, scope: Scope) -> list[Schedule]:
    """Running schedules of clients in scope, oldest first."""
    with warehouse.read() as connection:
        rows = connection.execute(
            sa.select(report_schedules)
            .where(report_schedules.c.stopped_at.is_(None))
            .order_by(report_schedules.c.created_at, report_schedules.c.schedule_id)
        ).mappings()
        found = [_schedule(row) for row in rows]
    return [one for one in found if scope.clients is None or one.client_id in scope.clients]


def stop(warehouse: Warehouse, schedule_id: str, scope: Scope) -> None:
    """End a schedule of a client in scope."""
    if schedule_id not in {one.schedule_id for one in listed(warehouse, scope)}:
        raise AccessDenied("There is no such schedule.")
    _change(warehouse, schedule_id, stopped_at=SYSTEM_CLOCK.now())


def reached(warehouse: Warehouse, schedule_id: str, until: date) -> frozenset[str]:
    """The addresses that have the report of the period that ends on this day."""
    is_it = (report_deliveries.c.schedule_id == schedule_id) & (report_deliveries.c.until == until)
    with warehouse.read() as connection:
        return frozenset(connection.scalars(sa.select(report_deliveries.c.address).where(is_it)))


def note_reached(warehouse: Warehouse, schedule_id: str, until: date, address: str) -> None:
    """The mail server took this address's mail: a start after a kill must not send it again."""
    line = {"schedule_id": schedule_id, "until": until, "address": address}
    with warehouse.write(is_data=False) as connection:
        connection.execute(
            sa.insert(report_deliveries).values(line | {"delivered_at": SYSTEM_CLOCK.now()})
        )


def note_sent(
    warehouse: Warehouse, schedule_id: str, until: date, *, message: str | None = None
) -> None:
    """The period went out; `message` says what did not reach everybody."""
    sent = {"sent_until": until, "sent_at": SYSTEM_CLOCK.now(), "last_error": message}
    _change(warehouse, schedule_id, **sent)


def note_failure(warehouse: Warehouse, schedule_id: str, message: str) -> None:
    _change(warehouse, schedule_id, last_error=message)


def _change(warehouse: Warehouse, schedule_id: str, **values: object) -> None:
    with warehouse.write(is_data=False) as connection:
        connection.execute(
            sa.update(report_schedules)
            .where(report_schedules.c.schedule_id == schedule_id)
            .values(values)
        )


def _schedule(row: sa.RowMapping) -> Schedule:
    values = {name: row[name] for name in Schedule.__dataclass_fields__}
    return Schedule(**values | {"recipients": tuple(row["recipients"])})


def _addresses(recipients: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in recipients:
        flags: list[str] = []
        address = fields.email(text, flags)
        if address is None or "bad_email" in flags or not _is_one(text):
            raise ReportError(
                f"{text.strip()!r} is no e-mail address; write it like ann@example.com."
            )
        found.append(address)
    if not 1 <= len(found) <= MOST_RECIPIENTS:
        raise ReportError(f"A report goes to 1 to {MOST_RECIPIENTS} addresses.")
    return tuple(dict.fromkeys(found))


def _is_one(text: str) -> bool:
    """Of two addresses the second would be lost; =? begins an encoded word, which Python decodes,
    line breaks and all, when it writes the mail's head."""
    return text.count("@") == 1 and "=?" not in text
