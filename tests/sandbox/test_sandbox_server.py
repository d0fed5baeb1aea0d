"""The sandbox as a command and as a context manager."""

import json
import signal
import subprocess
import sys
from argparse import ArgumentError, ArgumentParser
from datetime import datetime

import pytest
import requests

from data.sandbox.arguments import options_from
from data.sandbox.options import Options
from data.sandbox.server import Sandbox, add_arguments
from tests.sandbox.podcast_serving import Caller, options

COMMAND = """
import argparse, sys
from data.sandbox.server import add_arguments, run
parser = argparse.ArgumentParser()
add_arguments(parser)
sys.exit(run(parser.parse_args()))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_announces_itself_serves_and_ends_cleanly(number: signal.Signals) -> None:
    asked = [sys.executable, "-c", COMMAND, "--size", "40", "--json"]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        announced = json.loads(process.stdout.readline())
        podcast = announced["podcast"]
        headers = {"Authorization": f"Bearer {podcast['api_key']}"}
        answer = requests.get(podcast["base_url"] + "/account", headers=headers, timeout=10)
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=10)
    assert answer.json()["orders_total"] == 40
    assert (process.returncode, rest, complaints) == (0, b"", b"")


def test_the_announcement_gives_every_setting_as_text() -> None:
    with Sandbox(options(orders=40)) as sandbox:
        settings, announced = sandbox.settings, sandbox.announcement
    assert all(isinstance(value, str) for value in settings.values())
    assert len(announced["demo"]["clients"]) == 30
    assert announced["demo"]["client_campaigns"]
    assert {row["package"] for row in announced["demo"]["price_book"]} == {
        "starter", "growth", "scale"
    }  # fmt: skip
    assert all(row["monthly_value_usd"] > 0 for row in announced["demo"]["page_values"])
    hosts = json.loads(settings["INDEXING__HOST_MAP"])
    assert hosts.keys() >= json.loads(settings["INDEXING__INDEXNOW_KEYS"]).keys()


def test_the_worked_example_is_a_file_of_150_urls() -> None:
    with Sandbox(options(orders=40)) as sandbox:
        url = sandbox.announcement["indexing"]["worked_example_url"]
        lines = requests.get(url, timeout=10).text.splitlines()
    assert lines[0] == "url" and len(set(lines[1:])) == 150


def test_both_outreach_and_orders_are_served_on_one_port() -> None:
    with Sandbox(options(orders=300)) as sandbox:
        podcast = Caller(sandbox).get("/account")
        other = requests.get(f"{sandbox.base_url}/api/backlink-outreach/campaigns", timeout=10)
    assert podcast.status_code == 200
    assert (other.status_code, other.json()) == (404, {"detail": "Not Found"})


def test_arguments_become_options() -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    words = ["--size", "large", "--list-placements", "yes", "--as-of", "2026-11-20T01:00:00+01:00"]
    made = options_from(parser.parse_args(words))
    assert made == Options(orders=1_000_000, list_placements=True, as_of=datetime(2026, 11, 20))


@pytest.mark.parametrize("size", ["0", "-5", "huge"])
def test_a_size_that_is_none_is_a_usage_error(size: str) -> None:
    parser = ArgumentParser(exit_on_error=False)
    add_arguments(parser)
    with pytest.raises(ArgumentError, match="--size"):
        parser.parse_args(["--size", size])
