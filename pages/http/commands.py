"""POST /command and POST /sync: for other processes of the same user on this machine."""

from __future__ import annotations

import contextlib
import hmac
import io
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from typing_extensions import Buffer

from data import commands, handover
from data.commands.console import Console
from data.commands.workplace import Workplace
from data.errors import AccessDenied
from data.runtime import current
from pages.http import identity

_MOST_WAITING = 64  # frames


class Asked(BaseModel):
    """The body of POST /command: what data/handover.py sends."""

    words: list[str]
    folder: Path
    shows_results: bool


async def run(request: Request) -> Response:
    """Run a command in this process; the answer is a stream of frames (see data/handover.py)."""
    try:
        _require_owner(request)
        asked = Asked.model_validate_json(await request.body())
    except AccessDenied as denied:
        return PlainTextResponse(f"{denied.message}\n", 403)
    except ValidationError:
        return PlainTextResponse("The body must name words, folder and shows_results.\n", 400)
    return StreamingResponse(_frames(asked), media_type="application/octet-stream")


async def sync_now(request: Request) -> Response:
    """Ask the background sync to run at once; 202, or 409 when sources are off."""
    try:
        _require_owner(request)
    except AccessDenied as denied:
        return PlainTextResponse(f"{denied.message}\n", 403)
    if (sync := current().sync) is None:
        return JSONResponse({"status": "off"}, 409)
    sync.request_now()
    return JSONResponse({"status": "requested"}, 202)


def _require_owner(request: Request) -> None:
    """Loopback, and the token that only this user can read from app.json."""
    identity.require_loopback(request)
    given = request.headers.get(handover.TOKEN_HEADER, "")
    app = handover.running_app()
    if app is None or not hmac.compare_digest(given.encode(), app.token.encode()):
        raise AccessDenied("The token is wrong; it stands in data/local/app.json.")


def _frames(asked: Asked) -> Iterator[bytes]:
    frames = Frames()
    console = Console(
        _Channel(handover.OUTPUT, frames.put),
        _Channel(handover.ERRORS, frames.put),
        shows_results=asked.shows_results,
        folder=asked.folder,
    )

    runtime = current()
    assert runtime.sync is not None
    workplace = Workplace.in_app(runtime.warehouse, runtime.settings, runtime.sync)

    def work() -> None:
        with contextlib.suppress(BrokenPipeError), frames:
            code = commands.run(asked.words, console, workplace)
            frames.put(handover.frame(handover.EXIT, str(code).encode()))

    threading.Thread(target=work, name=f"command-{asked.words[:1]}", daemon=True).start()
    return frames.read()


class Frames:
    """From the command's thread to the answer: a command waits for a slow reader and ends, with
    BrokenPipeError, after one that left. Leaving the block ends the answer; without an exit code
    the other side says that the command did not finish."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[bytes | None] = queue.Queue(_MOST_WAITING)
        self._has_reader = True

    def put(self, frame: bytes | None) -> None:
        while self._has_reader:
            with contextlib.suppress(queue.Full):
                return self._waiting.put(frame, timeout=1)
        raise BrokenPipeError

    def read(self) -> Iterator[bytes]:
        try:
            while (frame := self._waiting.get()) is not None:
                yield frame
        finally:
            self._has_reader = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.put(None)


class _Channel(io.RawIOBase):
    """What a command writes to one stream, as frames."""

    def __init__(self, channel: bytes, put: Callable[[bytes], None]) -> None:
        self._channel = channel
        self._put_frame = put

    def writable(self) -> bool:
        return True

    def write(self, chunk: Buffer, /) -> int:
        data = bytes(chunk)
        if data:
            self._put_frame(handover.frame(self._channel, data))
        return len(data)
