"""Small odd servers of the outreach API, and clients whose waiting costs no time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data.http import HttpClient, RequestRecord, SlidingWindow
from data.sandbox.options import Options
from data.sandbox.server import Sandbox

AS_OF = datetime(2026, 11, 20, 12)


class ManualClock:
    """Time that only sleeping moves."""

    def __init__(self) -> None:
        self.slept = 0.0

    def now(self) -> datetime:
        return AS_OF + timedelta(seconds=self.slept)

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


@dataclass
class OddServer:
    """Answers by `"GET /path"`: a Response, plain JSON for a 200, or a list used up in turn.

    Everything else is the documented 404. `asked` are the requests, without their query;
    `queries` those with `?query`; `bodies` what was sent.
    """

    answers: Mapping[str, Any]
    base_url: str = ""
    asked: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        call = f"{request.method} {request.url.path.removeprefix('/api/v1/backlink-outreach')}"
        self.asked.append(call)
        self.queries.append(f"{call}?{request.url.query}")
        self.bodies.append(await request.body())
        found = self.answers.get(call, JSONResponse({"detail": "Resource not found"}, 404))
        if isinstance(found, Turns):
            found = found.next()
        if callable(found) and not isinstance(found, Response):
            found = found(request)
        return found if isinstance(found, Response) else JSONResponse(found)


class Turns:
    """Answers to use one after the other; the last one stays."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def next(self) -> Any:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def csv(text: str, media_type: str = "text/csv; charset=utf-8") -> Response:
    """A CSV download with CRLF line ends."""
    return Response(text.replace("\n", "\r\n").encode(), headers={"Content-Type": media_type})


@contextmanager
def serving(answers: Mapping[str, Any]) -> Iterator[OddServer]:
    """An odd server on a free loopback port, in a thread."""
    server = OddServer(answers)
    methods = ["GET", "POST", "PATCH", "DELETE"]
    app = Starlette(routes=[Route("/{path:path}", server.answer, methods=methods)])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        server.base_url = f"http://127.0.0.1:{port}/api/v1/backlink-outreach"
        running = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield server
        running.should_exit = True
        thread.join(5)


def client(base_url: str, token: str = "a-token", records: list[Any] | None = None) -> HttpClient:
    """An HttpClient on a manual clock; `records` collects its request records."""
    clock = ManualClock()
    return HttpClient(
        source="outreach",
        base_url=base_url,
        token=token,
        limiter=SlidingWindow(10_000, clock=clock),
        clock=clock,
        on_request=_into(records),
    )


def _into(records: list[RequestRecord] | None) -> Any:
    return None if records is None else records.append


def sandbox_client(sandbox: Sandbox) -> HttpClient:
    """A client of the sandbox's outreach API."""
    settings = sandbox.settings
    return client(settings["BACKLINK_OUTREACH__BASE_URL"], settings["BACKLINK_OUTREACH__TOKEN"])


def sandbox(dialect: Any) -> Sandbox:
    """A small world that speaks `dialect`."""
    options = Options(
        orders=300,
        as_of=AS_OF,
        speed=0,
        outreach_dialect=dialect,
        outreach_requests_per_minute=100_000,
    )
    return Sandbox(options)
