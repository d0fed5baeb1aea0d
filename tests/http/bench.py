"""A client and a server that misbehaves, on real sockets and a clock that skips pauses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from data.errors import SourceError
from data.http import (
    HttpClient,
    RequestRecord,
    SlidingWindow,
    Timeouts,
    Vendor,
    VendorError,
)
from tests.scripted_server import ScriptedServer, Step
from tests.skipping_clock import SkippingClock

KEY = "pk_live_a1b2c3d4e5f6"
OK: Step = {"status": 200, "body": {"fine": True}}
QUICK = Timeouts(connect=0.2, read=0.3, total=0.6)


def read_code(status: int, body: Any) -> VendorError | None:
    if not isinstance(body, dict) or "code" not in body:
        return None
    return VendorError(body["code"], body.get("message"), retry_after=body.get("retry_after"))


VENDOR = Vendor("The Vendor", "VENDOR__KEY", "VENDOR__URL", "VENDOR__LIMIT", read_code)


@dataclass
class Bench:
    """A scripted server and a client that talks to it."""

    server: ScriptedServer
    client: HttpClient
    clock: SkippingClock
    records: list[RequestRecord] = field(default_factory=list)

    @property
    def outcomes(self) -> list[str]:
        return [record.outcome for record in self.records]


@contextmanager
def bench(*steps: Step, timeouts: Timeouts = QUICK, **options: Any) -> Iterator[Bench]:
    with ScriptedServer(list(steps)) as server:
        clock = SkippingClock(server.attempt_over)
        records: list[RequestRecord] = []
        client = HttpClient(
            source="vendor",
            base_url=server.url,
            token=KEY,
            limiter=SlidingWindow(1000, clock=clock),
            clock=clock,
            random=Random(1),
            on_request=records.append,
            vendor=VENDOR,
            timeouts=timeouts,
            **options,
        )
        yield Bench(server, client, clock, records)
        client.close()


def fault_of(bench: Bench, error: type[SourceError], **options: Any) -> SourceError:
    with pytest.raises(error) as caught:
        bench.client.request("GET", "/things/{id}", ids={"id": "t1"}, **options)
    assert type(caught.value) is error
    return caught.value


def unreachable(base_url: str = "http://127.0.0.1:1", token: str = KEY) -> HttpClient:
    clock = SkippingClock()
    return HttpClient(
        source="vendor",
        base_url=base_url,
        token=token,
        limiter=SlidingWindow(clock=clock),
        clock=clock,
        vendor=VENDOR,
    )
