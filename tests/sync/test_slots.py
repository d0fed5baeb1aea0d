"""Placements have no id: how their reads find the stored slot, and what each tells."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data.indexing.urls import url_key
from data.schema import placement_history
from data.sync.results import Counts
from data.warehouse import Warehouse
from tests.sync.reading import HOUR, NOON, everything, order, read, read_reports, slot, stored_slots

SPOTIFY, APPLE = "https://open.spotify.com/episode/1", "https://podcasts.apple.com/1"


def slots_of(warehouse: Warehouse, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(row, name) for name in columns) for row in stored_slots(warehouse)]


def test_slots_are_numbered_as_first_listed(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify"), slot("apple"), slot("iheart")])])
    assert slots_of(warehouse, "slot", "platform") == [(1, "spotify"), (2, "apple"), (3, "iheart")]


def test_a_slot_keeps_its_number_when_its_url_arrives(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify"), slot("apple")])])
    read(warehouse, [order(placements=[slot("apple", APPLE), slot("spotify")])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "url", "first_seen_live_at") == [
        (1, None, None),
        (2, APPLE, NOON + HOUR),
    ]


def test_the_same_platform_twice_is_two_slots(warehouse: Warehouse) -> None:
    twice = [slot("spotify"), slot("spotify", SPOTIFY)]
    read(warehouse, [order(placements=twice)])
    read(warehouse, [order(placements=[*twice, slot("spotify")])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "url") == [(1, None), (2, SPOTIFY), (3, None)]


def test_two_links_of_a_platform_may_change_places(warehouse: Warehouse) -> None:
    first, second = slot("spotify", SPOTIFY, indexed=True), slot("spotify", SPOTIFY + "/2")
    read(warehouse, [order(placements=[first, second])])
    read(warehouse, [order(placements=[second, first])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "url", "first_seen_indexed_at", "deindexed_at") == [
        (1, SPOTIFY, NOON, None),
        (2, SPOTIFY + "/2", None, None),
    ]


def test_a_link_that_arrives_before_a_known_one_takes_the_empty_slot(warehouse: Warehouse) -> None:
    known, new = slot("spotify", SPOTIFY, indexed=True), slot("spotify", SPOTIFY + "/2")
    read(warehouse, [order(placements=[slot("spotify"), known, slot("spotify")])])
    read(warehouse, [order(placements=[slot("spotify"), new, known])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "url", "indexed", "lost_at") == [
        (1, None, False, None),
        (2, SPOTIFY, True, None),
        (3, SPOTIFY + "/2", False, None),
    ]


def test_a_url_that_is_corrected_keeps_its_slot(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY), slot("apple", APPLE)])])
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY + "/b"), slot("apple", APPLE)])])
    assert slots_of(warehouse, "slot", "url") == [(1, SPOTIFY + "/b"), (2, APPLE)]


def test_the_same_url_twice_is_two_slots(warehouse: Warehouse) -> None:
    twice = [slot("spotify", SPOTIFY), slot("spotify", SPOTIFY)]
    read(warehouse, [order(placements=twice)])
    read(warehouse, [order(placements=[*twice, slot("spotify", SPOTIFY)])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "lost_at") == [(1, None), (2, None), (3, None)]


def test_a_slot_that_comes_later_gets_the_next_number(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify"), slot("apple")])])
    read(warehouse, [order(placements=[slot("iheart"), slot("spotify"), slot("apple")])])
    assert slots_of(warehouse, "slot", "platform")[2] == (3, "iheart")


def test_a_url_is_stored_with_its_key(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY + "?utm_source=x#play")])])
    (row,) = stored_slots(warehouse)
    assert row.url == SPOTIFY + "?utm_source=x#play"
    assert (row.url_canonical, row.url_sha256) == (SPOTIFY, url_key(SPOTIFY))


def test_what_is_no_url_is_stored_without_a_key(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", "javascript:alert(1)")])])
    (row,) = stored_slots(warehouse)
    assert (row.url, row.url_canonical, row.url_sha256) == ("javascript:alert(1)", None, None)


def test_a_slot_that_loses_its_url_is_lost_not_deleted(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY, indexed=True)])])
    read(warehouse, [order(placements=[slot("spotify")])], NOON + HOUR)
    read(warehouse, [order(placements=[slot("spotify")])], NOON + 2 * HOUR)
    (row,) = stored_slots(warehouse)
    assert (row.url, row.lost_at, row.indexed, row.deindexed_at) == (
        SPOTIFY,
        NOON + HOUR,
        True,
        None,
    )
    with warehouse.read() as connection:
        urls = sa.select(placement_history.c.url).order_by(placement_history.c.observed_at)
        assert connection.scalars(urls).all() == [SPOTIFY, None]


def test_a_slot_that_leaves_its_list_is_lost_too(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY), slot("apple", APPLE)])])
    read(warehouse, [order(placements=[slot("apple", APPLE)])], NOON + HOUR)
    assert slots_of(warehouse, "slot", "lost_at") == [(1, NOON + HOUR), (2, None)]
    read(warehouse, [order(placements=[])], NOON + 2 * HOUR)
    assert slots_of(warehouse, "slot", "lost_at") == [(1, NOON + HOUR), (2, NOON + 2 * HOUR)]


def test_a_link_that_comes_back_is_no_longer_lost(warehouse: Warehouse) -> None:
    for number, url in enumerate([SPOTIFY, None, SPOTIFY]):
        read(warehouse, [order(placements=[slot("spotify", url)])], NOON + number * HOUR)
    assert slots_of(warehouse, "url", "lost_at") == [(SPOTIFY, None)]


def test_no_placements_key_says_nothing(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY)])])
    read(warehouse, [order()], NOON + HOUR)
    assert slots_of(warehouse, "url", "lost_at", "fetched_at") == [(SPOTIFY, None, NOON)]


def test_indexing_lies_between_two_reads(warehouse: Warehouse) -> None:
    for number, indexed in enumerate([False, False, True, True]):
        placements = [slot("spotify", SPOTIFY, indexed=indexed)]
        read(warehouse, [order(placements=placements)], NOON + number * HOUR)
    assert slots_of(warehouse, "last_seen_not_indexed_at", "first_seen_indexed_at") == [
        (NOON + HOUR, NOON + 2 * HOUR)
    ]


def test_a_link_that_leaves_the_index_keeps_its_first_time(warehouse: Warehouse) -> None:
    for number, indexed in enumerate([True, False, False]):
        placements = [slot("spotify", SPOTIFY, indexed=indexed)]
        read(warehouse, [order(placements=placements)], NOON + number * HOUR)
    assert slots_of(warehouse, "indexed", "first_seen_indexed_at", "deindexed_at") == [
        (False, NOON, NOON + HOUR)
    ]
    read(warehouse, [order(placements=[slot("spotify", SPOTIFY, indexed=True)])], NOON + 3 * HOUR)
    assert slots_of(warehouse, "indexed", "deindexed_at") == [(True, None)]


def test_an_empty_slot_is_no_read_of_a_link(warehouse: Warehouse) -> None:
    read(warehouse, [order(placements=[slot("spotify")])])
    assert slots_of(warehouse, "indexed", "last_seen_not_indexed_at") == [(False, None)]


def test_slots_of_a_stale_page_are_added_but_change_nothing(warehouse: Warehouse) -> None:
    done = order(status="delivered", placements=[slot("spotify", SPOTIFY, indexed=True)])
    read(warehouse, [done])
    stale = order(placements=[slot("spotify"), slot("apple")])
    tally = read(warehouse, [stale], NOON + HOUR)
    assert slots_of(warehouse, "platform", "url", "indexed", "lost_at") == [
        ("spotify", SPOTIFY, True, None),
        ("apple", None, False, None),
    ]
    assert tally["placements"] == Counts(received=2, inserted=1, unchanged=1)


def test_unchanged_slots_leave_no_history(warehouse: Warehouse) -> None:
    for number in range(3):
        placements = [slot("spotify", SPOTIFY), slot("apple")]
        tally = read(warehouse, [order(placements=placements)], NOON + number * HOUR)
    assert tally["placements"] == Counts(received=2, unchanged=2)
    assert len(everything(warehouse, placement_history)) == 2


def report(*placements: dict[str, Any], **summary: Any) -> dict[str, Any]:
    return {
        "order_id": "ord_1",
        "pdf_url": "https://reports.example.com/ord_1.pdf",
        "summary": {"links_total": 3, "indexed": 1, "average_da": 92} | summary,
        "placements": list(placements),
    }


def indexed(platform: str, url: str | None, at: str | None = "2026-03-14T13:00:00Z") -> Any:
    return {"platform": platform, "url": url, "indexed_at": at}


def test_a_report_finds_its_slots_by_url_in_any_order(warehouse: Warehouse) -> None:
    twice = [slot("spotify", SPOTIFY), slot("spotify", SPOTIFY + "/2")]
    read(warehouse, [order(status="delivered", placements=twice)])
    read_reports(
        warehouse,
        [report(indexed("spotify", SPOTIFY + "/2"), indexed("spotify", SPOTIFY, None))],
        NOON + HOUR,
    )
    rows = stored_slots(warehouse)
    assert [row.indexed_at is not None for row in rows] == [False, True]
    assert [row.last_seen_not_indexed_at for row in rows] == [NOON + HOUR, NOON]
    assert rows[1].first_seen_indexed_at == NOON + HOUR


def test_a_report_fills_the_empty_slot_of_its_platform(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered", placements=[slot("apple"), slot("spotify")])])
    read_reports(warehouse, [report(indexed("spotify", SPOTIFY))], NOON + HOUR)
    assert slots_of(warehouse, "slot", "url") == [(1, None), (2, SPOTIFY)]


def test_a_row_that_only_the_report_knows_is_kept_beside(warehouse: Warehouse) -> None:
    placements = [slot("spotify", SPOTIFY)]
    read(warehouse, [order(status="delivered", placements=placements)])
    read_reports(warehouse, [report(indexed("spotify", SPOTIFY + "/other"))], NOON + HOUR)
    read(warehouse, [order(status="delivered", placements=placements)], NOON + 2 * HOUR)
    assert slots_of(warehouse, "slot", "url", "flags", "lost_at") == [
        (1, SPOTIFY, None, None),
        (2, SPOTIFY + "/other", "report_only", None),
    ]


def test_an_exact_time_stays_when_later_reads_lack_it(warehouse: Warehouse) -> None:
    placements = [slot("spotify", SPOTIFY, indexed=True)]
    read(warehouse, [order(status="delivered", placements=placements)])
    read_reports(warehouse, [report(indexed("spotify", SPOTIFY))])
    read(warehouse, [order(status="delivered", placements=placements)], NOON + HOUR)
    (row,) = stored_slots(warehouse)
    assert row.indexed_at is not None


def test_the_same_report_twice_is_one(warehouse: Warehouse) -> None:
    read(warehouse, [order(status="delivered", placements=[slot("spotify", SPOTIFY)])])
    first = read_reports(warehouse, [report(indexed("spotify", SPOTIFY))])
    again = read_reports(warehouse, [report(indexed("spotify", SPOTIFY))], NOON + HOUR)
    assert first["reports"] == Counts(received=1, inserted=1)
    assert again["reports"] == Counts(received=1, unchanged=1)
    assert again["placements"] == Counts(received=1, unchanged=1)
