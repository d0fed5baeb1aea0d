"""The start of the demo, as `make run` does it on a machine where everything is installed.

From the command to the first good answer of /healthz, to the first rows that a reader can be shown,
and to the end of the first sync of all sources.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

import requests

from benchmarks.results import machine, table
from data.settings import ROOT, Settings

ROUNDS = 3
PATIENCE = 180.0  # seconds
LOOK_EVERY = 0.1


class Start(NamedTuple):
    """Seconds from the command to each of the three moments."""

    health: float
    first_data: float
    sync_finished: float


CLAIMS = Start(health=5.0, first_data=60.0, sync_finished=float("inf"))
_NAMES = ("first 200 of /healthz", "first order in /exports", "first sync finished")


def run() -> str:
    """Start and end the demo a few times; medians, and whether the claims hold."""
    starts = [_start() for _ in range(ROUNDS)]
    rows = []
    for name, claim, *seconds in zip(_NAMES, CLAIMS, *starts, strict=True):
        middle = median(seconds)
        verdict = "holds" if middle < claim else "does not hold"
        claimed = "" if claim == float("inf") else f"under {claim:.0f} s: {verdict}"
        every = ", ".join(f"{value:.1f}" for value in seconds)
        rows.append((name, f"{middle:.1f}", every, claimed))
    return "\n\n".join(
        (
            machine("streamlit", "duckdb"),
            f"`streamlit run dashboard.py` without settings, in an empty folder: a sandbox starts, "
            f"and its 3,000 orders and 25 campaigns are read. Medians of {ROUNDS} starts.",
            table(("moment", "s", "all starts, s", "claim"), rows),
        )
    )


def _start() -> Start:
    began = time.monotonic()
    with _demo() as base_url:
        moments = []
        for is_reached in (_is_healthy, _has_data, _has_synced):
            _wait_for(is_reached, base_url, began + PATIENCE)
            moments.append(time.monotonic() - began)
    return Start(*moments)


@contextmanager
def _demo() -> Iterator[str]:
    """The app in a process of its own with no account connected, ended afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        app = subprocess.Popen(
            command, cwd=ROOT, env=environment(folder), stdout=subprocess.DEVNULL
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            app.terminate()
            app.wait(PATIENCE)


def environment(folder: str) -> dict[str, str]:
    """Ours without any setting of Linkboard: a connected account would be no demo."""
    sections = {name.upper() for name in Settings.model_fields}
    kept = {name: text for name, text in os.environ.items() if name.split("__")[0] not in sections}
    return {**kept, "LINKBOARD_LOCAL": folder}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_until_healthy(base_url: str, deadline: float) -> None:
    """Raises RuntimeError when the app does not answer by then."""
    _wait_for(_is_healthy, base_url, deadline)


def _wait_for(is_reached: Callable[[str], bool], base_url: str, deadline: float) -> None:
    while not _answers(is_reached, base_url):
        if time.monotonic() > deadline:
            raise RuntimeError(f"the demo did not come as far as {is_reached.__name__}")
        time.sleep(LOOK_EVERY)


def _answers(is_reached: Callable[[str], bool], base_url: str) -> bool:
    try:
        return is_reached(base_url)
    except (requests.ConnectionError, requests.Timeout):
        return False


def _is_healthy(base_url: str) -> bool:
    return requests.get(f"{base_url}/healthz", timeout=10).status_code == 200


def _has_data(base_url: str) -> bool:
    """A file of orders holds more than its heading."""
    with requests.get(f"{base_url}/exports/orders.csv", stream=True, timeout=10) as answer:
        return answer.ok and sum(1 for _, _ in zip(answer.iter_lines(), range(2), strict=False)) > 1


def _has_synced(base_url: str) -> bool:
    sources = requests.get(f"{base_url}/healthz", timeout=10).json()["sources"]
    return all(sources[name] for name in ("podcast", "outreach"))
