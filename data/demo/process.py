"""The demo's sandbox as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from functools import cached_property
from typing import IO, Any

from data.errors import LinkboardError
from data.settings import ROOT

# The lists carry placements and the limits are high, so that a first sync takes seconds.
_OPTIONS = ("--json", "--port", "0", "--list-placements", "yes")
# The guide's example is told as of yesterday: the engines of the demo say that they took it then.
PUSHED_HOURS_AGO = 26
_PUSHED = ("--pushed-hours-ago", str(PUSHED_HOURS_AGO))
_LIMITS = ("--requests-per-minute", "60000", "--outreach-requests-per-minute", "60000")
_START_SECONDS = 60.0
_STOP_SECONDS = 5.0


class DemoSandbox:
    """`python -m data sandbox` as a child; it starts while the caller goes on."""

    def __init__(self, *options: str) -> None:
        words = ["sandbox", *_OPTIONS, *_LIMITS, *_PUSHED, *options]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.demo.leash", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @cached_property
    def announcement(self) -> dict[str, Any]:
        """Its URLs, keys and clients, as soon as it serves; the child is ended if it does not.

        Raises LinkboardError.
        """
        try:
            return self._announced()
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
