"""Connections of which every single read gets only what is left of the whole request's time.

A read time-out alone does not end: a server that sends one byte now and then is never late.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Deadline:
    """`total` seconds for a request, at most `read` of them between two bytes."""

    def __init__(self, total: float, read: float, monotonic: Callable[[], float]) -> None:
        self._read, self._monotonic = read, monotonic
        self._ends = monotonic() + total

    def left(self) -> float:
        """Seconds the next read may take; TimeoutError when the request has had its time."""
        left = self._ends - self._monotonic()
        if left <= 0:
            raise TimeoutError("the request took longer than allowed in all")
        return min(left, self._read)


# Handed over out of band: requests passes numbers on to the connection, nothing else.
current: ContextVar[Deadline] = ContextVar("deadline of the request being sent")


class _Reader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_Reader(raw, sock, current.get()))


class Connection(HTTPConnection):
    """HTTP whose answers are read within the `current` deadline."""

    response_class = _Response


class SecureConnection(HTTPSConnection):
    """The same over TLS."""

    response_class = _Response
