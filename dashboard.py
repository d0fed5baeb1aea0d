"""The application: Streamlit's frame, the HTTP routes and the background sync, in one process.

    streamlit run dashboard.py

The script that Streamlit reruns is pages/frame.py. Because it lies inside `pages/`, no page can be
opened around it and its sign-in.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import streamlit as st

from data import handover, runtime
from data.errors import LinkboardError
from data.runtime import Runtime
from pages.client_report.sending import ReportSender
from pages.http import local_only, start_up
from pages.routes import MIDDLEWARE, ROUTES

log = logging.getLogger(__name__)


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
    start_up.warm_up()
    start_up.send_small_frames_at_once()
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
