"""GET /exports/<name>.<format>: a file under the viewer's own scope, streamed.

Not Streamlit's media links: those answer without a login, and above 1 MiB may hold old content.
A download holds a connection and a snapshot of the warehouse for as long as its reader takes, so
that only a few may run at once: else slow readers would leave none to the pages.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from data import exports, options
from data.access import Viewer
from data.errors import AccessDenied, LinkboardError, ReportError
from data.exports import audit
from data.runtime import current
from pages.http import identity

_FOR_ADMINISTRATORS = {"downloads"}  # what colleagues and clients took away, and when
MOST_AT_ONCE = 6
MOST_OF_A_CLIENT = 2

log = logging.getLogger(__name__)

_running: Counter[str] = Counter()  # downloads by who takes them
_counting = threading.Lock()


async def download(request: Request) -> Response:
    """The file; 403 without access, 400 for options that cannot be read, 503 when too many run."""
    try:
        return await anyio.to_thread.run_sync(_answer, request)
    except AccessDenied as denied:
        return PlainTextResponse(f"{denied.message}\n", 403)
    except ReportError as error:
        return PlainTextResponse(f"{error.message}\n", 400)
    except LinkboardError as error:
        return PlainTextResponse(f"{error.message}\n", 503)


def _answer(request: Request) -> Response:
    viewer = identity.viewer(request)
    name, _, format = request.path_params["file"].rpartition(".")
    if name in _FOR_ADMINISTRATORS and not viewer.is_administrator:
        raise AccessDenied("Only administrators see who took what away.")
    query = request.query_params
    filters = options.filters({key.replace("-", "_"): query.getlist(key) for key in query})
    with ExitStack() as opened:
        opened.enter_context(_one_of_few(viewer))
        file, about = opened.enter_context(
            exports.opened(current().warehouse, name, filters, viewer.scope, format)
        )
        title = exports.file_name(name, filters, about.oldest, format)
        headers = {
            "Content-Disposition": f'attachment; filename="{title}"',
            "Cache-Control": "private, no-store",
        }
        media_type = exports.media_type(format)
        if request.method == "HEAD":
            return Response(headers=headers, media_type=media_type)
        export_id = audit.begin(current().warehouse, about, format, viewer.name)
        chunks = _chunks(file, opened.pop_all(), export_id)
        return StreamingResponse(chunks, headers=headers, media_type=media_type)


@contextmanager
def _one_of_few(viewer: Viewer) -> Iterator[None]:
    """A place for one download; a client has few, so that none can take all."""
    with _counting:
        its_most = MOST_AT_ONCE if viewer.is_staff else MOST_OF_A_CLIENT
        if _running.total() >= MOST_AT_ONCE or _running[viewer.name] >= its_most:
            most = min(MOST_AT_ONCE, its_most)
            raise LinkboardError(f"{most} downloads are running. Try again in a moment.")
        _running[viewer.name] += 1
    try:
        yield
    finally:
        with _counting:
            _running[viewer.name] -= 1


def _chunks(file: exports.ExportFile, opened: ExitStack, export_id: str) -> Iterator[bytes]:
    """The bytes as they come; an error half-way breaks the connection off, so that a client never
    takes a cut file for a whole one."""
    with opened:
        yield from file
    try:
        audit.finish(current().warehouse, export_id, file.written)
    except LinkboardError:
        log.exception("The end of download %s was not noted", export_id)
