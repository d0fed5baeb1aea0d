"""The client against a server that misbehaves, on real sockets and a clock that skips pauses."""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from data.errors import (
    BadBody,
    NotFound,
    Postponed,
    RateLimited,
    Refused,
    Rejected,
    ServerFault,
    SourceError,
    Unreachable,
)
from data.http import (
    READ,
    UNKEYED_WRITE,
    Fault,
    HttpClient,
    RequestRecord,
    RetryPolicy,
    SlidingWindow,
    Timeouts,
    Vendor,
    VendorError,
)
from data.http.client import USER_AGENT
from data.http.retry import Failure, parse_retry_after, pause
from tests.scripted_server import ScriptedServer, Step
from tests.skipping_clock import SkippingClock

KEY = "pk_live_a1b2c3d4e5f6"
GZIP = {"Content-Encoding": "gzip"}
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


def test_a_request_carries_key_agent_and_encoded_parts_and_nothing_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    cookie = {**OK, "headers": {"Set-Cookie": "a=b"}}
    with bench(cookie, OK) as b:
        for _ in range(2):
            b.client.request(
                "GET",
                "/things/{id}",
                ids={"id": "a/b?c"},
                params={"cursor": "a+b/c==&x", "n": None},
            )
    first, second = b.server.requests
    assert first.path == "/v1/things/a%2Fb%3Fc?cursor=a%2Bb%2Fc%3D%3D%26x"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert first.headers["user-agent"] == USER_AGENT
    assert "cookie" not in second.headers


def test_the_agent_names_the_version_of_the_project() -> None:
    project = Path(__file__).resolve().parent.parent / "pyproject.toml"
    version = tomllib.loads(project.read_text("utf-8"))["project"]["version"]
    assert USER_AGENT.startswith(f"Linkboard/{version} ")


def test_every_attempt_is_recorded_without_ids_and_cursors() -> None:
    with bench({"status": 500}, OK) as b:
        answer = b.client.request("GET", "/things/{id}", ids={"id": "t1"}, params={"cursor": "c"})
    assert (answer.status, answer.body, answer.requests) == (200, {"fine": True}, 2)
    assert b.client.requests_sent == 2
    assert [(r.endpoint, r.status, r.attempt, r.outcome) for r in b.records] == [
        ("GET /things/{id}", 500, 1, "server_error"),
        ("GET /things/{id}", 200, 2, "ok"),
    ]
    assert all(r.sent_at <= r.finished_at and r.source == "vendor" for r in b.records)


