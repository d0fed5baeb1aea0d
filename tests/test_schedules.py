"""Scheduled reports: which period is due when, and that each goes out once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from data import schedules
from data.access import Scope
from data.errors import AccessDenied, ReportError
from data.schedules import last_period
from data.warehouse import Warehouse


@pytest.mark.parametrize(
    ("cadence", "zone", "now", "period"),
    [
        ("weekly", "UTC", datetime(2026, 11, 16, 7), (date(2026, 11, 9), date(2026, 11, 15))),
        ("weekly", "UTC", datetime(2026, 11, 16, 6, 59), (date(2026, 11, 2), date(2026, 11, 8))),
        ("weekly", "UTC", datetime(2026, 11, 22, 23), (date(2026, 11, 9), date(2026, 11, 15))),
        ("weekly", "Asia/Tokyo", datetime(2026, 11, 15, 22),
         (date(2026, 11, 9), date(2026, 11, 15))),
        ("monthly", "UTC", datetime(2026, 11, 1, 7), (date(2026, 10, 1), date(2026, 10, 31))),
        ("monthly", "UTC", datetime(2026, 11, 1, 6), (date(2026, 9, 1), date(2026, 9, 30))),
        ("monthly", "UTC", datetime(2027, 1, 5), (date(2026, 12, 1), date(2026, 12, 31))),
        # the clocks go back on this night: seven o'clock is an hour later in UTC
        ("weekly", "Europe/Berlin", datetime(2026, 10, 26, 5),
         (date(2026, 10, 12), date(2026, 10, 18))),
        ("weekly", "Europe/Berlin", datetime(2026, 10, 26, 6),
         (date(2026, 10, 19), date(2026, 10, 25))),
    ],
)  # fmt: skip
def test_the_latest_whole_period(
    cadence: str, zone: str, now: datetime, period: tuple[date, date]
) -> None:
    assert last_period(cadence, zone, now) == period


def begun(warehouse: Warehouse) -> schedules.Schedule:
    return schedules.create(
        warehouse,
        client_id="cus_42",
        cadence="weekly",
        zone="UTC",
        recipients=["Ann <Ann@Example.com>", "ann@example.com"],
        created_by="owner",
    )


def test_a_new_schedule_begins_with_the_period_that_runs(warehouse: Warehouse) -> None:
    schedule = begun(warehouse)
    assert schedule.recipients == ("ann@example.com",)
    assert schedule.due(schedule.created_at) is None


def test_a_period_goes_out_once(warehouse: Warehouse) -> None:
    schedule = begun(warehouse)
    later = datetime(2031, 1, 6, 8)
    start, end = schedule.due(later) or pytest.fail("nothing is due")
    assert (end - start).days == 6
    schedules.note_failure(warehouse, schedule.schedule_id, "no server")
    (kept,) = schedules.listed(warehouse, Scope.everything())
    assert kept.due(later) == (start, end) and kept.last_error == "no server"
    schedules.note_sent(warehouse, schedule.schedule_id, end)
    (kept,) = schedules.listed(warehouse, Scope.everything())
    assert kept.due(later) is None and kept.last_error is None


def test_only_who_sees_the_client_ends_its_schedule(warehouse: Warehouse) -> None:
    schedule = begun(warehouse)
    with pytest.raises(AccessDenied):
        schedules.stop(warehouse, schedule.schedule_id, Scope.of(["cus_07"]))
    schedules.stop(warehouse, schedule.schedule_id, Scope.of(["cus_42"]))
    assert not schedules.listed(warehouse, Scope.everything())


@pytest.mark.parametrize(
    "recipients",
    [
        [],
        ["nobody"],
        ["ok@example.com", ""],
        ["ann@example.com; bob@example.com"],
        ["<ann@example.com> <bob@example.com>"],
        ["a@=?utf-8?q?=0D=0ABcc=3A_evil?="],
        ["=?utf-8?q?=0D=0ABcc?=@example.com"],
    ],
)
def test_addresses_that_no_mail_reaches_are_refused(
    warehouse: Warehouse, recipients: list[str]
) -> None:
    with pytest.raises(ReportError):
        schedules.create(
            warehouse,
            client_id="cus_42",
            cadence="weekly",
            zone="UTC",
            recipients=recipients,
            created_by="owner",
        )
