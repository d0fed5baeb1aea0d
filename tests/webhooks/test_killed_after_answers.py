"""kill -9 right after an answer: what was acknowledged is there, once."""

from __future__ import annotations

import contextlib
import http.client
import random
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import losses
from data.schema import order_history, orders, webhook_events
from data.warehouse import Warehouse
from data.webhooks import apply_pending
from tests.fresh import fresh
from tests.long.amounts import amount
from tests.starting import ROOT
from tests.webhooks.events import event, rows, signed
from tests.webhooks.places import PATH

KILLS = amount(2, long=50)


def post(port: int, body: bytes) -> int:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as sending:
        sending.request("POST", PATH, body, signed(body))
        return sending.getresponse().status


def killed_after(path: Path, bodies: list[bytes]) -> None:
    """Post each body, and end the process as soon as the last answer is read."""
    command = [sys.executable, "-m", "tests.webhooks.receiving", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as receiving:
        assert receiving.stdout
        port = int(receiving.stdout.readline())
        assert [post(port, body) for body in bodies] == [200] * len(bodies)
        receiving.kill()


@pytest.mark.long
@pytest.mark.parametrize("seed", range(KILLS))
def test_what_was_answered_outlives_the_process(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "w.duckdb"
    fresh(path).close()
    count = random.Random(seed).randint(1, 12)
    ids = [f"ord_{number:02}" for number in range(count)]
    killed_after(path, [event("in_progress", 1, id=order_id) for order_id in ids])
    with Warehouse.open(f"duckdb:///{path}") as warehouse:
        assert len(rows(warehouse, webhook_events)) == count
        with warehouse.read() as connection:
            assert losses.unmended(connection) is None
        apply_pending(warehouse)
        assert rows(warehouse, orders, "order_id") == [(order_id,) for order_id in ids]
        assert len(rows(warehouse, order_history)) == count
        with warehouse.read() as connection:
            waiting = sa.select(sa.func.count()).where(webhook_events.c.outcome.is_(None))
            assert connection.scalar(waiting) == 0
