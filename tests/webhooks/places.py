"""The route as it is mounted, on a port of its own, with a warehouse behind it."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from data.settings import Settings
from data.warehouse import Warehouse
from data.webhooks import Applier
from pages.http.webhooks import BODY_SECONDS, receiver
from tests.webhooks.events import settings

PATH = "/webhooks/podcast-backlinks"


@dataclass(frozen=True)
class Place:
    """What data/runtime.py holds for the route."""

    settings: Settings
    warehouse: Warehouse
    webhooks: Applier

    @classmethod
    def of(cls, warehouse: Warehouse, *secrets: str) -> Place:
        return cls(settings(*secrets), warehouse, Applier(warehouse))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Door:
    """A server with the route; `place` may be changed between two requests."""

    def __init__(self, place: Place, body_seconds: float) -> None:
        self.place = place
        app = receiver(lambda: self.place, body_seconds=body_seconds)
        routes = Starlette(routes=[Mount("/webhooks", app)])
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.server = uvicorn.Server(uvicorn.Config(routes, log_config=None, lifespan="off"))

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.listener.getsockname()
        return host, port

    def send(
        self,
        body: bytes | Iterable[bytes],
        headers: Mapping[str, str],
        *,
        method: str = "POST",
        path: str = PATH,
    ) -> Answer:
        """One request; an iterable goes out in chunks without a Content-Length."""
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        with contextlib.closing(connection):
            # The answer to a body that is too large comes before its end.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())


@contextlib.contextmanager
def serving(place: Place, *, body_seconds: float = BODY_SECONDS) -> Iterator[Door]:
    door = Door(place, body_seconds)
    thread = threading.Thread(target=door.server.run, args=([door.listener],))
    thread.start()
    try:
        yield door
    finally:
        door.server.should_exit = True
        thread.join()
        door.listener.close()
        door.place.webhooks.stop()
