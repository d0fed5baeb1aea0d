"""One exchange of bytes over requests, bounded in time and in size.

A read time-out alone does not end: a server that sends one byte now and then is never late. So
every single read of the socket, of headers as of the body, gets only what is left of the total.
"""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from contextvars import ContextVar
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BODY = 32 * 2**20  # bytes after decompression
_CHUNK = 2**18


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for the whole request."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete response of any status; the body is decompressed, the headers ignore case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class BodyTooLarge(Exception):
    """The body is larger than we are willing to hold."""


class Transport:
    """Sends prepared requests over kept-alive connections.

    No redirects (the key must not reach another host), no proxy or netrc from the environment,
    no cookies.
    """

    def __init__(
        self,
        timeouts: Timeouts,
        max_body: int,
        monotonic: Callable[[], float],
        *,
        cuts_body: bool = False,
    ) -> None:
        """A longer body raises BodyTooLarge, or is cut where only its beginning matters."""
        self._timeouts, self._max_body, self._monotonic = timeouts, max_body, monotonic
        self._cuts_body = cuts_body
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _DeadlineAdapter())

    def exchange(self, request: requests.PreparedRequest) -> Reply:
        """Raises BodyTooLarge, or what requests raises."""
        _deadline.set(_Deadline(self._timeouts, self._monotonic))
        response = self._session.send(
            request,
            stream=True,
            allow_redirects=False,
            timeout=(self._timeouts.connect, self._timeouts.read),
        )
        with closing(response):
            return Reply(response.status_code, response.headers, self._read(response))

    def close(self) -> None:
        self._session.close()

    def _read(self, response: requests.Response) -> bytes:
        chunks, size = [], 0
        for chunk in response.iter_content(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > self._max_body:
                break
        if size > self._max_body and not self._cuts_body:
            raise BodyTooLarge
        return b"".join(chunks)[: self._max_body]


class _Deadline:
    def __init__(self, timeouts: Timeouts, monotonic: Callable[[], float]) -> None:
        self._read, self._monotonic = timeouts.read, monotonic
        self._ends = monotonic() + timeouts.total

    def left(self) -> float:
        """Seconds the next read may take; TimeoutError when the request has had its time."""
        left = self._ends - self._monotonic()
        if left <= 0:
            raise TimeoutError("the request took longer than allowed in all")
        return min(left, self._read)


# Handed over out of band: requests passes numbers on to the connection, nothing else.
_deadline: ContextVar[_Deadline] = ContextVar("deadline of the request being sent")


class _DeadlineReader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: _Deadline) -> None:
        self._raw, self._sock, self._deadline = raw, sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        self._sock.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_DeadlineReader(raw, sock, _deadline.get()))


class _Connection(HTTPConnection):
    response_class = _DeadlineResponse


class _SecureConnection(HTTPSConnection):
    response_class = _DeadlineResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _DeadlineAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
