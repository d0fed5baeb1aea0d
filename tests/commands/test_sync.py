"""`sync` and `status`: what they print for people and for scripts, and their exit codes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from data.sandbox.server import Sandbox
from data.warehouse import Warehouse
from tests.commands.ran import run
from tests.filled import generous
from tests.scripted_server import ScriptedServer
from tests.skipping_clock import SkippingClock

COUNTS = ("received", "inserted", "updated", "unchanged", "superseded", "quarantined")
KEY = "pk_live_of_nobody_b81c"
PAGE = {
    "status": 200,
    "headers": {"Content-Type": "text/html"},
    "body_text": "<html><title>Welcome to the portal</title></html>",
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(generous(orders=60)) as sandbox:
        yield sandbox


def podcast_at(url: str) -> dict[str, str]:
    return {"PODCAST_BACKLINKS__BASE_URL": url, "PODCAST_BACKLINKS__API_KEY": KEY}


def test_json_tells_status_requests_and_rows_of_each_source(
    empty_warehouse: Warehouse, sandbox: Sandbox
) -> None:
    ran = run(empty_warehouse, "sync", "--json", settings=sandbox.settings)
    assert ran.code == 0
    told = ran.json
    assert set(told) == {"podcast", "outreach", "indexing"}
    for source in told.values():
        assert {"status", "requests", "rows", "message", "started_at", "finished_at"} <= set(source)
        assert datetime.fromisoformat(source["started_at"]).utcoffset() is not None
        assert source["started_at"] <= source["finished_at"]
        assert source["message"].endswith(".")
        for counts in source["rows"].values():
            assert tuple(counts) == COUNTS
            assert counts["received"] == sum(counts[name] for name in COUNTS[1:])
    assert [source["status"] for source in told.values()] == ["ok", "ok", "ok"]
    assert told["podcast"]["rows"]["orders"]["inserted"] == 60
    assert told["podcast"]["requests"] > 1


def test_twice_is_once(empty_warehouse: Warehouse, sandbox: Sandbox) -> None:
    run(empty_warehouse, "sync", "--source", "podcast", settings=sandbox.settings)
    again = run(empty_warehouse, "sync", "--json", "--full", settings=sandbox.settings).json
    assert again["podcast"]["rows"]["orders"]["inserted"] == 0
    assert run(empty_warehouse, "status", "--json").json["rows"]["orders"] == 60


def test_one_line_a_source_for_people(empty_warehouse: Warehouse, sandbox: Sandbox) -> None:
    ran = run(empty_warehouse, "sync", "--source", "outreach", settings=sandbox.settings)
    (line,) = ran.text.splitlines()
    assert line.split()[:2] == ["outreach", "ok"]


def test_a_wrong_key_is_exit_1_and_names_the_setting(
    empty_warehouse: Warehouse, sandbox: Sandbox
) -> None:
    wrong = sandbox.settings | {"PODCAST_BACKLINKS__API_KEY": KEY}
    ran = run(empty_warehouse, "sync", "--json", settings=wrong)
    assert ran.code == 1
    told = ran.json
    assert told["podcast"]["status"] == "failed"
    assert told["podcast"]["reason"] == "unauthenticated"
    assert "PODCAST_BACKLINKS__API_KEY" in told["podcast"]["message"]
    assert told["podcast"]["requests"] == 1
    assert told["outreach"]["status"] == "ok"
    assert KEY not in ran.text + ran.err
    status = run(empty_warehouse, "status")
    assert status.code == 1
    assert "PODCAST_BACKLINKS__API_KEY" in status.text


def test_an_address_where_nobody_answers(empty_warehouse: Warehouse) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/v1"
        ran = run(empty_warehouse, "sync", settings=podcast_at(url))
    assert ran.code == 1
    line = ran.text.splitlines()[0]
    assert line.startswith("podcast    failed")
    assert "127.0.0.1" in line


def test_a_page_in_place_of_an_answer(empty_warehouse: Warehouse) -> None:
    with ScriptedServer([PAGE]) as server:
        clock = SkippingClock(server.attempt_over)
        ran = run(empty_warehouse, "sync", "--json", settings=podcast_at(server.url), clock=clock)
    assert ran.code == 1
    message = ran.json["podcast"]["message"]
    assert "JSON" in message
    assert "Traceback" not in message


def test_without_accounts_each_source_says_how_to_connect(empty_warehouse: Warehouse) -> None:
    ran = run(empty_warehouse, "sync")
    assert ran.code == 0
    assert "PODCAST_BACKLINKS__API_KEY" in ran.text
    assert "BACKLINK_OUTREACH__TOKEN" in ran.text
    assert "INDEXING__SEND" in ran.text


def test_an_unknown_source_is_exit_2(empty_warehouse: Warehouse) -> None:
    ran = run(empty_warehouse, "sync", "--source", "podcast,carrier-pigeon")
    assert (ran.code, ran.out) == (2, b"")
    assert "'carrier-pigeon'" in ran.err and ran.err.count("\n") == 1


def test_status_tells_freshness_rows_and_runs(filled_warehouse: Warehouse) -> None:
    told: dict[str, Any] = run(filled_warehouse, "status", "--json").json
    assert set(told) >= {"sources", "rows", "quarantine", "limits", "last_runs"}
    sources = {source["source"]: source for source in told["sources"]}
    assert sources["podcast"]["status"] == "ok"
    assert sources["podcast"]["as_of"].endswith("Z")
    assert sources["indexing"]["status"] == "ok"
    assert told["rows"]["orders"] == 400
    assert told["limits"] == {"podcast": 60, "outreach": 180}
    assert told["last_runs"]
    words = run(filled_warehouse, "status")
    assert words.code == 0
    assert words.text.splitlines()[0].startswith("podcast    ok")
    assert "nan" not in words.text.lower()


def test_status_of_an_empty_warehouse(empty_warehouse: Warehouse) -> None:
    ran = run(empty_warehouse, "status")
    assert ran.code == 0
    assert ran.text.count("never read") == 3
