"""POST /webhooks/podcast-backlinks: read within bounds, judge in a thread, answer, apply later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import anyio
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import webhooks
from data.http import SYSTEM_CLOCK
from data.settings import Settings
from data.warehouse import Warehouse
from data.webhooks.inbox import MAX_BODY_BYTES

BODY_SECONDS = 10.0
MOST_TOGETHER = 64

log = logging.getLogger(__name__)


class Place(Protocol):
    """Where events go to; data/runtime.py holds one per process."""

    @property
    def settings(self) -> Settings: ...
    @property
    def warehouse(self) -> Warehouse: ...
    @property
    def webhooks(self) -> webhooks.Applier: ...


class BodyTooLarge(Exception):
    """More than MAX_BODY_BYTES were announced or sent."""


@dataclass
class Waiting:
    """A request at the desk, and what became of it."""

    arrival: webhooks.Arrival
    verdict: webhooks.Verdict | None = None


class Desk:
    """Has requests judged in one thread: all that came while it was busy are judged together.

    With a thread for each, every one waits for the interpreter after each of its statements, 5 ms
    a time beside a busy sync.
    """

    def __init__(self, place: Callable[[], Place]) -> None:
        self._place = place
        # Of its own, so that a burst of events takes no thread from pages and exports.
        self._thread = anyio.CapacityLimiter(1)
        self._turn = anyio.Lock()
        self._queue: list[Waiting] = []

    async def verdict(self, arrival: webhooks.Arrival) -> webhooks.Verdict:
        """Whoever's turn it is has the queue judged; those behind it then find their verdicts."""
        waiting = Waiting(arrival)
        self._queue.append(waiting)
        async with self._turn:
            while waiting.verdict is None:
                await anyio.to_thread.run_sync(self._judge, limiter=self._thread)
        return waiting.verdict

    def _judge(self) -> None:
        together = self._queue[:MOST_TOGETHER]
        del self._queue[: len(together)]
        verdicts = [webhooks.NOT_STORED] * len(together)
        try:
            here = self._place()
            arrivals = [waiting.arrival for waiting in together]
            verdicts = webhooks.receive(here.warehouse, here.settings, arrivals)
            if any(verdict.outcome == "stored" for verdict in verdicts):
                here.webhooks.wake()
        except Exception as error:
            # Whatever it is: the sender is to come again. Its text may quote a body.
            log.error("Webhooks could not be received (%s)", type(error).__name__)
        finally:
            # Nobody waits for ever, nothing is taken for stored.
            for waiting, verdict in zip(together, verdicts, strict=True):
                waiting.verdict = verdict


def receiver(place: Callable[[], Place], *, body_seconds: float = BODY_SECONDS) -> Starlette:
    """The webhook routes as an application to mount, so that wrong methods and paths end in it.

    Beside Streamlit's catch-all a plain route would answer GET with a page.
    """
    desk = Desk(place)

    async def podcast_backlinks(request: Request) -> Response:
        try:
            with anyio.fail_after(body_seconds):
                body = await _body(request)
        except BodyTooLarge:
            return _answer(webhooks.Verdict(413, "rejected", "too_large"))
        except TimeoutError:
            return _answer(webhooks.Verdict(408, "rejected", "too_slow"))
        except ClientDisconnect:
            return _answer(webhooks.Verdict(400, "rejected", "incomplete_body"))
        arrival = webhooks.Arrival(_joined(request.headers), body, SYSTEM_CLOCK.now())
        return _answer(await desk.verdict(arrival))

    return Starlette(routes=[Route("/podcast-backlinks", podcast_backlinks, methods=["POST"])])


def _joined(headers: Headers) -> dict[str, str]:
    """Repeated headers as one list, as HTTP reads them."""
    return {name: ", ".join(headers.getlist(name)) for name in headers}


def _answer(verdict: webhooks.Verdict) -> Response:
    told = {"status": verdict.outcome, "reason": verdict.reason}
    headers = {} if verdict.retry_after is None else {"Retry-After": str(verdict.retry_after)}
    return JSONResponse(told, verdict.http_status, headers)


async def _body(request: Request) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > MAX_BODY_BYTES:
        raise BodyTooLarge
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MAX_BODY_BYTES:
            raise BodyTooLarge
        body += chunk
    return bytes(body)
