"""One GET to an address that was checked before, within the time and size allowed.

urllib3's connections, one for each request, without its pools: the name stands in the Host header
and in the TLS handshake, its certificate is verified, and the socket goes where we say. No proxy,
no netrc and no cookie has a way in here.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

from urllib3 import HTTPHeaderDict
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as LateError
from urllib3.response import BaseHTTPResponse
from urllib3.util.ssl_match_hostname import CertificateError

from data.hosts import Address
from data.http import deadlines
from data.http.deadlines import Deadline
from data.indexing.refusals import FetchFailed

Connect = Callable[[Address, int, float], socket.socket]
"""Opens a socket to an address and port within so many seconds."""

_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of whom. `port` stands in the Host header, `door` is where the socket goes."""

    scheme: str
    host: str
    port: int
    path: str
    addresses: tuple[Address, ...]
    door: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Any answer; the body is decompressed, and `is_cut` when it is longer than allowed."""

    status: int
    headers: HTTPHeaderDict
    body: bytes
    is_cut: bool


def system_connect(address: Address, port: int, seconds: float) -> socket.socket:
    """A TCP connection of this machine."""
    return socket.create_connection((str(address), port), seconds)


@dataclass(frozen=True)
class Exchange:
    """How requests are made: by which sockets, with which certificates."""

    connect: Connect
    tls: ssl.SSLContext

    def get(
        self, target: Target, headers: Mapping[str, str], *, limit: int, deadline: Deadline
    ) -> Answer:
        """Raises FetchFailed: `timeout`, `tls_error` or `fetch_error`."""
        deadlines.current.set(deadline)
        connection = _connection(target, self.connect, self.tls, deadline)
        try:
            with closing(connection):
                connection.timeout = deadline.left()
                connection.request("GET", target.path, headers=headers, preload_content=False)
                # An answer that ends with its connection holds the socket from here on.
                with closing(connection.getresponse()) as response:
                    return _read(response, limit)
        except (TimeoutError, LateError):
            raise FetchFailed("timeout") from None
        except (ssl.SSLError, CertificateError):
            raise FetchFailed("tls_error") from None
        except (OSError, HTTPError, http.client.HTTPException, ValueError):
            raise FetchFailed("fetch_error") from None


def _read(response: BaseHTTPResponse, limit: int) -> Answer:
    """Inflated bytes are counted, a chunk at a time: a small answer can be a very large one."""
    body = bytearray()
    while len(body) <= limit and (chunk := response.read(_CHUNK)):
        body += chunk
    is_cut = len(body) > limit
    return Answer(response.status, response.headers, bytes(body[:limit]), is_cut)


class _Plain(deadlines.Connection):
    def __init__(self, target: Target, dial: Callable[[], socket.socket]) -> None:
        super().__init__(target.host, target.port)
        self._dial = dial

    def _new_conn(self) -> socket.socket:
        return self._dial()


class _Secure(deadlines.SecureConnection):
    def __init__(
        self, target: Target, dial: Callable[[], socket.socket], tls: ssl.SSLContext
    ) -> None:
        super().__init__(target.host, target.port, ssl_context=tls)
        self._dial = dial

    def _new_conn(self) -> socket.socket:
        return self._dial()


def _connection(
    target: Target, connect: Connect, tls: ssl.SSLContext, deadline: Deadline
) -> _Plain | _Secure:
    def dial() -> socket.socket:
        *others, last = target.addresses
        for address in others:
            try:
                return connect(address, target.door, deadline.left())
            except TimeoutError:
                raise
            except OSError:
                continue  # a network without IPv6 must not hide the IPv4 address
        return connect(last, target.door, deadline.left())

    return _Secure(target, dial, tls) if target.scheme == "https" else _Plain(target, dial)
