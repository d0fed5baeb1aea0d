"""The sandbox: one application on one port, in a thread (``Sandbox``) or a command (``run``)."""

import asyncio
import gc
import json
import signal
import socket
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from data.sandbox import arguments, outreach_server
from data.sandbox.announcement import (
    ONE_HOST_EXAMPLE_PATH,
    WORKED_EXAMPLE_PATH,
    announcement,
    readable,
)
from data.sandbox.clock import Clock
from data.sandbox.google import Google
from data.sandbox.google_accounts import ServiceAccount
from data.sandbox.hosts import HostSwitch
from data.sandbox.indexnow import IndexNow
from data.sandbox.options import Options
from data.sandbox.outreach_world import OutreachWorld
from data.sandbox.pages import Web
from data.sandbox.podcast import PodcastApi
from data.sandbox.sites import GuestPost, guest_posts, one_host_posts
from data.sandbox.webhooks import WebhookSender
from data.sandbox.world import OrderWorld

_STOP_SECONDS = 5


def create_app(options: Options) -> Starlette:
    """All documented APIs and the hosts of the world.

    ``options.port`` must be the port on which the application is served: answers name it.
    ``app.state`` holds ``orders`` (OrderWorld), ``outreach`` (OutreachWorld) and ``announcement``.
    """
    clock = Clock(options.as_of, options.speed)
    orders, outreach = OrderWorld(options, clock), OutreachWorld(options, clock)
    web = Web(orders, clock, timedelta(hours=options.pushed_hours_ago))
    account = ServiceAccount(options.base_url)
    app = Starlette(
        routes=[
            *PodcastApi(orders, options).routes(),
            *outreach_server.routes(outreach, options),
            *IndexNow(web).routes(),
            *Google(web, clock, account).routes(),
            *account.routes(),
            Route(WORKED_EXAMPLE_PATH, _list_of(guest_posts())),
            Route(ONE_HOST_EXAMPLE_PATH, _list_of(one_host_posts())),
        ],
        middleware=[Middleware(HostSwitch, web=web)],
        lifespan=_sending(WebhookSender(orders, options)),
    )
    app.state.orders, app.state.outreach = orders, outreach
    app.state.announcement = announcement(
        options, web.sites, account.json_key(), outreach.client_campaigns()
    )
    return app


def _sending(sender: WebhookSender) -> Any:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(sender.run())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        sender.close()

    return lifespan


def _list_of(posts: Iterable[GuestPost]) -> Callable[[Request], Awaitable[Response]]:
    text = "\n".join(["url", *(post.url for post in posts)]) + "\n"

    async def listed(request: Request) -> Response:
        return PlainTextResponse(text, media_type="text/csv")

    return listed


class Sandbox:
    """A running sandbox: ``with Sandbox(Options(orders=200)) as sandbox: … sandbox.base_url``.

    ``settings`` are the environment variables that point Linkboard at it.
    """

    def __init__(self, options: Options | None = None) -> None:
        asked = options or Options()
        # Bound and listening before anything is announced, so that no request comes too early.
        self._socket = socket.create_server(("127.0.0.1", asked.port))
        # asyncio does this only for sockets it makes itself; without it small answers take 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.options = replace(asked, port=self._socket.getsockname()[1])
        self.base_url = self.options.base_url
        self.app = create_app(self.options)
        self.announcement: dict[str, Any] = self.app.state.announcement
        self.settings: dict[str, str] = self.announcement["settings"]
        self._server = uvicorn.Server(
            uvicorn.Config(self.app, log_level="warning", access_log=False, lifespan="on")
        )
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="sandbox", daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(_STOP_SECONDS)
        self._socket.close()


def add_arguments(parser: ArgumentParser) -> None:
    """The options of ``python -m data sandbox``."""
    arguments.add_to(parser)


def run(namespace: Namespace) -> int:
    """Serve until SIGINT or SIGTERM; prints the announcement before anything else."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Sandbox(arguments.options_from(namespace)) as sandbox:
        gc.freeze()  # what exists now stays; the collector need not look at it between pages
        announced = sandbox.announcement
        print(json.dumps(announced) if namespace.json else readable(announced), flush=True)
        stop.wait()
    return 0
