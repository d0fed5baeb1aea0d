"""The application: Streamlit's frame, the HTTP routes and the background sync, in one process.

    streamlit run dashboard.py

The script that Streamlit reruns is pages/frame.py. Because it lies inside `pages/`, no page can be
opened around it and its sign-in.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import streamlit as st

from data import handover, runtime
from data.errors import LinkboardError
from data.runtime import Runtime
from pages.client_report.sending import ReportSender
from pages.http import local_only
from pages.routes import MIDDLEWARE, ROUTES

log = logging.getLogger(__name__)


def send_small_frames_at_once() -> None:
    """Set TCP_NODELAY on the listening socket; Linux sockets inherit it (48 -> 6 ms a rerun)."""
    for descriptor in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            if os.readlink(f"/proc/self/fd/{descriptor}").startswith("socket:"):
                with socket.socket(fileno=os.dup(int(descriptor))) as listener:
                    if listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def warm_up() -> None:
    """Import what every page needs and take it out of the garbage collector's sight.

    Streamlit collects all generations after each rerun; with pandas and plotly loaded that costs
    35-75 ms, after the freeze 4.
    """
    import pandas  # noqa: F401
    import plotly.graph_objects as go
    import pyarrow  # noqa: F401

    go.Figure([go.Scatter(x=[1], y=[1]), go.Bar(x=[1], y=[1])]).to_json()
    gc.collect()
    gc.freeze()


def opened() -> Runtime:
    """The runtime; what keeps it from starting is said in one sentence and ends the process."""
    try:
        local_only.require_safe_address(st.get_option("server.address"))
        return runtime.current()
    except LinkboardError as error:
        # Whatever leaves the lifespan is printed with its traceback, SystemExit as well.
        print(error.message, file=sys.stderr, flush=True)
        os._exit(1)


@contextlib.asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    app = await anyio.to_thread.run_sync(opened)
    owner = handover.announce(int(st.get_option("server.port")), app.warehouse.path)
    await anyio.to_thread.run_sync(app.start)
    sender = ReportSender(app)
    sender.start()
    warm_up()
    with contextlib.suppress(OSError):
        send_small_frames_at_once()
    try:
        yield
    finally:
        await anyio.to_thread.run_sync(sender.stop)
        handover.withdraw(owner)
        await anyio.to_thread.run_sync(app.stop)


def apologise(error: BaseException) -> bool:
    """Say one sentence in place of Streamlit's red box and log the rest; True: dealt with."""
    log.error("A page failed", exc_info=error)
    st.error(
        "This page met a fault of Linkboard's own. The other pages work on; the log says more.",
        icon=":material/error:",
    )
    return True


app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
    on_script_error=apologise,
)
