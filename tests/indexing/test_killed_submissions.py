"""kill -9 in the middle of a submission: no accepted page goes twice, no quota is forgotten."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.http import SYSTEM_CLOCK
from data.indexing import queueing, recovering, submitting
from data.indexing.engines.indexnow import host_of
from data.indexing.queueing import Queued
from data.indexing.urls import url_key
from data.schema import index_quotas
from data.warehouse import Warehouse
from tests.indexing.engine_server import Arrival, EngineServer, Said, Say
from tests.indexing.workflow import pages
from tests.skipping_clock import SkippingClock
from tests.starting import ROOT

HOST = "own.example"
URLS = pages(HOST, 40)


class Hold:
    """Lets a request in and keeps its answer back until the client is dead."""

    def __init__(self, at: int, *, answers: Say) -> None:
        self.reached, self.go_on = threading.Event(), threading.Event()
        self._left, self._answers = at, answers

    def __call__(self, arrival: Arrival) -> Said:
        self._left -= 1
        if self._left == 0:
            self.reached.set()
            self.go_on.wait(20)
        return self._answers(arrival)


def queued(url: str, urls: list[str], engine: str) -> None:
    rows = [Queued(url_key(page), page, host_of(page), engine) for page in urls]
    with Warehouse.open(url) as warehouse, warehouse.write() as connection:
        queueing.enqueue(connection, "one", rows, SYSTEM_CLOCK.now())


def kill_at(server: EngineServer, number: int, tmp_path: Path, url: str, answers: Say) -> None:
    """Start a submission and kill it while request `number` is at the engine."""
    hold = Hold(number, answers=answers)
    server.say = hold
    file = tmp_path / "settings.json"
    own = server.settings([HOST]).indexing.model_dump(mode="json")
    account = server.settings([HOST]).indexing.google_service_account
    own["google_service_account"] = account.get_secret_value() if account else None
    file.write_text(json.dumps(own), "utf-8")
    command = [sys.executable, "-m", "tests.indexing.submitting_process", str(file), url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert hold.reached.wait(60)
        process.kill()
    hold.go_on.set()
    server.say = answers


@pytest.mark.parametrize("number", [1, 3])
def test_a_killed_run_is_taken_up_without_sending_a_page_twice(
    server: EngineServer, tmp_path: Path, number: int
) -> None:
    url = f"duckdb:///{tmp_path / 'killed.duckdb'}"
    queued(url, URLS, "indexnow")
    kill_at(server, number, tmp_path, url, lambda _: Said(200))
    clock = SkippingClock()
    clock.sleep(86_400)
    with Warehouse.open(url) as warehouse:
        result = submitting.submit(warehouse, server.settings([HOST]), clock=clock)
        assert (result.unknown_outcome, result.accepted) == (10, 30 - 10 * (number - 1))
        sent = Counter(page for post in server.posts for page in post.urls)
        assert sent == dict.fromkeys(URLS, 1)

        assert recovering.try_again(warehouse, "one").queued == 10
        assert submitting.submit(warehouse, server.settings([HOST]), clock=clock).accepted == 10


def test_what_google_has_is_asked_from_google(server: EngineServer, tmp_path: Path) -> None:
    told: dict[str, str] = {}

    def google(arrival: Arrival) -> Said:
        if arrival.path.endswith(":publish"):
            told[arrival.body["url"]] = f"{SYSTEM_CLOCK.now().isoformat()}Z"
            return Said(200, {})
        found = next((page for page in told if arrival.path.endswith(page.split("/")[-1])), None)
        return Said(200, {"latestUpdate": {"notifyTime": told[found]}}) if found else Said(404, {})

    url = f"duckdb:///{tmp_path / 'killed.duckdb'}"
    queued(url, URLS[:5], "google")
    kill_at(server, 3, tmp_path, url, google)
    with Warehouse.open(url) as warehouse:
        result = submitting.submit(warehouse, server.settings([HOST]))
        assert (result.unknown_outcome, result.accepted) == (1, 2)
        with warehouse.read() as connection:
            states = queueing.submitted(connection, "one")
            used = connection.scalar(sa.select(index_quotas.c.used).filter_by(engine="google"))
    published = Counter(a.body["url"] for a in server.to("/v3") if a.method == "POST")
    assert set(published.values()) == {1} and len(published) == 5
    assert set(states.values()) == {"received"} and len(states) == 5
    assert used == 5
