"""The workflow's figures under scope, as-of and grouping, from rows that can be counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from data import reports
from data.access import Scope
from data.indexing.urls import url_key
from data.reports import Filters
from data.schema import index_checks, index_collected, index_queue, index_submissions
from data.warehouse import Warehouse
from tests.fresh import fresh

T0 = datetime(2026, 10, 31, 23)
HOUR = timedelta(hours=1)
LATER = Filters(as_of=T0 + 200 * HOUR)


class Pushed:
    """Pages of two clients in two campaigns; each row of the story is one page."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse

    def page(
        self,
        name: str,
        campaign: str,
        client: str | None,
        *,
        state: str = "ready",
        sent: float | None = None,
        answer: int = 200,
        looks: tuple[tuple[float, str], ...] = (),
    ) -> None:
        """Hours count from T0."""
        url = f"https://{client or 'nobody'}.example/{name}"
        own = {"url_sha256": url_key(url), "url_canonical": url}
        host = {"host": f"{client or 'nobody'}.example", "campaign_id": campaign}
        with self.warehouse.write() as connection:
            collected = {"client_id": client, "state": state, "repeats": 1, "collected_at": T0}
            connection.execute(
                sa.insert(index_collected).values(**own, **host, **collected, planned_at=T0)
            )
            if sent is not None:
                self._send(connection, own | host, T0 + sent * HOUR, answer)
            for at, verdict in looks:
                looked = {"engine": "google", "provider": "t", "method": "url_inspection"}
                connection.execute(
                    sa.insert(index_checks).values(
                        **own, **looked, verdict=verdict, checked_at=T0 + at * HOUR
                    )
                )

    def _send(
        self, connection: sa.Connection, row: dict[str, str], at: datetime, answer: int
    ) -> None:
        state = {200: "received", 202: "key_pending", 422: "refused_permanent"}[answer]
        refused = {"state": "refused", "reason": state}
        queue = (refused if answer == 422 else {"state": state}) | {"queued_at": T0}
        connection.execute(
            sa.insert(index_submissions).values(
                **row,
                engine="indexnow",
                state=state,
                http_status=answer,
                attempt=0,
                request_id=row["url_sha256"],
                sent_at=at,
                finished_at=at,
            )
        )
        connection.execute(sa.insert(index_queue).values(**row, engine="indexnow", **queue))

    def report(self, name: str, filters: Filters, scope: Scope | None = None) -> pd.DataFrame:
        return reports.run(self.warehouse, name, filters, scope or Scope.everything())


@pytest.fixture
def pushed(tmp_path: Path) -> Iterator[Pushed]:
    with fresh(tmp_path / "w.duckdb") as warehouse:
        story = Pushed(warehouse)
        story.page("fast", "one", "cus_a", sent=1, looks=((2, "indexed"),))
        story.page("slow", "one", "cus_a", sent=1, looks=((2, "not_indexed"), (25, "indexed")))
        story.page("never", "one", "cus_b", sent=1, looks=((2, "not_indexed"),))
        story.page("unasked", "one", "cus_b", sent=1, looks=((2, "unknown"),))
        story.page("pending", "two", "cus_b", sent=1, answer=202)
        story.page("malformed", "two", "cus_b", sent=1, answer=422)
        story.page("barred", "two", None, state="crawl_blocked")
        story.page("in", "two", None, state="already_indexed")
        story.page("waits", "two", "cus_a")
        yield story


def only(frame: pd.DataFrame) -> pd.Series:
    (_, row), *none = frame.iterrows()
    assert not none
    return row


