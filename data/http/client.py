"""The one way to a vendor: limited, timed, tried again by the table, and never naming a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError

from data import __version__
from data.errors import Refused
from data.http.breaker import Breaker
from data.http.clock import SYSTEM_CLOCK, Clock
from data.http.faults import transport_failure
from data.http.limiter import SlidingWindow
from data.http.redaction import RedactingFilter, Redactor
from data.http.retry import READ, Failure, RetryPolicy, pause
from data.http.transport import MAX_BODY, BodyTooLarge, Reply, Timeouts, Transport
from data.http.vendor import Call, Vendor
from data.http.verdict import Expect, read_reply

USER_AGENT = f"Linkboard/{__version__} (+analytics dashboard)"

log = logging.getLogger(__name__)
logging.getLogger("urllib3.connectionpool").addFilter(RedactingFilter())


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer: parsed JSON, text or None as expected, after so many requests."""

    status: int
    headers: Mapping[str, str]
    body: Any
    requests: int


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One attempt, for the request log: no ids, no cursors, no bodies. Times are naive UTC.

    `status` is None when no complete response came, `outcome` is `ok` or the reason of failure.
    """

    source: str
    endpoint: str
    status: int | None
    attempt: int
    seconds: float
    outcome: str
    sent_at: datetime
    finished_at: datetime


class HttpClient:
    """A vendor's API behind its key. Used by one thread at a time; the limiter is what is shared.

    `vendor` gives names and the reader of error bodies; a source sets its own.
    """

    def __init__(
        self,
        *,
        source: str,
        base_url: str,
        token: str,
        limiter: SlidingWindow,
        clock: Clock = SYSTEM_CLOCK,
        random: Random | None = None,
        secrets: tuple[str, ...] = (),
        on_request: Callable[[RequestRecord], None] | None = None,
        vendor: Vendor | None = None,
        timeouts: Timeouts | None = None,
        max_body: int = MAX_BODY,
    ) -> None:
        self.source, self.base_url = source, base_url.rstrip("/")
        self.vendor = vendor or Vendor.unknown(source)
        self.requests_sent = 0
        self.host = self.base_url.partition("//")[2].partition("/")[0].rpartition("@")[2]
        self.clock = clock
        self._token = token.strip()
        self._limiter, self._random, self._on_request = limiter, random or Random(), on_request
        self._redact = Redactor([*secrets, self._token])
        self._breaker = Breaker()
        self._transport = Transport(timeouts or Timeouts(), max_body, clock.monotonic)

    def request(
        self,
        method: str,
        path: str,
        *,
        ids: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        expect: Expect = "json",
        retry: RetryPolicy = READ,
        urgent: bool = False,
    ) -> Answer:
        """Send until there is an answer or the retry table gives up.

        `path` is a template like `/orders/{order_id}` that `ids` fill in, so that logs and
        messages can name the endpoint without the object. Each attempt sends the same bytes.
        Reads from a vendor that is down get one attempt (data/http/breaker.py). Raises a leaf of
        SourceError.
        """
        call = Call(self.vendor, method, path, self.host, self._redact)
        prepared = self._prepare(call, ids or {}, params, body, headers)
        if method == "GET":
            retry = self._breaker.policy(str(call), retry)
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = self._attempt(call, prepared, attempt, expect, urgent)
            except Failure as failure:
                seconds = pause(retry, failure, attempt, self._random)
                if seconds is None:
                    self._breaker.note(str(call), failure.fault)
                    raise failure.error from None
                log.warning(
                    "%s Attempt %d; the next in %.1f s.", failure.error.message, attempt, seconds
                )
                self.clock.sleep(seconds)
            else:
                self._breaker.note(str(call), None)
                return answer

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._transport.close()

    def _prepare(
        self,
        call: Call,
        ids: Mapping[str, str],
        params: Mapping[str, Any] | None,
        body: Any,
        headers: Mapping[str, str] | None,
    ) -> requests.PreparedRequest:
        quoted = {name: quote(value, safe="") for name, value in ids.items()}
        url = self.base_url + call.endpoint.format_map(quoted)
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", **(headers or {})}
        if self._token:
            sent["Authorization"] = f"Bearer {self._sendable_token()}"
        data = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            data = json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
        try:
            return requests.Request(
                call.method, url, headers=sent, params=params, data=data
            ).prepare()
        except ValueError as error:
            raise transport_failure(error, call).error from None

    def _sendable_token(self) -> str:
        """Libraries quote a header that they refuse, and with it the key."""
        if self._token.isascii() and self._token.isprintable():
            return self._token
        raise Refused(
            f"{self.vendor.key_setting} holds a character that cannot be sent, such as a line "
            "break. Copy the key again."
        )

    def _attempt(
        self,
        call: Call,
        prepared: requests.PreparedRequest,
        attempt: int,
        expect: Expect,
        urgent: bool,
    ) -> Answer:
        with self._limiter.slot(urgent=urgent):
            self.requests_sent += 1
            sent_at, started = self.clock.now(), self.clock.monotonic()
            status, outcome = None, "ok"
            try:
                reply = self._exchange(call, prepared)
                status = reply.status
                body = read_reply(reply, call, expect, self.clock.now())
                return Answer(status, reply.headers, body, attempt)
            except Failure as failure:
                outcome = failure.outcome
                raise
            finally:
                seconds = self.clock.monotonic() - started
                self._record(call, status, attempt, seconds, outcome, sent_at)

    def _exchange(self, call: Call, prepared: requests.PreparedRequest) -> Reply:
        try:
            return self._transport.exchange(prepared)
        # requests lets some of what urllib3 raises through as it is.
        except (requests.exceptions.RequestException, HTTPError, BodyTooLarge) as error:
            raise transport_failure(error, call) from None

    def _record(
        self,
        call: Call,
        status: int | None,
        attempt: int,
        seconds: float,
        outcome: str,
        sent_at: datetime,
    ) -> None:
        log.debug("%s %s %s in %.3f s", call, status, outcome, seconds)
        if self._on_request is not None:
            finished_at = self.clock.now()
            self._on_request(
                RequestRecord(
                    self.source,
                    str(call),
                    status,
                    attempt,
                    seconds,
                    outcome,
                    sent_at,
                    finished_at,
                )
            )
