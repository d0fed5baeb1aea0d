"""The route itself: methods, sizes, times, headers, repeats, and a store that fails."""

from __future__ import annotations

import base64
import hashlib
import hmac
import resource
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest
import sqlalchemy as sa
from starlette.routing import Mount, Route

from data.schema import order_history, orders, webhook_events
from data.warehouse import Warehouse
from data.webhooks import apply_pending
from data.webhooks.inbox import MAX_BODY_BYTES, Arrival
from pages.http.webhooks import Desk
from pages.routes import ROUTES
from tests.webhooks.events import NOW, SECRET, SIGNATURE, event, one, rows, signed
from tests.webhooks.places import PATH, Door, Place, serving

CHUNK = b"a" * 64 * 1024


@pytest.fixture
def door(warehouse: Warehouse) -> Iterator[Door]:
    with serving(Place.of(warehouse, SECRET)) as opened:
        yield opened


def mac(body: bytes) -> bytes:
    return hmac.digest(SECRET.encode(), body, "sha256")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(door: Door, method: str) -> None:
    answer = door.send(b"", {}, method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


def test_other_paths_are_not_found(door: Door) -> None:
    assert door.send(b"", {}, path="/webhooks/other").status == 404


def test_the_app_mounts_the_route_before_streamlit() -> None:
    (mount,) = [route for route in ROUTES if isinstance(route, Mount) and route.path == "/webhooks"]
    assert [route.path for route in mount.routes if isinstance(route, Route)] == [
        PATH.removeprefix("/webhooks")
    ]


def test_an_acknowledged_event_is_applied_without_being_asked(door: Door) -> None:
    body = event("delivered", 3)
    assert door.send(body, signed(body)).json() == {"status": "stored", "reason": "ok"}
    door.place.webhooks.stop()
    assert one(door.place.warehouse, orders, "status") == ("delivered",)


def test_nothing_is_stored_of_what_is_refused(door: Door) -> None:
    body = event("delivered", 3)
    for headers in ({}, {SIGNATURE: ""}, {SIGNATURE: "0" * 64}, signed(body, "another secret")):
        assert door.send(body, headers).status == 401
    assert rows(door.place.warehouse, webhook_events) == []


@pytest.mark.parametrize("header", ["é" * 64, "sha256=ÿ", "\x80", "v1,ÿ v1=\xa0"])
def test_a_header_that_is_not_ascii_is_refused(door: Door, header: str) -> None:
    answer = door.send(b"{}", {SIGNATURE: header})
    assert (answer.status, answer.json()["status"]) == (401, "rejected")


def test_every_usual_encoding_is_taken(door: Door) -> None:
    for number in range(4):
        body = event("in_progress", 1, id=f"ord_{number}")
        digest = mac(body)
        forms = [
            digest.hex(),
            digest.hex().upper(),
            base64.b64encode(digest).decode(),
            base64.urlsafe_b64encode(digest).decode().rstrip("="),
        ]
        for prefix in ("", "sha256=", "v1=", "v1,"):
            other = hashlib.sha256(body).hexdigest()
            given = f"{prefix}{other} {prefix}{forms[number]}"
            assert door.send(body, {SIGNATURE: given}).status == 200
    assert len(rows(door.place.warehouse, webhook_events)) == 4


def test_more_than_five_candidates_are_refused(door: Door) -> None:
    body = event("in_progress", 1)
    wrong = ["0" * 64] * 4
    assert door.send(body, {SIGNATURE: ",".join([*wrong, mac(body).hex()])}).status == 200
    assert door.send(body, {SIGNATURE: ",".join([*wrong, "0", mac(body).hex()])}).status == 401


def test_a_body_of_exactly_the_limit_is_read(door: Door) -> None:
    body = b" " * MAX_BODY_BYTES
    assert door.send(body, signed(body)).status == 200


def test_a_body_above_the_limit_is_refused_before_it_is_read(door: Door) -> None:
    with socket.create_connection(door.address, timeout=5) as connection:
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 1100000\r\n\r\n".encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_an_endless_body_is_refused_at_the_limit_and_not_kept(door: Door) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = door.send((CHUNK for _ in range(16 * 1024)), signed(b""))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert answer.status == 413
    assert grown < 20 * 1024  # kB


def test_a_body_that_takes_too_long_is_given_up(warehouse: Warehouse) -> None:
    with (
        serving(Place.of(warehouse, SECRET), body_seconds=0.2) as door,
        socket.create_connection(door.address, timeout=5) as connection,
    ):
        connection.sendall(
            f"POST {PATH} HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 408 ")


def test_without_a_secret_nothing_is_taken(warehouse: Warehouse) -> None:
    body = event("delivered", 3)
    for secrets in ((), ("",)):
        with serving(Place.of(warehouse, *secrets)) as door:
            answer = door.send(body, signed(body, ""))
            assert (answer.status, answer.json()["reason"]) == (503, "not_configured")
    assert rows(warehouse, webhook_events) == []


def test_an_event_that_cannot_be_stored_is_not_acknowledged(
    warehouse: Warehouse, caplog: pytest.LogCaptureFixture
) -> None:
    with warehouse.engine.begin() as connection:
        connection.execute(sa.text("alter table webhook_events rename to hidden"))
    with serving(Place.of(warehouse, SECRET)) as door:
        body = event("delivered", 3)
        answer = door.send(body, signed(body))
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "could not be stored" in caplog.text
    assert "cus_42" not in caplog.text


def test_a_warehouse_that_cannot_be_opened_has_the_sender_come_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "w.duckdb"
    file.write_bytes(b"no database" * 1000)
    body = event("delivered", 3)
    desk = Desk(lambda: Place.of(Warehouse.open(f"duckdb:///{file}"), SECRET))
    with ThreadPoolExecutor(1) as thread:  # the browser of other tests has a loop in this one
        verdict = thread.submit(anyio.run, desk.verdict, Arrival(signed(body), body, NOW)).result()
    assert (verdict.http_status, verdict.retry_after) == (503, 30)
    assert "WarehouseDamaged" in caplog.text
    assert "cus_42" not in caplog.text


def test_identical_posts_at_one_moment_make_one_event(door: Door) -> None:
    bodies = [event("in_progress", 2, id=f"ord_{number}") for number in range(100)]
    with ThreadPoolExecutor(5) as senders:
        for body in bodies:
            posts = [senders.submit(door.send, body, signed(body)) for _ in range(5)]
            answers = [post.result() for post in posts]
            assert [answer.status for answer in answers] == [200] * 5
            outcomes = sorted(answer.json()["status"] for answer in answers)
            assert outcomes == ["duplicate"] * 4 + ["stored"]
    door.place.webhooks.stop()
    apply_pending(door.place.warehouse)
    assert len(rows(door.place.warehouse, webhook_events)) == 100
    assert len(rows(door.place.warehouse, order_history)) == 100


def test_an_acknowledged_event_outlives_the_process(tmp_path: Path) -> None:
    body = event("delivered", 3)
    url = f"duckdb:///{tmp_path / 'w.duckdb'}"
    with Warehouse.open(url) as first, serving(Place.of(first, SECRET)) as door:
        door.place.webhooks.stop()
        assert door.send(body, signed(body)).status == 200
    with Warehouse.open(url) as second:
        assert apply_pending(second).applied == 1
