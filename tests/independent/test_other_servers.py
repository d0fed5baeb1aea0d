"""Servers that are not the sandbox, read again after thirty hours: every figure is recounted."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.fresh import fresh
from tests.independent import recount
from tests.independent.answering import KEY, RICH, Freedom
from tests.independent.outreach_server import OutreachServer
from tests.independent.podcast_server import PodcastServer, is_odd
from tests.independent.ticking_clock import TickingClock
from tests.independent.worlds import Outreach, Row, orders, outreach

START = datetime(2026, 3, 29, 0, 40)  # the night of a change to summer time
SHORT = 1e-3  # hours; a reading is dated by the server's clock here, by the client's there
GOOD = {"status": "delivered", "links_delivered": 1, "created_at": "2026-01-05T10:00:00Z"}
BAD = [
    {**GOOD, "links_total": 1},
    {**GOOD, "links_total": -1, "id": "bad_negative"},
    {**GOOD, "links_total": math.nan, "id": "bad_nan"},
    {**GOOD, "links_total": 1, "id": "bad_date", "created_at": "2026-02-30T00:00:00Z"},
]
STATUSES = ("discovered", "contacted", "replied", "placed", "bounced", "unsubscribed", "lost")
CLASSES = ("interested", "not_interested", "out_of_office", "replied")


@dataclass
class Read:
    """A warehouse after three syncs: at once, after thirty hours, and once more."""

    warehouse: Warehouse
    server: PodcastServer
    world: Outreach
    syncs: list[Any]
    readings: tuple[datetime, ...]
    settings: dict[str, str]
    freedom: Freedom

    @property
    def orders(self) -> list[Any]:
        return list(self.server.orders.values())

    def ask(self, *words: str) -> list[dict[str, str]]:
        ran = run(self.warehouse, "export", *words, "--out", "-", settings=self.settings)
        assert ran.code == 0, ran.text
        return list(csv.DictReader(io.StringIO(ran.out.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module", params=[Freedom(bad_rows=BAD), RICH], ids=["terse", "rich"])
def read(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Read]:
    folder: Path = tmp_path_factory.mktemp("independent")
    clock, freedom = TickingClock(START), request.param
    known = orders(clock.now(), 70, seed=7)
    world = outreach(clock.now(), (70, 50, 12, 0), seed=11)
    with (
        PodcastServer(known, freedom, clock.now) as podcast,
        OutreachServer(world, freedom, clock.now) as answers,
        fresh(folder / "independent.duckdb") as warehouse,
    ):
        settings = {
            "PODCAST_BACKLINKS__BASE_URL": podcast.url,
            "PODCAST_BACKLINKS__API_KEY": KEY,
            "PODCAST_BACKLINKS__REQUESTS_PER_MINUTE": "60000",
            "BACKLINK_OUTREACH__BASE_URL": answers.url,
            "BACKLINK_OUTREACH__TOKEN": KEY,
            "BACKLINK_OUTREACH__REQUESTS_PER_MINUTE": "60000",
        }
        syncs, readings = [], []
        for pause in (0, 30, 0):
            clock.sleep(pause * 3600)
            ran = run(warehouse, "sync", "--json", settings=settings, clock=clock)
            assert ran.code == 0, ran.text
            syncs.append(ran.json)
            readings.append(clock.now())
        yield Read(warehouse, podcast, world, syncs, tuple(readings), settings, freedom)


def cell(text: str) -> Any:
    """A number, a moment in UTC without zone, a word, or None."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        return datetime.fromisoformat(text).replace(tzinfo=None) if text[-1] == "Z" else text


def agree(rows: list[dict[str, str]], expected: dict[str, Row], key: str = "group") -> None:
    """Each expected figure is in the row of its key; no row is missing or too many."""
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows) and set(found) == set(expected)
    for name, figures in expected.items():
        for column, value in figures.items():
            told = cell(found[name][column])
            if isinstance(value, float):
                value = pytest.approx(value, abs=SHORT if column.endswith("hours") else 1e-9)
            assert told == value, f"{name}: {column} is {told}, not {value}"


def test_every_row_received_is_accounted_for(read: Read) -> None:
    for sync in read.syncs:
        for source in ("podcast", "outreach"):
            assert sync[source]["status"] == "ok"
            for counts in sync[source]["rows"].values():
                assert counts["received"] == sum(counts.values()) - counts["received"]
    rows = read.syncs[0]["podcast"]["rows"]["orders"]
    assert (rows["inserted"], rows["quarantined"]) == (70, len(read.freedom.bad_rows))


