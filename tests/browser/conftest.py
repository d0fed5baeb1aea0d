"""The real app, as a user starts it, in a real headless Chromium."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
_SECONDS_TO_DATA = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _has_data(url: str) -> bool:
    try:
        sources = requests.get(f"{url}/healthz", timeout=5).json().get("sources", {})
    except (requests.RequestException, ValueError):
        return False
    return bool(sources.get("podcast") and sources.get("outreach"))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running demo whose first sync is through."""
    home = tmp_path_factory.mktemp("app")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    log = (home / "app.log").open("wb")
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    environment = os.environ | {"LINKBOARD_LOCAL": str(home)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        deadline = time.monotonic() + _SECONDS_TO_DATA
        while not _has_data(url):
            assert process.poll() is None, (home / "app.log").read_text()
            assert time.monotonic() < deadline, (home / "app.log").read_text()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.5)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()
