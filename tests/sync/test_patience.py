"""What was asked in vain is asked again later and later, and links are read at certain ages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from data.sync import due, vain
from data.sync.due import LINK_AGES, READ_AHEAD
from data.sync.order_rules import NO_REPORT
from data.warehouse import Warehouse
from tests.sync.reading import HOUR, NOON, order, read, read_reports, slot, stored_order
from tests.sync.test_due import LINK, details, report, reports

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
LIVE_AT = NOON - HOUR  # of every link in tests/sync/reading.py


def asked_in_vain(
    warehouse: Warehouse, kind: str, is_due: Callable[[datetime], bool], until: timedelta
) -> list[timedelta]:
    """Ages at which one asks that looks often at first and seldom later, and gets no answer."""
    ages, at = [], NOON
    while at - NOON <= until:
        if is_due(at):
            ages.append(at - NOON)
            with warehouse.write() as connection:
                vain.note(connection, kind, ["ord_1"], at)
        at += max(5 * MINUTE, (at - NOON) / 8)
    return ages


def test_a_report_that_never_comes_is_asked_for_a_dozen_times_in_two_weeks(
    warehouse: Warehouse,
) -> None:
    read(warehouse, [order(links_delivered=0)], NOON - HOUR)
    read(warehouse, [order(status="delivered", links_delivered=0)])
    ages = asked_in_vain(
        warehouse, vain.REPORT, lambda at: reports(warehouse, at) == ["ord_1"], 40 * DAY
    )
    assert ages[:3] == [0 * MINUTE, 10 * MINUTE, 20 * MINUTE]
    assert len(ages) <= 13 and 14 * DAY <= ages[-1] < 40 * DAY
    with warehouse.read() as connection:
        assert due.reports_given_up(connection) == ["ord_1"]


def test_an_old_delivery_without_a_report_is_asked_once_more_two_weeks_later(
    warehouse: Warehouse,
) -> None:
    old = order(status="delivered", created_at="2025-12-01T10:00:00Z")
    read(warehouse, [old])
    ages = asked_in_vain(warehouse, vain.REPORT, lambda at: reports(warehouse, at) != [], 20 * DAY)
    assert len(ages) == 2
    assert ages[0] == timedelta(0) and ages[1] >= vain.PATIENCE


def fail(warehouse: Warehouse, kind: str, at: datetime) -> None:
    with warehouse.write() as connection:
        vain.note(connection, kind, ["ord_1"], at, is_fault=True)


def test_a_fault_says_nothing_about_an_old_delivery(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered", created_at="2025-12-01T10:00:00Z")])
    fail(warehouse, vain.REPORT, NOON)
    assert reports(warehouse, NOON + 9 * MINUTE) == []
    assert reports(warehouse, NOON + 10 * MINUTE) == ["ord_1"]
    with warehouse.read() as connection:
        assert due.reports_given_up(connection) == []


def test_a_question_that_always_fails_is_asked_seldom_but_for_ever(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered")])
    at, asked = NOON, []
    while at < NOON + 40 * DAY:
        if reports(warehouse, at):
            asked.append(at)
            fail(warehouse, vain.REPORT, at)
        at += 8 * HOUR
    assert asked[-1] > NOON + 38 * DAY
    assert len(asked) <= 45


def test_a_fault_begins_the_wait_for_an_answer_anew(warehouse: Warehouse) -> None:
    read(warehouse, [order(links_delivered=0)], NOON - HOUR)
    read(warehouse, [order(status="delivered", links_delivered=0)])
    asked_in_vain(warehouse, vain.REPORT, lambda at: reports(warehouse, at) != [], 12 * DAY)
    fail(warehouse, vain.REPORT, NOON + 13 * DAY)
    with warehouse.write() as connection:
        vain.note(connection, vain.REPORT, ["ord_1"], NOON + 15 * DAY)
    with warehouse.read() as connection:
        assert due.reports_given_up(connection) == []


def test_a_report_that_comes_after_all_takes_the_flag_away(warehouse: Warehouse) -> None:
    flagged = order(status="delivered", placements=[slot("spotify", LINK)])
    read(warehouse, [flagged])
    with warehouse.write() as connection:
        connection.exec_driver_sql("update orders set flags = 'no_report normalised'")
    read(warehouse, [flagged], NOON + HOUR)
    assert stored_order(warehouse).flags == NO_REPORT
    read_reports(warehouse, [report({"platform": "spotify", "url": LINK})])
    assert stored_order(warehouse).flags is None


def test_an_order_that_shows_no_links_waits_until_it_changes(warehouse: Warehouse) -> None:
    read(warehouse, [order(links_delivered=1)])
    ages = asked_in_vain(warehouse, vain.LINKS, lambda at: details(warehouse, at) != [], DAY)
    assert len(ages) <= 10
    assert details(warehouse, NOON + DAY) == []
    read(warehouse, [order(links_delivered=2)], NOON + DAY + HOUR)
    assert details(warehouse, NOON + DAY + HOUR) == ["ord_1"]


def test_an_answer_ends_the_waiting(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered")])
    with warehouse.write() as connection:
        vain.note(connection, vain.REPORT, ["ord_1", "ord_2"], NOON)
    assert reports(warehouse, NOON + MINUTE) == []
    with warehouse.write() as connection:
        vain.forget(connection, vain.REPORT, ["ord_1"])
    assert reports(warehouse, NOON + MINUTE) == ["ord_1"]


def closed(indexed: bool = False) -> object:
    placements = [slot("spotify", LINK, indexed=indexed)]
    return order(status="delivered", links_delivered=1, placements=placements)


@pytest.mark.parametrize("age", LINK_AGES)
def test_a_link_of_a_closed_order_is_read_shortly_before_each_age(
    warehouse: Warehouse, age: timedelta
) -> None:
    due_at = LIVE_AT + age - READ_AHEAD
    read(warehouse, [closed()], due_at - SECOND)
    assert details(warehouse, due_at - SECOND) == []
    assert details(warehouse, due_at) == ["ord_1"]
    read(warehouse, [closed()], due_at, origin="detail")
    assert details(warehouse, due_at + SECOND) == []


def test_a_fault_does_not_end_the_reads_of_an_old_link(warehouse: Warehouse) -> None:
    read(warehouse, [closed()], LIVE_AT)
    fail(warehouse, vain.LINKS, LIVE_AT + 28 * DAY)
    assert details(warehouse, LIVE_AT + 28 * DAY + HOUR) == ["ord_1"]


def test_a_fault_does_not_stop_the_beat_of_an_unchanged_order(warehouse: Warehouse) -> None:
    waiting = order(links_delivered=1, placements=[slot("spotify", LINK)])
    read(warehouse, [waiting])
    read(warehouse, [waiting], NOON + 10 * DAY, origin="detail")
    beat_at = NOON + 10 * DAY + due.INDEX_BEAT + SECOND
    assert details(warehouse, beat_at) == ["ord_1"]
    fail(warehouse, vain.LINKS, beat_at)
    assert details(warehouse, beat_at + 10 * MINUTE) == ["ord_1"]


def test_a_link_is_read_nine_times_in_its_life_at_the_most(warehouse: Warehouse) -> None:
    read(warehouse, [closed()], LIVE_AT)
    reads = 0
    for age in sorted([*LINK_AGES, *(age * 1.4 for age in LINK_AGES), 400 * DAY]):
        if details(warehouse, LIVE_AT + age):
            read(warehouse, [closed()], LIVE_AT + age, origin="detail")
            reads += 1
    assert reads == len(LINK_AGES)


def test_a_link_that_is_indexed_is_read_no_more(warehouse: Warehouse) -> None:
    read(warehouse, [closed(indexed=True)])
    assert details(warehouse, NOON + 30 * DAY) == []


def test_a_link_with_an_exact_time_is_read_no_more(warehouse: Warehouse) -> None:
    read(warehouse, [closed()])
    seen = {"platform": "spotify", "url": LINK, "indexed_at": "2026-03-14T11:30:00Z"}
    read_reports(warehouse, [report(seen)])
    assert details(warehouse, NOON + 30 * DAY) == []
