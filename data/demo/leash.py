"""`python -m data.demo.leash sandbox` is `python -m data sandbox` that ends with its parent.

The parent holds the other end of standard input. However it dies, the pipe closes, and so the child
needs neither a process id to watch nor an operating system's own signal for it.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def _end_with_parent() -> None:
    # The descriptor itself: a thread blocked in sys.stdin would hold its lock at exit.
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.argv[0] = "data"
    runpy.run_module("data", run_name="__main__", alter_sys=True)