@pytest.mark.parametrize(
    ("step", "outcome"),
    [
        ({"action": "refuse"}, "unreachable"),
        ({"action": "blackhole"}, "connect_timeout"),
        ({"action": "rst"}, "reset"),
        ({"action": "close"}, "reset"),
        ({"action": "garbage"}, "reset"),
        ({"status": 200, "headers": {"Content-Length": "7"}, "body": "two lengths"}, "reset"),
        ({"action": "accept_then_timeout"}, "read_timeout"),
        ({"action": "stall_after_bytes", "bytes": 50}, "read_timeout"),
        ({"action": "chunked_no_terminator"}, "incomplete_read"),
        ({"action": "chunked_no_terminator", "body": "[]"}, "incomplete_read"),
        ({"action": "short_body"}, "incomplete_read"),
        ({"action": "close_delimited", "body": '{"fine": true}', "cut_at": 9}, "invalid_json"),
        ({"status": 200, "headers": GZIP, "body_text": "not zipped at all"}, "bad_encoding"),
        ({"status": 200, "body_text": "<html>Back soon"}, "not_json"),
        ({"status": 200, "body_text": " "}, "empty_body"),
        ({"status": 204}, "empty_body"),
        ({"status": 200, "body": {"code": "internal_error"}}, "error_in_200"),
        ({"status": 429}, "rate_limited"),
        ({"status": 503, "body_text": "<html>"}, "server_error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_passing_fault_is_tried_again(step: Step, outcome: str) -> None:
    with bench(step, OK) as b:
        assert b.client.request("GET", "/things").body == {"fine": True}
    assert b.outcomes == [outcome, "ok"]


@pytest.mark.parametrize(
    ("step", "error", "reason", "attempts"),
    [
        ({"action": "refuse"}, Unreachable, "unreachable", 5),
        ({"action": "rst"}, Unreachable, "unreachable", 6),
        ({"action": "short_body"}, Unreachable, "unreachable", 6),
        ({"status": 429}, RateLimited, "rate_limited", 6),
        ({"status": 500, "body": ["oops"]}, ServerFault, "server_error", 6),
        ({"status": 502, "body": {"code": "internal_error"}}, ServerFault, "internal_error", 6),
        ({"status": 200, "body_text": "{oops"}, BadBody, "invalid_json", 3),
        ({"status": 200, "body_b64": "6Q=="}, BadBody, "invalid_utf8", 3),
        ({"status": 401}, Refused, "unauthenticated", 1),
        ({"status": 403}, Refused, "unauthenticated", 1),
        ({"status": 403, "body": {"code": "url_blocked"}}, Rejected, "url_blocked", 1),
        ({"status": 404}, NotFound, "not_found", 1),
        ({"status": 409, "body": {"code": "duplicate_order"}}, Rejected, "duplicate_order", 1),
        ({"status": 418, "body": {"code": "brand_new"}}, Rejected, "brand_new", 1),
        ({"status": 418, "body": {"code": "no code <b>"}}, Rejected, "http_418", 1),
        ({"status": 302, "headers": {"Location": "/x"}}, Rejected, "unexpected_redirect", 1),
        ({"action": "bad_cert"}, Unreachable, "tls", 1),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_lasting_fault_ends_with_its_reason(
    step: Step, error: type[SourceError], reason: str, attempts: int
) -> None:
    with bench({**step, "times": 9}) as b:
        fault = fault_of(b, error)
    assert (fault.reason, b.client.requests_sent) == (reason, attempts)
    assert fault.message.endswith((".", "oops", "\ufffd"))
    assert "The Vendor" in fault.message or "127.0.0.1" in fault.message


def test_a_message_says_what_where_and_the_mend() -> None:
    body = {"code": "unauthenticated", "message": "Invalid API key."}
    with bench({"status": 401, "body": body}) as b:
        assert fault_of(b, Refused).message == (
            "The Vendor refused the key (401): unauthenticated, Invalid API key. Check VENDOR__KEY."
        )


@pytest.mark.parametrize("after", ["head", None])
def test_a_server_that_drips_bytes_does_not_outlast_the_total(after: str | None) -> None:
    steps = [{"action": "drip", "every": 0.05, "after": after, "times": 2}, OK]
    timeouts = Timeouts(connect=1.5, read=1.5, total=1.5)
    started = time.monotonic()
    with bench(*steps, timeouts=timeouts) as b:
        b.client.request("GET", "/things")
    assert time.monotonic() - started < 3 * timeouts.total
    assert b.outcomes == ["read_timeout", "read_timeout", "ok"]


def test_a_gzip_bomb_is_left_after_thirty_two_megabytes() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with bench({"action": "gzip_bomb", "inflated_mb": 1000}, timeouts=Timeouts()) as b:
        assert fault_of(b, BadBody).reason == "too_large"
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert b.client.requests_sent == 1
    assert grown < (64 * 2**20 if sys.platform == "darwin" else 64 * 2**10)


def test_the_limit_counts_what_is_decoded() -> None:
    page = {"status": 200, "body": "x" * 100}
    with bench(page, max_body=102) as b:
        assert len(b.client.request("GET", "/things").body) == 100
    with bench(page, max_body=101) as b:
        assert fault_of(b, BadBody).reason == "too_large"


@pytest.mark.parametrize("asked", ["3", " 7 ", "in ten seconds"])
def test_a_wish_to_wait_is_never_shortened(asked: str) -> None:
    if asked == "in ten seconds":
        asked = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
        least = 8.0
    else:
        least = float(asked)
    with bench({"status": 429, "headers": {"Retry-After": asked}}, OK) as b:
        b.client.request("GET", "/things")
    assert least <= b.clock.sleeps[0] <= least + 4


def test_a_wish_in_the_body_counts_like_one_in_the_header() -> None:
    with bench({"status": 429, "body": {"code": "busy", "retry_after": 60}}, OK) as b:
        b.client.request("GET", "/things")
    assert 60 <= b.clock.sleeps[0] <= 61


def test_a_wish_of_a_day_is_not_slept_through() -> None:
    with bench({"status": 429, "headers": {"Retry-After": "86400"}}) as b:
        fault = fault_of(b, Postponed)
    until = datetime.now(UTC) + timedelta(days=1)
    assert fault.reason == "rate_limited"
    assert f"Paused by The Vendor until {until:%Y-%m-%d}" in fault.message
    assert b.clock.sleeps == []


@pytest.mark.parametrize(
    "header", [None, "", "-5", "soon", "0", "Fri, 14 Mar 2025 10:00:00 GMT", "1e999", "99999999999"]
)
def test_a_wish_that_makes_no_sense_counts_as_none(header: str | None) -> None:
    assert parse_retry_after(header, datetime(2025, 3, 14, 11)) is None


def test_pauses_double_up_to_a_minute_and_differ() -> None:
    policy = RetryPolicy({Fault.SERVER: 99, Fault.THROTTLED: 99})
    random = Random(3)
    for fault, floor in ((Fault.SERVER, 0.25), (Fault.THROTTLED, 1.0)):
        failure = Failure(fault, ServerFault("x"))
        for attempt in range(1, 12):
            cap = min(60, 2 ** (attempt - 1)) + (1 if fault is Fault.THROTTLED else 0)
            drawn = [pause(policy, failure, attempt, random) or 0 for _ in range(100)]
            assert floor <= min(drawn) < max(drawn) <= cap


def test_a_write_without_a_key_is_repeated_only_if_it_cannot_have_been_heeded() -> None:
    for step, tries in (({"action": "rst"}, 1), ({"status": 500}, 1), ({"status": 429}, 6)):
        with bench({**step, "times": 9}) as b, pytest.raises(SourceError):
            b.client.request("POST", "/things", body={}, retry=UNKEYED_WRITE)
        assert b.client.requests_sent == tries


def test_a_reset_can_be_answered_by_one_repeat_at_once() -> None:
    policy = RetryPolicy(READ.attempts, at_once=frozenset({Fault.RESET}))
    with bench({"action": "rst", "times": 2}, OK) as b:
        b.client.request("GET", "/things", retry=policy)
    assert b.clock.sleeps[0] == 0 < b.clock.sleeps[1]


def test_every_repeat_sends_the_same_bytes() -> None:
    body = {"anchor_text": "café", "b": 1, "a": {"z": None}}
    with bench({"status": 500, "times": 2}, {"action": "rst"}, OK) as b:
        b.client.request("POST", "/things", body=body, headers={"Idempotency-Key": "k1"})
    assert {r.body for r in b.server.requests} == {
        rb'{"anchor_text":"caf\u00e9","b":1,"a":{"z":null}}'
    }
    assert [r.headers["idempotency-key"] for r in b.server.requests] == ["k1"] * 4


def test_text_and_nothing_can_be_expected_instead_of_json() -> None:
    with bench({"status": 200, "body_text": "\ufeffid,url"}, {"status": 204}) as b:
        assert b.client.request("GET", "/export", expect="text").body == "id,url"
        assert b.client.request("DELETE", "/things", expect="nothing").body is None


@pytest.mark.parametrize("key", ["secret\nkey", "secret\u20ackey"])
def test_a_key_that_cannot_be_sent_is_named_but_not_shown(key: str) -> None:
    with pytest.raises(Refused) as caught:
        unreachable(token=key).request("GET", "/things")
    assert "VENDOR__KEY" in caught.value.message and "secret" not in caught.value.message


@pytest.mark.parametrize("url", ["http://[", "http://a..b/v1", "ftp:nothing"])
def test_an_address_that_cannot_be_asked_is_a_source_error(url: str) -> None:
    with pytest.raises(Unreachable) as caught:
        unreachable(base_url=url).request("GET", "/things")
    assert "VENDOR__URL" in caught.value.message


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


_LEAF: dict[int, type[SourceError]] = {400: Rejected, 500: ServerFault, 200: BadBody}
LEAKS: list[Callable[[str], Step]] = [
    lambda text: {"status": 400, "body": {"code": "x", "message": text}},
    lambda text: {"status": 500, "body": {"code": "x", "message": text}},
    lambda text: {"status": 200, "body_text": text},
    lambda text: {"status": 200, "body": {"code": "x", "message": text}},
]


@pytest.mark.parametrize("leak", LEAKS)
def test_no_secret_address_or_signed_link_reaches_a_message_or_a_log(
    leak: Callable[[str], Step], caplog: pytest.LogCaptureFixture
) -> None:
    foreign = f"key {KEY} webhook whsec_0123456789 for ann@example.com at https://x.y/r.pdf?sig=s1g"
    with (
        caplog.at_level(logging.DEBUG),
        bench({**leak(foreign), "times": 9}, secrets=("whsec_0123456789",)) as b,
    ):
        fault = fault_of(b, _LEAF[leak("")["status"]], params={"cursor": "s1g"})
    said = fault.message + caplog.text + json.dumps(b.outcomes)
    for secret in (KEY, "whsec_0123456789", "ann@example.com", "s1g"):
        assert secret not in said
    assert "…e5f6" in fault.message
