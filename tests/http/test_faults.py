"""What goes wrong between vendor and client: tried again, or ended with its reason."""

from __future__ import annotations

import resource
import sys
import time

import pytest

from data.errors import (
    BadBody,
    NotFound,
    RateLimited,
    Refused,
    Rejected,
    ServerFault,
    SourceError,
    Unreachable,
)
from data.http import Timeouts
from tests.http.bench import OK, bench, fault_of
from tests.scripted_server import Step

GZIP = {"Content-Encoding": "gzip"}


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
