"""What an engine's answer means for the URLs that were sent with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.indexing.engines.wire import Exchange

State = Literal["received", "key_pending", "refused", "retry", "stop_host", "stop_engine"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """`received` and `key_pending` are accepted; `refused` is never sent again.

    `retry` backs off; `stop_host` and `stop_engine` hold everything else of the host or the engine
    back until somebody has mended it or, with the reason `quota`, the engine's day is over.
    `reason` is a stable word for tables and advice.
    """

    state: State
    reason: str | None = None

    @property
    def is_accepted(self) -> bool:
        return self.state in ("received", "key_pending")


RECEIVED = Meaning("received")


def unanswered(exchange: Exchange) -> Meaning:
    """The meaning of no complete answer: worth another try, unless the address itself is wrong."""
    if exchange.fault in ("tls", "bad_url"):
        return Meaning("stop_engine", "endpoint")
    return Meaning("retry", "timeout" if "timeout" in (exchange.fault or "") else "unreachable")


def failing_server(status: int) -> Meaning | None:
    """What all engines share: 5xx is worth another try, a redirect or 404 is a wrong address."""
    if status >= 500:
        return Meaning("retry", "server_error")
    if 300 <= status < 400 or status == 404:
        return Meaning("stop_engine", "endpoint")
    return None
