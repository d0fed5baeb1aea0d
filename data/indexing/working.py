"""The app's own thread for what a person starts on the Indexing page: a plan's looks, or sending.

One piece of work at a time; a page asks how far it is. The queue survives a restart, the work does
not: whatever was not sent goes with the next sync.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from data.errors import LinkboardError
from data.http import SYSTEM_CLOCK, Clock
from data.indexing.preparing import Tell

log = logging.getLogger(__name__)

_STOP_SECONDS = 30.0  # a request under way may take ten, and is answered or timed out by then

Job = Callable[[Tell, threading.Event], str]
"""Does the work, tells how far it is, ends early when the event is set; returns one sentence."""


@dataclass(frozen=True)
class WorkState:
    """One look at the work. `number` counts pieces of work; `about` is whose it is (a campaign)."""

    number: int = 0
    about: str | None = None
    is_running: bool = False
    step: str = ""
    done: int = 0
    total: int = 0
    sentence: str = ""
    is_failed: bool = False
    ended_at: datetime | None = None


class Work:
    """Runs one job after the other in a thread; `state` may be asked from any thread."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = WorkState()

    def state(self) -> WorkState:
        return self._state

    def start(self, about: str, job: Job) -> bool:
        """Begin a job; False, and nothing, while another runs."""
        with self._lock:
            if self._state.is_running:
                return False
            self._state = WorkState(self._state.number + 1, about, is_running=True)
            self._cancel.clear()
            self._thread = threading.Thread(target=self._run, args=(job,), daemon=True)
            self._thread.start()
        return True

    def cancel(self) -> None:
        """Let the running job end after the request under way."""
        self._cancel.set()

    def stop(self) -> None:
        """Cancel, and wait until the thread has ended."""
        self.cancel()
        self.wait(_STOP_SECONDS)

    def wait(self, seconds: float) -> None:
        """Until the last job has ended, or so long."""
        if (thread := self._thread) is not None:
            thread.join(seconds)

    def _run(self, job: Job) -> None:
        is_failed = False
        try:
            sentence = job(self._tell, self._cancel)
        except LinkboardError as error:
            sentence, is_failed = error.message, True
        except Exception:
            log.exception("Work of the Indexing page failed")
            sentence, is_failed = "This failed by a fault of Linkboard's; its log says more.", True
        now = self._clock.now()
        with self._lock:
            self._state = replace(
                self._state,
                is_running=False,
                sentence=sentence,
                is_failed=is_failed,
                ended_at=now,
            )

    def _tell(self, step: str, done: int, total: int) -> None:
        with self._lock:
            self._state = replace(self._state, step=step, done=done, total=total)