def test_every_page_has_one_fate(pushed: Pushed) -> None:
    row = only(pushed.report("indexing_workflow", LATER))
    fates = {name: row[name] for name in ("dropped", "submitted", "parked", "failed")}
    assert fates == {"dropped": 2, "submitted": 5, "parked": 1, "failed": 1}
    assert row["collected"] == sum(fates.values()) == 9
    assert (row["repeats"], row["already_indexed"], row["accepted"]) == (9, 1, 5)
    assert (row["indexed"], row["not_indexed"], row["unknown"]) == (2, 1, 2)
    assert row["index_rate_submitted"] == 2 / 5
    assert row["indexed_at_most"] == 4 / 5
    assert row["index_rate_all"] == pytest.approx(3 / 9)


def test_as_of_hides_what_came_later(pushed: Pushed) -> None:
    moments = {
        0.5: ("submitted", 0),
        1.5: ("accepted", 5),
        3: ("indexed", 1),
        30: ("indexed", 2),
    }
    for hours, (column, expected) in moments.items():
        then = Filters(as_of=T0 + hours * HOUR)
        assert only(pushed.report("indexing_workflow", then))[column] == expected, hours
    nothing = pushed.report("indexing_workflow", Filters(as_of=T0 - HOUR))
    assert only(nothing)["collected"] == 0


def test_a_scope_counts_its_own_clients_and_nobody_elses(pushed: Pushed) -> None:
    mine = only(pushed.report("indexing_workflow", LATER, Scope.of(["cus_a"])))
    assert (mine["collected"], mine["accepted"], mine["indexed"]) == (3, 2, 2)
    assert only(pushed.report("indexing_workflow", LATER, Scope.of([])))["collected"] == 0
    for name in ("index_urls", "index_attempts", "indexing_recovery"):
        rows = pushed.report(name, LATER, Scope.of(["cus_b"]))
        assert set(rows["client_id"]) == {"cus_b"}, name
    sent = only(pushed.report("submit_acceptance", LATER, Scope.of(["cus_b"])))
    assert (sent["urls"], sent["received"], sent["key_pending"], sent["refused"]) == (4, 2, 1, 1)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("campaign_id", {"one": 4, "two": 5}),
        ("client_id", {"cus_a": 3, "cus_b": 4, "unassigned": 2}),
        ("host", {"cus_a.example": 3, "cus_b.example": 4, "nobody.example": 2}),
        ("month", {"2026-10": 9}),
    ],
)
def test_groups_add_up_to_the_whole(pushed: Pushed, by: str, groups: dict[str, int]) -> None:
    filters = Filters(as_of=LATER.as_of, by=by)
    rows = pushed.report("indexing_workflow", filters)
    assert dict(zip(rows["group"], rows["collected"], strict=True)) == groups
    funnel = pushed.report("indexing_funnel", filters)
    assert funnel[funnel["stage"] == "indexed"]["reached"].sum() == 2
    drops = pushed.report("indexing_dropoffs", filters)
    assert drops["urls"].sum() == 4


def test_the_month_is_that_of_the_zone(pushed: Pushed) -> None:
    tokyo = Filters(as_of=LATER.as_of, by="month", zone="Asia/Tokyo")
    assert list(pushed.report("indexing_workflow", tokyo)["group"]) == ["2026-11"]


def test_the_clock_is_the_workflows_and_a_look_that_told_nothing_changes_nothing(
    pushed: Pushed,
) -> None:
    """Taken at 1 h: seen at 1 h and 24 h after it, one last missed after 1 h, two never looked."""
    curve = pushed.report("indexing_workflow_curve", LATER)
    events = curve[curve["events"] > 0]
    assert list(events["hours"]) == [1.0, 24.0]
    assert list(events["at_risk"]) == [3, 1]


def test_reasons_speak_of_what_to_do(pushed: Pushed) -> None:
    rows = pushed.report("indexing_recovery", LATER)
    reasons = dict(zip(rows["url"].str.rpartition("/")[2], rows["reason"], strict=True))
    assert reasons == {
        "barred": "crawl_blocked",
        "malformed": "refused_permanent",
        "never": "not_seen",
        "unasked": "unchecked",
        "pending": "key_pending",
    }
    assert rows["advice"].str.len().gt(20).all()
