"""What the Sync page says of sources, runs, requests and rows that were held back."""

from __future__ import annotations

from datetime import datetime

from data.schema import metadata
from tests.queries.outreach.worlds import AS_OF, World, ago

COUNTS = {"received": 5, "inserted": 3, "updated": 1, "unchanged": 1}


def test_a_source_shows_its_last_finished_run_and_the_age_of_its_rows(world: World) -> None:
    detail = {"rows": {"leads": COUNTS, "replies": COUNTS | {"quarantined": 2}}}
    world.add(
        "sync_runs",
        run_id="failed",
        source="outreach",
        status="failed",
        message="refused",
        requests=7,
        detail=detail | {"dialect": "alwrity"},
        started_at=ago(hours=-1),
        finished_at=ago(hours=-2),
    )
    world.add("sync_runs", run_id="now", source="outreach", status="running", started_at=ago(-1))
    row = next(row for row in world.ask("source_status") if row["source"] == "outreach")
    assert (row["status"], row["message"], row["dialect"]) == ("failed", "refused", "alwrity")
    assert (row["as_of"], row["last_attempt_at"]) == (AS_OF, ago(hours=-1))
    assert (row["requests"], row["received"], row["inserted"]) == (7, 10, 6)
    assert (row["updated"], row["unchanged"], row["quarantined"]) == (2, 2, 2)
    assert row["superseded"] is None


def test_freshness_names_every_source_and_whether_it_is_on(world: World) -> None:
    world.sync("indexing", status="off")
    rows = {row["source"]: row for row in world.ask("freshness")}
    assert list(rows) == ["podcast", "outreach", "indexing"]
    assert rows["podcast"]["is_on"] and not rows["indexing"]["is_on"]
    assert (rows["podcast"]["as_of"], rows["podcast"]["last_status"]) == (AS_OF, "ok")


def test_history_is_newest_first_with_its_seconds(world: World) -> None:
    world.add(
        "sync_runs",
        run_id="old",
        source="podcast",
        status="partial",
        started_at=ago(hours=5),
        finished_at=ago(hours=4.75),
    )
    rows = world.ask("sync_history")
    assert [row["run_id"] for row in rows] == ["outreach-run", "podcast-run", "old"]
    assert rows[-1]["seconds"] == 900


def test_requests_are_counted_by_local_hour(world: World) -> None:
    for minute in (0, 59):
        world.add("requests", source="podcast", sent_at=datetime(2026, 6, 29, 8, minute))
    world.add("requests", source="podcast", sent_at=datetime(2026, 6, 29, 9))
    rows = world.ask("requests_by_hour", zone="Asia/Kolkata")
    assert [(row["hour"].hour, row["hour"].minute, row["requests"]) for row in rows] == [
        (13, 0, 1),
        (14, 0, 2),
    ]


def test_released_rows_leave_the_page_and_stay_in_the_dataset(world: World) -> None:
    times = {"first_seen_at": ago(2), "last_seen_at": ago(1), "times_seen": 3}
    world.add("quarantine", quarantine_id="held", raw="{}", entity="lead", **times)
    world.add("quarantine", quarantine_id="freed", released_at=AS_OF, **times)
    assert world.only("quarantine_rows")["quarantine_id"] == "held"
    assert {row["quarantine_id"] for row in world.ask("quarantine")} == {"held", "freed"}


def test_every_table_is_counted(world: World) -> None:
    counted = {row["table"]: row["rows"] for row in world.ask("row_counts")}
    assert set(counted) == set(metadata.tables) - {"data_versions"}
    assert counted["sync_runs"] == 2


def test_needs_a_person_counts_both_sides_and_the_longest_wait(campaign: World) -> None:
    campaign.add(
        "orders",
        order_id="o1",
        status="in_progress",
        created_at=ago(9),
        first_promised_at=ago(2),
        first_seen_at=ago(9),
        fetched_at=AS_OF,
    )
    campaign.add("quarantine", quarantine_id="q", first_seen_at=ago(1), last_seen_at=ago(1))
    campaign.attempt("young-answered", ago(1), attempt_id="despite")
    campaign.sync("indexing", status="failed", finished_at=AS_OF)
    rows = {
        row["item"]: (row["count"], row["longest_hours"]) for row in campaign.ask("needs_person")
    }
    assert rows == {
        "overdue_orders": (1, 48),
        "links_blocked": (0, None),
        "positive_unanswered": (2, 97 * 24),
        "orders_without_client": (1, 216),
        "quarantine": (1, 24),
        "sends_after_refusal": (1, 24),
        "sources_failing": (1, None),
    }
