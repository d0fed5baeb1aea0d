"""Starts commands and the app as a user does: in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parent.parent
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 30


@dataclass(frozen=True)
class Home:
    """A folder of runtime files and the environment that names it."""

    folder: Path
    settings: Mapping[str, str]

    @property
    def environment(self) -> dict[str, str]:
        here = {
            "LINKBOARD_LOCAL": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "error",
        }
        return os.environ | here | dict(self.settings)

    def run(
        self, *words: str, folder: Path | None = None, **settings: str
    ) -> subprocess.CompletedProcess[bytes]:
        """`python -m data WORDS`, from any folder."""
        return subprocess.run(
            [sys.executable, "-m", "data", *words],
            cwd=folder or self.folder,
            env=self.environment | settings,
            capture_output=True,
            timeout=120,
            check=False,
        )


@dataclass(frozen=True)
class App:
    """A running app."""

    home: Home
    url: str
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return (self.home.folder / "app.log").read_text("utf-8", "replace")

    def get(self, path: str, **options: object) -> requests.Response:
        return self.ask("GET", path, **options)

    def ask(self, method: str, path: str, **options: object) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.request(  # type: ignore[arg-type]
                method, f"{self.url}{path}", timeout=60, **options
            )

    def stop(self) -> int:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(_SECONDS_TO_STOP)


@contextmanager
def app_of(home: Home, *options: str, port: int | None = None) -> Iterator[App]:
    """`streamlit run dashboard.py`, once it answers."""
    app = start_app(home, *options, port=port)
    try:
        _wait_until_healthy(app)
        yield app
    finally:
        if app.process.poll() is None:
            app.stop()


def start_app(home: Home, *options: str, log: str = "app.log", port: int | None = None) -> App:
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    with (home.folder / log).open("wb") as written:
        process = subprocess.Popen(
            [*command, "--server.port", str(port), *options],
            cwd=ROOT,
            env={**home.environment, "PYTHONWARNINGS": "default"},
            stdout=written,
            stderr=written,
            start_new_session=True,
        )
    return App(home, f"http://127.0.0.1:{port}", process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(app: App) -> None:
    for _ in range(_SECONDS_TO_START * 10):
        try:
            if app.get("/healthz").status_code == 200:
                return
        except requests.ConnectionError:
            pass
        try:
            app.process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"the app ended:\n{app.log}")
    raise AssertionError(f"the app does not answer:\n{app.log}")