def test_reading_again_at_once_changes_nothing(read: Read) -> None:
    for source in ("podcast", "outreach"):
        for table, counts in read.syncs[2][source]["rows"].items():
            changed = counts["inserted"] + counts["updated"]
            assert changed == 0 or table == "account_snapshots", table


def test_orders_are_those_of_the_vendor(read: Read) -> None:
    as_of, expected = read.readings[-1], {}
    for order in read.orders:
        shown = order.seen(as_of)
        is_reported = is_odd(order.id) and shown["status"] == "delivered"
        names = ("package", "status", "links_total", "links_delivered", "created_at")
        expected[order.id] = {name: shown[name] for name in names}
        expected[order.id] |= {
            "client_id": order.client_id if read.freedom.has_metadata else None,
            "first_promised_at": order.promise,
            "average_da": 60 if is_reported else None,
        }
    agree(read.ask("orders"), expected, "order_id")


@pytest.mark.parametrize("by", ["none", "package", "client_id"])
def test_delivery_times(read: Read, by: str) -> None:
    def key(order: Any) -> str | None:
        if by == "client_id" and not read.freedom.has_metadata:
            return None
        return "all" if by == "none" else getattr(order, by)

    expected = {
        name: recount.delivery_times(members, read.readings)
        for name, members in recount.grouped(read.orders, key).items()
    }
    agree(read.ask("delivery_times", *(["--by", by] if by != "none" else [])), expected)


def test_a_promise_is_the_first_one_whatever_is_estimated_later(read: Read) -> None:
    expected = {order.id: recount.promise(order, read.readings[-1]) for order in read.orders}
    agree(read.ask("promise_ledger"), expected, "order_id")
    estimates = {row["order_id"]: row["estimated_delivery_at"] for row in read.ask("orders")}
    moved = [o for o in read.orders if o.promise and cell(estimates[o.id]) != o.promise]
    assert moved and all(cell(estimates[order.id]) == order.new_promise for order in moved)


@pytest.mark.parametrize("by", ["none", "platform", "package"])
def test_indexing_rates(read: Read, by: str) -> None:
    keys = {
        "none": lambda link: "all",
        "platform": lambda link: link.platform,
        "package": lambda link: link.order.package,
    }
    known = recount.links(read.server, read.readings[-1])
    assert any(link.span is None for link in known)  # indexed at its first reading
    expected = {
        name: recount.indexing_rates(members)
        for name, members in recount.grouped(known, keys[by]).items()
    }
    agree(read.ask("indexing_rates", *(["--by", by] if by != "none" else [])), expected)


@pytest.mark.parametrize("by", ["none", "campaign_id"])
def test_campaign_funnel(read: Read, by: str) -> None:
    leads = recount.grouped(read.world.leads, lambda lead: "all" if by == "none" else lead[by])
    expected = {
        f"{name} {stage}": row
        for name, members in leads.items()
        for stage, row in recount.funnel(read.world, members, read.readings[-1]).items()
    }
    rows = read.ask("campaign_funnel", *(["--by", by] if by != "none" else []))
    agree([{**row, "group": f"{row['group']} {row['stage']}"} for row in rows], expected)


def test_lead_statuses_and_reply_classes_keep_words_we_do_not_know(read: Read) -> None:
    told = {row["status"]: int(row["leads"]) for row in read.ask("lead_status")}
    words = recount.shares((lead["status"] for lead in read.world.leads), STATUSES)
    assert told == {word: figures[0] for word, figures in words.items()}
    classes = recount.shares((row["classification"] for row in read.world.replies), CLASSES)
    names = ("replies", "share", "low", "high")
    expected = {word: dict(zip(names, row, strict=True)) for word, row in classes.items()}
    agree(read.ask("reply_classes"), expected, "classification")


def test_sends_are_counted_on_each_day_and_no_day_is_left_out(read: Read) -> None:
    rows = read.ask("send_volume")
    days = [datetime.fromisoformat(row["date"]).date() for row in rows]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    sent = Counter(str(a["sent_at"].date()) for a in read.world.attempts if a["sent_at"])
    assert {row["date"]: int(row["sent"]) for row in rows if row["sent"] != "0"} == sent
