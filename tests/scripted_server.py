"""An HTTP server that misbehaves by script, on a raw socket so that it can.

    with ScriptedServer([{"action": "rst"}, {"status": 200, "body": []}]) as server:
        client = HttpClient(base_url=server.url, clock=SkippingClock(server.attempt_over), …)

A step is an answer as in cases/fault-cases.json: `status`, `headers`, `body` (or its other forms,
see casegen), `times`, or an `action`. The last step repeats. What the script is not for is answered
by `otherwise`.
"""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.cases.casegen import response_body, response_headers, rows_body
from tests.scripted_bodies import gzip_bomb, tls_context

Step = dict[str, Any]
_CRLF = b"\r\n"


@dataclass(frozen=True)
class Received:
    """One request as it arrived; `path` includes the query, header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


def not_in_the_script(received: Received) -> Step:
    return {"status": 404}


class ScriptedServer:
    """Plays the steps in order to the requests for `endpoint` (`GET /orders`; None = all)."""

    def __init__(
        self,
        steps: list[Step],
        *,
        endpoint: str | None = None,
        base_path: str = "/v1",
        otherwise: Callable[[Received], Step] = not_in_the_script,
    ) -> None:
        self.requests: list[Received] = []
        self.all_requests: list[Received] = []
        self._steps = [step for step in steps for _ in range(step.get("times", 1))]
        self._base_path, self._otherwise = base_path, otherwise
        self._endpoint = endpoint and re.compile(_pattern(endpoint, base_path))
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._is_over = False
        uses_tls = any(step.get("action") == "bad_cert" for step in steps)
        self._tls = tls_context() if uses_tls else None
        # Bound but not listening: the system refuses connections until listen is called.
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._is_listening = False

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}{self._base_path}"

    def __enter__(self) -> ScriptedServer:
        self._open_if_it_may()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for sock in [*self._open, self._listener]:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def attempt_over(self) -> None:
        """To be called when the client waits before its next attempt.

        Only so can the script know of attempts that never reached it (refuse, blackhole).
        """
        if len(self._steps) > 1 and self._steps[0].get("action") in ("refuse", "blackhole"):
            self._steps.pop(0)
        self._open_if_it_may()

    def _open_if_it_may(self) -> None:
        action = self._steps[0].get("action")
        if self._is_listening or action == "refuse":
            return
        self._is_listening = action != "blackhole"
        if not self._is_listening:
            self._fill_the_queue()
            return
        self._listener.listen(16)
        threading.Thread(target=self._accept, daemon=True).start()

    def _fill_the_queue(self) -> None:
        """With a full queue that nobody empties, the system drops further attempts unanswered."""
        self._listener.listen(0)
        for _ in range(3):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(self._listener.getsockname())
            self._open.append(filler)

    def _accept(self) -> None:
        while not self._is_over:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.closing(sock):
            if self._tls is not None:
                sock = self._tls.wrap_socket(sock, server_side=True)
            with sock.makefile("rb") as reader:
                while (received := _read_request(reader)) is not None:
                    step, number = self._next_step(received)
                    if not _play(sock, step, number):
                        return

    def _next_step(self, received: Received) -> tuple[Step, int]:
        with self._lock:
            self.all_requests.append(received)
            called = f"{received.method} {received.path.partition('?')[0]}"
            if self._endpoint and not self._endpoint.fullmatch(called):
                return self._otherwise(received), 1
            self.requests.append(received)
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
            return step, len(self.requests)


def _pattern(endpoint: str, base_path: str) -> str:
    method, _, path = endpoint.partition(" ")
    parts = re.split(r"\{\w+\}", path)
    return f"{method} {re.escape(base_path)}" + "[^/]+".join(map(re.escape, parts))


def _read_request(reader: Any) -> Received | None:
    start = reader.readline().decode("latin-1").split()
    if len(start) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := reader.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    body = reader.read(int(headers.get("content-length", 0)))
    return Received(start[0], start[1], headers, body)


def _play(sock: socket.socket, step: Step, number: int) -> bool:
    """Answer; False when the connection is finished with."""
    action = step.get("action")
    if action is None:
        sock.sendall(b"".join(_plain(step, number)))
        return True
    for part in _ACTIONS[action](step, number):
        if part is None:
            _hold(sock)
        else:
            sock.sendall(part)
    if action == "rst":
        # Lingering for no time makes close() send a reset instead of an end.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def _hold(sock: socket.socket) -> None:
    """Say nothing until the other side gives up."""
    while sock.recv(65536):
        pass


def _head(step: Step, number: int, *lines: str) -> bytes:
    headers = {"Content-Type": "application/json", **response_headers(step, number)}
    named = [f"{name}: {value}" for name, value in headers.items()]
    start = f"HTTP/1.1 {step.get('status', 200)} Scripted"
    return "\r\n".join([start, *named, *lines, "", ""]).encode("latin-1")


def _plain(step: Step, number: int) -> Iterator[bytes]:
    body = response_body(step, number) or b""
    yield _head(step, number, f"Content-Length: {len(body)}")
    yield body


def _some_body(step: Step, number: int) -> bytes:
    return response_body(step, number) or rows_body({"rows": 2}).encode()


def _stall(step: Step, number: int) -> Iterator[bytes | None]:
    body = _some_body(step, number)
    yield _head(step, number, f"Content-Length: {len(body)}") + body[: step["bytes"]]
    yield None


def _unfinished_chunks(step: Step, number: int) -> Iterator[bytes]:
    text = step.get("body")
    body = text.encode() if isinstance(text, str) else _some_body(step, number)
    yield _head(step, number, "Transfer-Encoding: chunked")
    yield b"%x\r\n" % len(body) + body + _CRLF


def _cut(step: Step, number: int) -> Iterator[bytes]:
    yield _head(step, number, "Connection: close") + _some_body(step, number)


def _short(step: Step, number: int) -> Iterator[bytes]:
    body = _some_body(step, number)
    yield _head(step, number, f"Content-Length: {len(body) + 100}") + body


def _bomb(step: Step, number: int) -> Iterator[bytes]:
    yield _head(step, number, "Content-Encoding: gzip", "Connection: close")
    yield from gzip_bomb(step["inflated_mb"])


def _drip(step: Step, number: int) -> Iterator[bytes]:
    """One byte at a time, from the first of the head or (`after: head`) of the body."""
    head = _head(step, number, "Connection: close")
    quick, slow = (head, _some_body(step, number)) if step.get("after") == "head" else (b"", head)
    yield quick
    for byte in slow:
        threading.Event().wait(step["every"])
        yield bytes([byte])


def _garbage(step: Step, number: int) -> Iterator[bytes]:
    yield b"SSH-2.0-OpenSSH_9.7" + _CRLF


def _silence(step: Step, number: int) -> Iterator[None]:
    yield None


def _nothing(step: Step, number: int) -> Iterator[bytes]:
    yield from ()


_ACTIONS: dict[str, Callable[[Step, int], Iterator[bytes | None]]] = {
    "rst": _nothing,
    "close": _nothing,
    "stall_after_bytes": _stall,
    "chunked_no_terminator": _unfinished_chunks,
    "close_delimited": _cut,
    "short_body": _short,
    "gzip_bomb": _bomb,
    "drip": _drip,
    "garbage": _garbage,
    "accept_then_timeout": _silence,
    "kill_client_after_send": _silence,
}
