"""How long a webhook waits for its answer while a sync writes batches of 500 orders.

    python -m benchmarks.reliability.acknowledging

Fifty events a second for a minute, each on a connection of its own; the wait counts from the moment
at which the event was due, so that a slow answer delays no clock. Ends with 1 if the promise
(95% within 250 ms, all within 1 s, every answer 200) is not kept.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from itertools import count
from pathlib import Path

from benchmarks.results import machine, table

RATE, SECONDS, SENDERS = 50, 60, 64
P95_MS, LONGEST_MS = 250, 1000
SECRET = "whsec_benchmark"
LIFE = (("order.created", "queued", 0), ("order.progress", "in_progress", 1))
LIFE += (("order.delivered", "delivered", 3),)


def main() -> int:
    """Measure once and print a section for RELIABILITY.md."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.reliability.receiving"]
        file = str(Path(folder) / "linkboard.duckdb")
        with subprocess.Popen(
            [*command, file, str(port), SECRET], stdout=subprocess.PIPE, text=True
        ) as server:
            told = server.stdout
            if told is None or told.readline() != "ready\n":
                raise RuntimeError("the receiving process did not start")
            _wait_for(port)
            before = machine("streamlit", "duckdb")
            waits, statuses = _send_all(port)
            server.terminate()
            writer = json.loads(told.read())
    return _report(before, sorted(waits), statuses, writer)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the receiving process does not listen")


def _send_all(port: int) -> tuple[list[float], list[int]]:
    """Milliseconds and HTTP status of every event."""
    waits, statuses, numbers = list[float](), list[int](), count()
    began = time.perf_counter() + 0.5

    def send() -> None:
        while (number := next(numbers)) < RATE * SECONDS:
            due = began + number / RATE
            time.sleep(max(0.0, due - time.perf_counter()))
            statuses.append(_post(port, _body(number)))
            waits.append(1000 * (time.perf_counter() - due))

    senders = [threading.Thread(target=send) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return waits, statuses


def _post(port: int, body: bytes) -> int:
    signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        headers = {"X-PodcastBacklinks-Signature": signature}
        connection.request("POST", "/webhooks/podcast-backlinks", body, headers)
        return connection.getresponse().status


def _body(number: int) -> bytes:
    kind, status, links = LIFE[number % 3]
    order = {
        "id": f"ord_event_{number // 3:06}",
        "status": status,
        "package": "growth",
        "links_total": 3,
        "links_delivered": links,
        "created_at": "2026-01-02T09:00:00Z",
        "metadata": {"client_id": "cus_1"},
    }
    document = {"type": kind, "created_at": f"2026-01-02T10:0{number % 3}:00Z", "data": order}
    return json.dumps(document).encode()


def _report(before: str, waits: list[float], statuses: list[int], writer: dict[str, float]) -> int:
    p50, p95, p99 = (waits[int(len(waits) * share)] for share in (0.5, 0.95, 0.99))
    refused = sum(status != 200 for status in statuses)
    holds = p95 <= P95_MS and waits[-1] <= LONGEST_MS and not refused
    figures = [f"{value:.0f}" for value in (p50, p95, p99, waits[-1])]
    batches = f"{writer['batches']} of {writer['middle_ms']:.0f} ms"
    header = ("events", "p50 ms", "p95 ms", "p99 ms", "longest ms", "not 200", "batches beside")
    print(before, "", sep="\n")
    print(table(header, [(len(waits), *figures, refused, batches)]))
    print(f"\nThe promise is {'kept' if holds else 'not kept'}.")
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
