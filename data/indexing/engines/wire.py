"""One request to an engine and what came back, whatever it is.

Not `HttpClient`: it turns every answer but a good one into an error, while here a 403 is a fact to
be stored with its body, and the engines' own rules say what is tried again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from data import strict_json
from data.errors import BadBody
from data.http import SYSTEM_CLOCK, Clock, Timeouts, Vendor
from data.http.client import USER_AGENT
from data.http.faults import transport_failure
from data.http.redaction import Redactor
from data.http.retry import Failure, parse_retry_after
from data.http.transport import Reply, Transport
from data.http.vendor import Call

KEPT_BODY = 2048  # characters of an answer that are stored
_READ_BODY = 2**18

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request brought. Times are naive UTC.

    Either `status` is there, or `fault`: the word for why no complete answer came (`read_timeout`,
    `unreachable`, …), with `sentence` for people. `document` is the parsed body, None if it is no
    JSON; `body` its beginning without secrets.
    """

    sent_at: datetime
    finished_at: datetime
    status: int | None = None
    body: str = ""
    document: Any = None
    retry_after: float | None = None
    fault: str | None = None
    sentence: str = ""

    @property
    def member(self) -> dict[str, Any]:
        """The body as an object; empty if it is none."""
        return self.document if isinstance(self.document, dict) else {}


class Wire:
    """Sends JSON to one engine. `secrets` never stand in a stored body or a log."""

    def __init__(
        self,
        vendor: Vendor,
        *,
        clock: Clock = SYSTEM_CLOCK,
        timeouts: Timeouts | None = None,
        secrets: tuple[str, ...] = (),
    ) -> None:
        self.clock = clock
        self._vendor, self._redact = vendor, Redactor(secrets)
        self._transport = Transport(
            timeouts or Timeouts(), _READ_BODY, clock.monotonic, cuts_body=True
        )

    def send(
        self,
        method: str,
        url: str,
        *,
        document: Any = None,
        params: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> Exchange:
        """One request, never repeated here; raises nothing that the network can cause."""
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"}
        data = None
        if document is not None:
            headers["Content-Type"] = "application/json; charset=utf-8"
            data = json.dumps(document, separators=(",", ":")).encode()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        prepared = requests.Request(
            method, url, headers=headers, params=params, data=data
        ).prepare()
        return self._exchanged(method, url, prepared)

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._transport.close()

    def _exchanged(self, method: str, url: str, prepared: requests.PreparedRequest) -> Exchange:
        sent_at = self.clock.now()
        try:
            reply = self._transport.exchange(prepared)
        except (requests.exceptions.RequestException, HTTPError) as error:
            failure = transport_failure(error, self._call(method, url))
            return self._faulty(sent_at, failure)
        now = self.clock.now()
        log.info("%s answered %s", self._vendor.name, reply.status)
        return Exchange(
            sent_at,
            now,
            reply.status,
            self._redact(reply.body.decode("utf-8", "replace"))[:KEPT_BODY],
            _document(reply),
            parse_retry_after(reply.headers.get("Retry-After"), now),
        )

    def _faulty(self, sent_at: datetime, failure: Failure) -> Exchange:
        log.warning("%s", failure.error.message)
        return Exchange(
            sent_at, self.clock.now(), fault=failure.outcome, sentence=failure.error.message
        )

    def _call(self, method: str, url: str) -> Call:
        address, _, path = url.partition("//")[2].partition("/")
        return Call(self._vendor, method, f"/{path}", address.rpartition("@")[2], self._redact)


def _document(reply: Reply) -> Any:
    try:
        return strict_json.loads(reply.body)
    except BadBody:
        return None
