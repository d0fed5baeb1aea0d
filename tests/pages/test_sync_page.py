"""The Sync page: rows that were put aside, events, limits, and a read in part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import reports
from data.access import Scope
from data.reports import Filters
from data.schema import orders, quarantine, requests, sync_runs, webhook_events
from data.warehouse import Warehouse
from tests.pages.driving import cards, everything_shown, visit, went_well
from tests.sync.reading import order
from tests.test_quarantine import put_aside
from tests.webhooks.events import deliver, event

NOW = datetime.now(UTC).replace(tzinfo=None)
FOR_STAFF = ("limit_use", "quarantine_reasons", "recent_runs", "webhook_log")


def button(app: AppTest, key: str) -> AppTest:
    (found,) = [one for one in app.button if one.key == key]
    return found.click().run()


def badges(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown if "-badge[" in element.value)


def test_rows_put_aside_are_shown_by_reason_and_tried_again(own: Warehouse) -> None:
    good = put_aside(own, order("ord_good"), key="ord_good", at=NOW)
    put_aside(own, order("ord_bad", links_total=-1), key="ord_bad", reason="out_of_range", at=NOW)
    app = visit("sync")
    assert went_well(app)
    assert cards(app)["Quarantine"] == "2"
    assert [label for label in app.selectbox(key="held_for").options] == [
        "All reasons (2)",
        "Orders: Bad status (1)",
        "Orders: Out of range (1)",
    ]
    app = button(app, "try_all_again")
    assert cards(app)["Quarantine"] == "1"
    told = next(text.value for text in app.caption if "tried again" in text.value)
    assert "1 stored" in told and "1 still held" in told
    with own.read() as connection:
        released = sa.select(quarantine.c.released_at).filter_by(quarantine_id=good)
        assert connection.scalar(released) is not None
        assert connection.scalar(sa.select(orders.c.status).filter_by(order_id="ord_good"))


def test_only_rows_of_the_chosen_reason_are_tried(own: Warehouse) -> None:
    put_aside(own, order("ord_good"), key="ord_good", at=NOW)
    put_aside(own, order("ord_bad", links_total=-1), key="ord_bad", reason="out_of_range", at=NOW)
    app = visit("sync")
    app.selectbox(key="held_for").set_value("orders out_of_range").run()
    assert cards(button(app, "try_all_again"))["Quarantine"] == "2"


def test_events_are_listed_without_their_bodies(own: Warehouse) -> None:
    deliver(own, [event("delivered", 3), b'{"type": "order.recalled", "note": "hush-hush"}'], NOW)
    shown = everything_shown(visit("sync"))
    assert "order.delivered" in shown and "unknown_type" in shown
    assert "hush-hush" not in shown


@pytest.mark.parametrize(
    ("status", "badge"),
    [("partial", "Orders read in part"), ("failed", "Orders failing"), ("ok", "3 sources fresh")],
)
def test_only_a_read_from_end_to_end_is_fresh(own: Warehouse, status: str, badge: str) -> None:
    with own.write() as connection:
        podcast = sa.update(sync_runs).where(sync_runs.c.source == "podcast")
        connection.execute(podcast.values(status=status, message="one page was missing"))
    shown = badges(visit("sync")).replace("\u00a0", " ")
    assert badge in shown
    assert ("3 sources fresh" in shown) == (status == "ok")


def test_rows_of_a_first_read_under_way_are_not_fresh(own: Warehouse) -> None:
    with own.write() as connection:
        connection.execute(sa.delete(sync_runs).where(sync_runs.c.source == "podcast"))
    assert "Orders not read whole yet" in badges(visit("sync"))


def test_limits_count_every_window_of_a_minute(own: Warehouse) -> None:
    sent = [NOW - timedelta(seconds=seconds) for seconds in (10, 70, 80, 90, 100, 4_000)]
    with own.write() as connection:
        connection.execute(sa.delete(requests))
        rows = [{"source": "podcast", "sent_at": at, "outcome": "ok"} for at in sent]
        connection.execute(sa.insert(requests), rows)
    use = reports.run(own, "limit_use", Filters(as_of=NOW), Scope.everything()).iloc[0]
    assert (use["last_minute"], use["last_hour"], use["busiest_minute"]) == (1, 5, 4)


def test_a_request_that_was_sent_again_is_more_than_the_fewest(own: Warehouse) -> None:
    with own.write() as connection:
        run_id = connection.scalar(sa.select(sync_runs.c.run_id).filter_by(source="outreach"))
        connection.execute(sa.delete(requests))
        told = [("ok", 200), ("rate_limited", 429), ("ok", 200), ("not_found", 404)]
        rows = [
            {"source": "outreach", "run_id": run_id, "outcome": outcome, "status": status}
            for outcome, status in told
        ]
        connection.execute(sa.insert(requests), rows)
        connection.execute(sa.update(sync_runs).filter_by(run_id=run_id).values(requests=4))
    runs = reports.run(own, "recent_runs", Filters(), Scope.everything()).set_index("source")
    assert tuple(runs.loc["outreach", ["requests", "fewest"]]) == (4, 3)


@pytest.mark.parametrize("name", FOR_STAFF)
def test_what_the_page_asks_is_for_staff(own: Warehouse, name: str) -> None:
    put_aside(own, order(), at=NOW)
    deliver(own, [event("delivered", 3)], NOW)
    with own.write() as connection:
        connection.execute(sa.insert(requests).values(source="podcast", sent_at=NOW))
        connection.execute(sa.update(webhook_events).values(received_at=NOW))
    wanted = Filters(as_of=NOW)
    assert len(reports.run(own, name, wanted, Scope.everything()))
    assert not len(reports.run(own, name, wanted, Scope.of(["cus_42"])))
