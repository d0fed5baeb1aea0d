"""`index plan|submit|check|report` against the sandbox: dry run, never twice, bad lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from data.sandbox.options import Options
from data.sandbox.server import Sandbox
from data.schema import index_submissions
from data.warehouse import Warehouse
from tests.commands.ran import Ran, run
from tests.skipping_clock import SkippingClock

GOOD = "https://one-host.example/posts/{}"
STATES = {
    "ready",
    "duplicate",
    "refused",
    "already_indexed",
    "crawl_blocked",
    "dead",
    "noindex",
    "not_submittable",
    "unknown",
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Options(orders=20, speed=0.0, pushed_hours_ago=26)) as running:
        yield running


class Desk:
    """A person at a terminal, in a folder of their own."""

    def __init__(self, warehouse: Warehouse, sandbox: Sandbox, folder: Path) -> None:
        self.warehouse, self.sandbox, self.folder = warehouse, sandbox, folder
        self.clock = SkippingClock()
        self.settings = dict(sandbox.settings)

    def list(self, *urls: str, name: str = "urls.csv", head: str = "url") -> str:
        (self.folder / name).write_text("\n".join([head, *urls, ""]), "utf-8")
        return name

    def index(self, *words: str) -> Ran:
        return run(
            self.warehouse,
            "index",
            *words,
            settings=self.settings,
            folder=self.folder,
            clock=self.clock,
        )

    def sent(self) -> int:
        with self.warehouse.read() as connection:
            counted = sa.select(sa.func.count()).select_from(index_submissions)
            return int(connection.scalar(counted) or 0)

    def file(self, name: str) -> list[dict[str, str]]:
        text = (self.folder / name).read_text("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def desk(empty_warehouse: Warehouse, sandbox: Sandbox, tmp_path: Path) -> Desk:
    return Desk(empty_warehouse, sandbox, tmp_path)


def test_a_plan_says_what_becomes_of_every_row_and_sends_nothing(desk: Desk) -> None:
    file = desk.list(*(GOOD.format(n) for n in (1, 2, 1)), "https://one-host.example/shut/1")
    told = desk.index("plan", "--file", file, "--json")
    assert told.code == 0
    assert [row["state"] for row in told.json["urls"]] == [
        "ready",
        "ready",
        "duplicate",
        "crawl_blocked",
    ]
    for row in told.json["urls"]:
        assert {"url", "canonical", "sha256", "state", "reason"} <= set(row)
        assert row["state"] in STATES
    assert told.json["requests"] == 1
    assert told.json["engines"][0]["room"] == 10_000
    assert desk.sent() == 0


def test_a_planned_list_is_sent_once_however_often_one_asks(desk: Desk) -> None:
    file = desk.list(*(GOOD.format(n) for n in range(1, 13)))
    desk.index("plan", "--file", file)
    dry = desk.index("submit", "--dry-run", "--json").json
    assert (dry["requests"], desk.sent()) == (2, 0)
    sent = desk.index("submit", "--json").json
    assert (sent["requests"], sent["accepted"]) == (2, 12)
    for words in (("submit",), ("submit", "--file", file), ("plan", "--file", file)):
        assert desk.index(*words).code == 0
    assert desk.sent() == 12
    again = desk.index("plan", "--file", file, "--json").json
    assert again["states"] == {"duplicate": 12} and again["requests"] == 0
    assert again["reasons"] == {"already_submitted": 12}


def test_looks_follow_and_the_report_tells_k_of_n(desk: Desk) -> None:
    desk.index("submit", "--file", desk.list(GOOD.format(1), "https://one-host.example/weak/1"))
    desk.clock.sleep(3_700)
    checked = desk.index("check", "--json").json
    assert checked["verdicts"] == {"indexed": 1, "not_indexed": 1}
    told = desk.index("report", "--json").json
    stages = {row["stage"]: row["reached"] for row in told["funnel"]}
    assert stages["accepted"] == 2 and stages["indexed"] == 1
    assert told["recovery"] == {"crawled_not_indexed": 1}
    words = desk.index("report").text
    assert "of 2: 50.0% [" in words and "crawled not indexed: 1" in words
    hosts = desk.index("report", "--by", "host", "--json").json["workflow"]
    assert [row["group"] for row in hosts] == ["one-host.example"]


def test_what_goes_nowhere_stands_in_a_file_with_its_reason_and_the_rest_goes_on(
    desk: Desk,
) -> None:
    bad = {
        "javascript:alert(1)": ("refused", "scheme"),
        "http://10.0.0.1/a": ("refused", "non_public_ip"),
        "http://169.254.169.254/latest": ("refused", "non_public_ip"),
        "http://localhost/": ("refused", "local_name"),
        "https://user:pw@one-host.example/x": ("refused", "credentials"),
        "https://open.spotify.example/episode/x-1": ("dead", "http_404"),
    }
    file = desk.list(*bad, GOOD.format(1))
    told = desk.index("submit", "--file", file, "--set-aside", "aside.csv", "--json")
    assert told.json["accepted"] == 1
    rows = desk.file("aside.csv")
    assert [(row["state"], row["reason"]) for row in rows] == list(bad.values())
    assert all(row["message"] for row in rows)
    assert "pw@" not in (desk.folder / "aside.csv").read_text("utf-8")


def test_a_host_without_a_key_is_said_to_be_not_ours(desk: Desk) -> None:
    desk.settings["INDEXING__INDEXNOW_KEYS"] = "{}"
    desk.settings.pop("INDEXING__GOOGLE_SERVICE_ACCOUNT")
    (row,) = desk.index("plan", "--file", desk.list(GOOD.format(1)), "--json").json["urls"]
    assert (row["state"], row["reason"]) == ("not_submittable", "no_key")
    assert "no IndexNow key" in row["message"]


def test_a_google_key_that_is_none_sets_googles_pages_aside_and_no_other(desk: Desk) -> None:
    desk.settings["INDEXING__GOOGLE_SERVICE_ACCOUNT"] = '{"type": "service_account"}'
    sent = desk.index("submit", "--file", desk.list(GOOD.format(1)), "--json")
    assert (sent.code, sent.json["accepted"]) == (0, 1)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"name,price\nshoe,12\n", "No column holds URLs"),
        (b"%PDF-1.7", "PDF"),
        (b"url\n", "header"),
        (("url\n" + "https://a.example/\n" * 100_001).encode(), "100,000"),
    ],
    ids=["empty", "wrong columns", "pdf", "only a header", "too long"],
)
def test_what_is_no_list_is_wrong_usage_in_one_sentence(
    desk: Desk, body: bytes, words: str
) -> None:
    (desk.folder / "x.csv").write_bytes(body)
    ran = desk.index("plan", "--file", "x.csv")
    assert (ran.code, ran.out) == (2, b"")
    assert words in ran.err and "Traceback" not in ran.err


def test_a_file_that_is_not_there_is_wrong_usage(desk: Desk) -> None:
    assert desk.index("plan", "--file", "nowhere.csv").code == 2


def test_sending_that_is_off_is_said_before_anything_is_asked(desk: Desk) -> None:
    desk.settings["INDEXING__SEND"] = "false"
    file = desk.list(GOOD.format(1))
    assert "Sending is off" in desk.index("plan", "--file", file).text
    ran = desk.index("submit", "--file", file)
    assert ran.code == 2 and "INDEXING__SEND" in ran.err
    assert desk.sent() == 0


def test_without_leave_to_fetch_nothing_is_looked_at(desk: Desk) -> None:
    desk.settings["INDEXING__FETCH"] = "false"
    told = desk.index("plan", "--file", desk.list(GOOD.format(1)), "--json").json
    assert told["reasons"] == {"not_checked": 1} and told["requests"] == 0


def test_looks_are_bounded_and_go_on_in_the_next_run(desk: Desk) -> None:
    file = desk.list(*(GOOD.format(n) for n in range(1, 7)))
    seen = [
        desk.index("plan", "--file", file, "--looks", "2", "--json").json["states"].get("unknown")
        for _ in range(3)
    ]
    assert seen == [4, 2, None]


def test_what_a_person_saw_is_kept_and_bad_lines_are_set_aside(desk: Desk) -> None:
    desk.list(f"{GOOD.format(1)},indexed", "ftp://x,indexed", name="v.csv", head="url,verdict")
    ran = desk.index("check", "--verdicts", "v.csv", "--set-aside", "bad.csv", "--json")
    assert (ran.code, ran.json) == (1, {"stored": 1, "set_aside": 1})
    (row,) = desk.file("bad.csv")
    assert row["reason"] == "scheme" and row["message"]
    told = desk.index("plan", "--file", desk.list(GOOD.format(1)), "--looks", "0", "--json").json
    assert told["states"] == {"already_indexed": 1}


def test_live_placements_are_planned_without_a_file(desk: Desk) -> None:
    run(desk.warehouse, "sync", "--source", "podcast", settings=desk.settings, clock=desk.clock)
    told = desk.index("plan", "--looks", "0", "--json").json
    assert told["campaigns"] == [{"campaign_id": "placements", "name": "Live placements"}]
    assert sum(told["states"].values()) == len(told["urls"]) > 0


def test_the_guides_list_is_129_pages_in_13_requests_on_one_host(desk: Desk) -> None:
    address = desk.sandbox.announcement["indexing"]["one_host_example_url"]
    (desk.folder / "guide.csv").write_bytes(requests.get(address, timeout=10).content)
    told = desk.index("plan", "--file", "guide.csv").text
    assert "IndexNow: 129 URLs of 1 host in 13 requests, 2.4 s of pauses" in told
