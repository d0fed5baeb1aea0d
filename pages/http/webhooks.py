"""POST /webhooks/podcast-backlinks: read within bounds, judge in a thread, answer, apply later."""

from __future__ import annotations

from collections.abc import Callable
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
# Of their own, so that a burst of events takes no thread from pages and exports.
_THREADS = 4


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


def receiver(place: Callable[[], Place], *, body_seconds: float = BODY_SECONDS) -> Starlette:
    """The webhook routes as an application to mount, so that wrong methods and paths end in it.

    Beside Streamlit's catch-all a plain route would answer GET with a page.
    """
    threads = anyio.CapacityLimiter(_THREADS)

    async def podcast_backlinks(request: Request) -> Response:
        try:
            with anyio.fail_after(body_seconds):
                body = await _body(request)
        except BodyTooLarge:
            return _answer(413, "rejected", "too_large")
        except TimeoutError:
            return _answer(408, "rejected", "too_slow")
        except ClientDisconnect:
            return _answer(400, "rejected", "incomplete_body")
        return await anyio.to_thread.run_sync(
            _receive, place, request.headers, body, limiter=threads
        )

    return Starlette(routes=[Route("/podcast-backlinks", podcast_backlinks, methods=["POST"])])


def _receive(place: Callable[[], Place], headers: Headers, body: bytes) -> Response:
    here = place()
    verdict = webhooks.receive(
        here.warehouse, here.settings, _joined(headers), body, SYSTEM_CLOCK.now()
    )
    if verdict.outcome == "stored":
        here.webhooks.wake()
    return _answer(verdict.http_status, verdict.outcome, verdict.reason, verdict.retry_after)


def _joined(headers: Headers) -> dict[str, str]:
    """Repeated headers as one list, as HTTP reads them."""
    return {name: ", ".join(headers.getlist(name)) for name in headers}


def _answer(status: int, outcome: str, reason: str, retry_after: int | None = None) -> Response:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return JSONResponse({"status": outcome, "reason": reason}, status, headers)


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
