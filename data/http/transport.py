"""One exchange of bytes over requests, bounded in time (see deadlines) and in size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from data.http import deadlines
from data.http.deadlines import Deadline

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
        within = Deadline(self._timeouts.total, self._timeouts.read, self._monotonic)
        deadlines.current.set(within)
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


class _Pool(HTTPConnectionPool):
    ConnectionCls = deadlines.Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = deadlines.SecureConnection


class _DeadlineAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
