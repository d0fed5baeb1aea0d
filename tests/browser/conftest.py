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
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
_SECONDS_TO_DATA = 180
_SECONDS_OF_QUIET = 3


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version(url: str) -> int | None:
    """The data version, once every source of the demo has been read."""
    try:
        health = requests.get(f"{url}/healthz", timeout=5).json()
    except (requests.RequestException, ValueError):
        return None
    sources = health.get("sources", {})
    return int(health["data_version"]) if sources and all(sources.values()) else None


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running demo that has written its example: each write draws pages anew."""
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
        before, now = None, _version(url)
        while now is None or now != before:
            assert process.poll() is None, (home / "app.log").read_text()
            assert time.monotonic() < deadline, (home / "app.log").read_text()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_SECONDS_OF_QUIET)
            before, now = now, _version(url)
        yield url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests: what it has read of the app's scripts costs a new one four seconds."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab of the test's own."""
    opened = context.new_page()
    yield opened
    opened.close()
