"""Demo mode: the sandbox as a process of its own, and a warehouse made anew at each start.

The sandbox speaks the documented APIs, so a demo runs through the very code of a real account.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, get_origin

import sqlalchemy as sa

from data import settings as settings_module
from data.errors import LinkboardError
from data.schema import client_campaigns, clients, price_book
from data.settings import LOCAL, ROOT, Settings
from data.warehouse import Warehouse

DEMO_FILE = LOCAL / "demo.duckdb"

# The lists carry placements and the limits are high, so that a first sync takes seconds.
_OPTIONS = ("--json", "--port", "0", "--list-placements", "yes")
_LIMITS = ("--requests-per-minute", "60000", "--outreach-requests-per-minute", "60000")
_START_SECONDS = 60.0
_STOP_SECONDS = 5.0


class DemoSandbox:
    """`python -m data sandbox` as a child. `announcement` tells its URLs, keys and clients."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "data.leashed", "sandbox", *_OPTIONS, *_LIMITS, *options]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            self.announcement: dict[str, Any] = self._announced()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the child; it ends by itself if this process dies, for its input is our pipe."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()

    def _announced(self) -> dict[str, Any]:
        line = _first_line(self._process.stdout, _START_SECONDS)
        try:
            announcement = json.loads(line)
        except ValueError:
            announcement = None
        if not isinstance(announcement, dict):
            raise LinkboardError(
                "The demo's sandbox did not start. Run `python -m data sandbox` to see why, "
                "or set an API key to work with a real account."
            )
        return announcement


def _first_line(stream: IO[str] | None, seconds: float) -> str:
    """The first line of the child's output; empty if none came in time."""
    lines: list[str] = []
    reader = threading.Thread(
        target=lambda: lines.append(stream.readline() if stream else ""), daemon=True
    )
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else ""


def overlay(announced: Mapping[str, str], warehouse_url: str) -> Settings:
    """The settings with the sandbox's own on top; texts as they would stand in the environment."""
    nested: dict[str, Any] = {"warehouse": {"url": warehouse_url}}
    for name, text in announced.items():
        section, _, key = name.lower().partition("__")
        fields: Any = Settings.model_fields[section].annotation
        is_json = get_origin(fields.model_fields[key].annotation) in (list, dict)
        nested.setdefault(section, {})[key] = json.loads(text) if is_json else text
    return settings_module.load(**nested)


def new_file(path: Path = DEMO_FILE) -> str:
    """Remove the demo warehouse of an earlier start; returns the URL of the next one."""
    for file in (path, path.with_name(f"{path.name}.wal")):
        file.unlink(missing_ok=True)
    return f"duckdb:///{path}"


def seed(warehouse: Warehouse, demo: Mapping[str, Any]) -> None:
    """What a real user would tell Linkboard: names of clients, whose campaigns, prices."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with warehouse.write() as connection:
        for table, rows in (
            (clients, demo["clients"]),
            (client_campaigns, demo["client_campaigns"]),
            (price_book, [_price(row) for row in demo["price_book"]]),
        ):
            connection.execute(sa.insert(table), [row | {"updated_at": now} for row in rows])


def _price(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "package": row["package"],
        "price": Decimal(str(row["price_usd"])),
        "currency": "USD",
        "valid_from": datetime.fromisoformat(row["valid_from"].removesuffix("Z")),
    }
