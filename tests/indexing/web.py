"""A small web of named hosts on loopback sockets, with a name server and counters of its own.

    with Web({"http://public.example/": Page(body=b"hello")}) as web:
        web.fetcher().get("http://public.example/")

The fetcher resolves names in `dns` and believes that it connects to the addresses it finds there;
`connections` lists them. Every connection ends at the one server behind this web.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from data import hosts
from data.hosts import Address
from data.http import Clock
from data.indexing.fetching import Fetcher
from data.settings import Indexing
from tests.skipping_clock import SkippingClock

PUBLIC = "93.184.216.34"


@dataclass(frozen=True)
class Page:
    """One answer. A body that is not bytes is sent piece by piece, `every` seconds apart."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html; charset=utf-8"),)
    every: float = 0.0


@dataclass(frozen=True)
class Request:
    url: str
    headers: Mapping[str, str] = field(hash=False)


def redirect(to: str, status: int = 302) -> Page:
    return Page(status, headers=[("Location", to)])


def robots(text: str | bytes, status: int = 200, **headers: str) -> Page:
    body = text.encode() if isinstance(text, str) else text
    return Page(status, body, [("Content-Type", "text/plain"), *headers.items()])


class Web:
    """Answers 404 for what is not among `pages`; robots.txt included."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        dns: Mapping[str, Sequence[str]] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.pages = dict(pages)
        self.dns = dns
        self.requests: list[Request] = []
        self.connections: list[str] = []
        self.lookups: list[str] = []
        scheme = "https" if tls else "http"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, scheme))
        self._server.daemon_threads = True
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Web:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def urls(self) -> list[str]:
        """What was asked for, in order."""
        return [request.url for request in self.requests]

    def resolve(self, host: str, seconds: float) -> list[Address]:
        self.lookups.append(host)
        found = [PUBLIC] if self.dns is None else self.dns.get(host, ())
        return [address for text in found if (address := hosts.address_of(text))]

    def connect(self, address: Address, port: int, seconds: float) -> socket.socket:
        self.connections.append(str(address))
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def fetcher(
        self, clock: Clock | None = None, tls: ssl.SSLContext | None = None, **options: Any
    ) -> Fetcher:
        """A fetcher that may ask .example hosts and whose pauses take no time."""
        return Fetcher(
            Indexing(fetch=True, allow_loopback=True),
            clock=clock or SkippingClock(),
            resolve=self.resolve,
            connect=self.connect,
            tls=tls,
            **options,
        )


def _handler(web: Web, scheme: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = f"{scheme}://{self.headers['Host']}{self.path}"
            web.requests.append(Request(url, dict(self.headers.items())))
            page = web.pages.get(url, Page(404))
            self.send_response_only(page.status)
            for name, value in page.headers:
                self.send_header(name, value)
            self.send_header("Connection", "close")
            pieces = [page.body] if isinstance(page.body, bytes) else page.body
            if isinstance(page.body, bytes):
                self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    threading.Event().wait(page.every)
            except OSError:
                return  # the client has had enough

        def log_message(self, *_: Any) -> None:
            return

    return Handler
