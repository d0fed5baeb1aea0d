"""An engine of another make than the sandbox's: it says what it is told to say, and counts.

It serves key files by Host header, IndexNow at /indexnow, Google's sign-in at /token, its Indexing
API below /v3 and URL Inspection at /inspect.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from data.http import Clock
from data.settings import Settings, load

KEY = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"


@dataclass
class Arrival:
    """One request; times are those of the clock that client and server share."""

    method: str
    host: str
    path: str
    body: dict[str, Any]
    at: float
    answered_at: float = 0.0

    @property
    def urls(self) -> list[str]:
        return list(self.body.get("urlList", ()))


@dataclass
class Said:
    """An answer; a negative status cuts the connection instead."""

    status: int = 200
    body: Any = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Say = Callable[[Arrival], Said]


class EngineServer:
    """`say` answers what goes to an engine, `key_file` a key file; both may be replaced."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.arrivals: list[Arrival] = []
        self.tokens = 0
        self.say: Say = lambda _: Said()
        self.key_file: Say = lambda _: Said(body=f"{KEY}\n", headers={"Content-Type": "text/plain"})
        self._lock = threading.Lock()
        self._httpd = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"127.0.0.1:{self._httpd.server_port}"

    @contextmanager
    def serving(self) -> Iterator[EngineServer]:
        thread = threading.Thread(target=self._httpd.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._httpd.shutdown()
            self._httpd.server_close()
            thread.join()

    def settings(self, hosts: Sequence[str], **changes: Any) -> Settings:
        """Settings of somebody who runs these hosts."""
        base = f"http://{self.address}"
        own = {
            "indexnow_endpoint": f"{base}/indexnow",
            "indexnow_keys": dict.fromkeys(hosts, KEY),
            "google_indexing_url": f"{base}/v3/urlNotifications:publish",
            "inspection_url": f"{base}/inspect",
            "google_service_account": json.dumps(account(base)),
            "inspection_properties": [f"sc-domain:{host}" for host in hosts],
            "host_map": dict.fromkeys(hosts, self.address),
            "allow_loopback": True,
            "fetch": True,
            "send": True,
        }
        return load(indexing={**own, **changes})

    def to(self, path: str) -> list[Arrival]:
        return [arrival for arrival in self.arrivals if arrival.path.startswith(path)]

    @property
    def posts(self) -> list[Arrival]:
        return self.to("/indexnow")

    @property
    def gaps(self) -> list[float]:
        """Seconds from each answer of IndexNow to the next request."""
        pairs = zip(self.posts, self.posts[1:], strict=False)
        return [after.at - before.answered_at for before, after in pairs]

    def answer(self, arrival: Arrival) -> Said:
        if arrival.path == "/token":
            self.tokens += 1
            token = {"access_token": f"token-{self.tokens}", "expires_in": 3600}
            return Said(body=token, headers={"Content-Type": "application/json"})
        if arrival.path.endswith(".txt"):
            return self.key_file(arrival)
        with self._lock:
            self.arrivals.append(arrival)
            said = self.say(arrival)
            arrival.answered_at = self.clock.monotonic()
            return said


def _handler(server: EngineServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                body = json.loads(raw)
            except ValueError:
                body = {}
            host = str(self.headers.get("Host"))
            said = server.answer(
                Arrival(str(self.command), host, self.path, body, server.clock.monotonic())
            )
            if said.status < 0:
                self.close_connection = True
                return
            text = said.body if isinstance(said.body, str) else json.dumps(said.body)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            return None

    return Handler


@cache
def _private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return pem.decode()


def account(base_url: str) -> dict[str, str]:
    """A service account's key whose sign-in is at `base_url`/token."""
    return {
        "type": "service_account",
        "project_id": "one-project",
        "private_key": _private_key(),
        "client_email": "robot@one-project.iam.example",
        "token_uri": f"{base_url}/token",
    }


def in_turn(*answers: Said) -> Say:
    """Say these one after the other, and the last of them for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
