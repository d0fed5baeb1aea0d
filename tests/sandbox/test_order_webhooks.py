"""Events of orders: which, signed how, sent where, and sent again when nobody took them."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from threading import Thread
from typing import Any, NamedTuple

import pytest

from data.sandbox.clock import Clock
from data.sandbox.server import Sandbox
from data.sandbox.webhooks import event_bodies
from data.sandbox.world import OrderWorld
from tests.sandbox.podcast_serving import AS_OF, Caller, options

HOUR_A_SECOND = 3_600.0


class Received(NamedTuple):
    body: bytes
    signature: str | None


class Receiver:
    """A real HTTP server; it refuses the first ``refusals`` deliveries with 503."""

    def __init__(self, refusals: int = 0) -> None:
        self.received: Queue[Received] = Queue()
        left = [refusals]
        received = self.received

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.put(Received(body, self.headers["X-PodcastBacklinks-Signature"]))
                left[0] -= 1
                self.send_response(503 if left[0] >= 0 else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Keep the test output quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def __enter__(self) -> "Receiver":
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_events_are_signed_over_their_raw_body(receiver: Receiver) -> None:
    busy = options(orders=3_000, speed=HOUR_A_SECOND, webhook_url=receiver.url)
    with Sandbox(busy):
        event = receiver.received.get(timeout=10)
    secret = busy.webhook_secret.encode()
    assert event.signature == hmac.new(secret, event.body, hashlib.sha256).hexdigest()


def test_a_placed_order_tells_its_callback_url_first_that_it_was_created(
    receiver: Receiver,
) -> None:
    with Sandbox(options(orders=40, speed=HOUR_A_SECOND)) as sandbox:
        placed = Caller(sandbox).place(callback_url=receiver.url).json()
        event = json.loads(receiver.received.get(timeout=10).body)
    assert (event["type"], event["created_at"]) == ("order.created", placed["created_at"])
    assert placed.items() <= event["data"].items()
    assert len(event["data"]["placements"]) == placed["links_total"]


def test_an_event_that_was_not_taken_comes_again() -> None:
    running = Sandbox(options(orders=40, speed=HOUR_A_SECOND))
    with Receiver(refusals=1) as refusing, running as sandbox:
        Caller(sandbox).place(callback_url=refusing.url)
        first = refusing.received.get(timeout=10)
        while refusing.received.get(timeout=10) != first:
            pass
    assert json.loads(first.body)["type"] == "order.created"


def test_a_week_of_events_tells_each_orders_life_in_order() -> None:
    world = OrderWorld(options(orders=3_000), Clock(AS_OF, 0.0))
    events = event_bodies(world, "http://127.0.0.1/", AS_OF, AS_OF + timedelta(days=7))
    bodies = [json.loads(body) for _, body in events]
    times = [body["created_at"] for body in bodies]
    last = {body["data"]["id"]: body for body in bodies}
    assert times == sorted(times) and len(bodies) > 200
    assert {body["type"] for body in bodies} == {
        "order.created", "order.progress", "order.delivered", "order.failed"
    }  # fmt: skip
    for body in last.values():
        order, _, kind = body["type"].partition(".")
        assert order == "order"
        assert body["data"]["status"] == kind or kind in ("created", "progress")
