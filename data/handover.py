"""Commands that need the warehouse while the app holds it: handed over, output streamed back.

DuckDB lets one process hold a file. The running app writes its port and a fresh token into
data/local/app.json, readable by its owner only; a command that finds its own warehouse there sends
its words to the app's loopback route and prints what comes back.

The answer is a row of frames: one byte of channel (o = output, e = errors, x = exit code), four
bytes of length, the payload.
"""

from __future__ import annotations

import json
import os
import secrets
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import requests
import urllib3

from data.commands.console import Console
from data.errors import WarehouseBusy
from data.settings import LOCAL

ROUTE = "/command"
TOKEN_HEADER = "X-Linkboard-Token"
OUTPUT, ERRORS, EXIT = b"o", b"e", b"x"

_HEAD = struct.Struct(">cI")
_FILE = LOCAL / "app.json"


class Readable(Protocol):
    """What frames are read from: a file, or the body of an answer."""

    def read(self, amount: int, /) -> bytes: ...


@dataclass(frozen=True)
class RunningApp:
    """Where the app listens, what it holds and the token that proves the same owner."""

    port: int
    token: str
    pid: int
    warehouse: str


def announce(port: int, warehouse: Path, file: Path = _FILE) -> RunningApp:
    """Write app.json for other processes of the same user."""
    app = RunningApp(port, secrets.token_urlsafe(32), os.getpid(), str(warehouse))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(asdict(app), out)
    return app


def withdraw(app: RunningApp, file: Path = _FILE) -> None:
    """Remove app.json, unless another app has announced itself meanwhile."""
    if (found := running_app(file)) is not None and found.token == app.token:
        file.unlink(missing_ok=True)


def running_app(file: Path = _FILE) -> RunningApp | None:
    """The app that announced itself and whose process still lives."""
    try:
        app = RunningApp(**json.loads(file.read_text("utf-8")))
        os.kill(app.pid, 0)
    except (OSError, ValueError, TypeError):
        return None
    return app


def frame(channel: bytes, payload: bytes) -> bytes:
    return _HEAD.pack(channel, len(payload)) + payload


def hand_over(app: RunningApp, words: list[str], console: Console) -> int:
    """Let the app run a command; print its output; return its exit code.

    Raises WarehouseBusy when the app holds the warehouse and does not answer.
    """
    session = requests.Session()
    session.trust_env = False
    try:
        with session.post(
            f"http://127.0.0.1:{app.port}{ROUTE}",
            json={
                "words": words,
                "folder": str(console.folder),
                "shows_results": console.shows_results,
            },
            # Frames are read raw: Streamlit would compress, and hold them back while it does.
            headers={TOKEN_HEADER: app.token, "Accept-Encoding": "identity"},
            stream=True,
            timeout=(5, None),
        ) as answer:
            answer.raise_for_status()
            for channel, payload in frames(answer.raw):
                if channel == EXIT:
                    return int(payload)
                stream = console.out if channel == OUTPUT else console.err
                stream.write(payload)
                stream.flush()
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        pass  # the body is read raw, so that its faults come as urllib3 names them
    raise WarehouseBusy(
        f"The app (process {app.pid}) holds {Path(app.warehouse).name} and did not finish this "
        "command. Look at its output, or stop it and try again."
    )


def frames(stream: Readable) -> Iterator[tuple[bytes, bytes]]:
    """Read frames until the stream ends; a frame that is cut off is left out."""
    while len(head := stream.read(_HEAD.size)) == _HEAD.size:
        channel, length = _HEAD.unpack(head)
        payload = stream.read(length)
        if len(payload) < length:
            return
        yield channel, payload
