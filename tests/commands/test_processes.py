"""`python -m data` as a process: settings from the environment, exit codes, signals."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.sandbox.server import Sandbox
from tests.filled import generous
from tests.starting import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, {"WAREHOUSE__URL": f"duckdb:///{tmp_path}/w.duckdb"})


def test_a_first_sync_and_an_export(tmp_path: Path) -> None:
    with Sandbox(generous(orders=40)) as sandbox:
        url = f"duckdb:///{tmp_path}/w.duckdb"
        home = Home(tmp_path, {**sandbox.settings, "WAREHOUSE__URL": url})
        synced = home.run("sync", "--json")
    assert synced.returncode == 0, synced.stderr.decode()
    assert json.loads(synced.stdout)["podcast"]["rows"]["orders"]["inserted"] == 40
    assert "podcast:" in synced.stderr.decode()
    exported = home.run("export", "orders", "--out", "mine.csv", folder=tmp_path)
    assert exported.returncode == 0
    with (tmp_path / "mine.csv").open(newline="", encoding="utf-8-sig") as text:
        assert len(list(csv.reader(text))) == 41


def test_no_settings_at_all_say_how_to_connect(tmp_path: Path) -> None:
    ran = Home(tmp_path, {}).run("sync")
    assert ran.returncode == 0
    words = (ran.stdout + ran.stderr).decode()
    assert "PODCAST_BACKLINKS__API_KEY" in words
    assert "Traceback" not in words


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"WAREHOUSE__URL": "postgresql://u:hunter2@db/x"}, "WAREHOUSE__URL"),
        ({"PODCAST_BACKLINKS__WEBHOOK_SECRETS": "whsec_x"}, "JSON"),
    ],
)
def test_a_setting_that_cannot_be_read_is_one_sentence(
    home: Home, settings: dict[str, str], says: str
) -> None:
    ran = home.run("status", **settings)
    words = ran.stderr.decode()
    assert ran.returncode == 1 and ran.stdout == b""
    assert says in words and words.count("\n") == 1
    assert "hunter2" not in words and "Traceback" not in words


def test_the_sandbox_announces_itself_and_ends_when_told(home: Home) -> None:
    command = [sys.executable, "-m", "data", "sandbox", "--json", "--size", "40", "--port", "0"]
    with subprocess.Popen(
        command, env=home.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        announced = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert process.stderr.read() == b""
    assert set(announced) >= {"podcast", "outreach", "indexing", "settings", "demo"}
    assert announced["settings"]["PODCAST_BACKLINKS__API_KEY"] == announced["podcast"]["api_key"]
    assert all(isinstance(value, str) for value in announced["settings"].values())
