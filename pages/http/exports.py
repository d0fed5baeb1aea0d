"""GET /exports/<name>.<format>: a file under the viewer's own scope, streamed.

Not Streamlit's media links: those answer without a login, and above 1 MiB may hold old content.
"""

from __future__ import annotations

import contextlib
import io
import queue
import threading
from collections.abc import Iterator

import anyio
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from typing_extensions import Buffer

from data import exports, options
from data.access import Scope
from data.errors import AccessDenied, LinkboardError, ReportError
from data.reports import Filters
from data.runtime import current
from pages.http import identity

_CHUNKS_AHEAD = 8


async def download(request: Request) -> Response:
    """The file; 403 without access, 400 with one sentence for options that cannot be read."""
    try:
        return await anyio.to_thread.run_sync(_answer, request)
    except AccessDenied as denied:
        return PlainTextResponse(f"{denied.message}\n", 403)
    except ReportError as error:
        return PlainTextResponse(f"{error.message}\n", 400)
    except LinkboardError as error:
        return PlainTextResponse(f"{error.message}\n", 503)


def _answer(request: Request) -> Response:
    scope = identity.viewer(request).scope
    name, _, format = request.path_params["file"].rpartition(".")
    query = request.query_params
    filters = options.filters({key.replace("-", "_"): query.getlist(key) for key in query})
    exports.check(name, filters, format)
    headers = {
        "Content-Disposition": f'attachment; filename="{exports.file_name(name, filters, format)}"',
        "Cache-Control": "private, no-store",
    }
    media_type = exports.MEDIA_TYPES[format]
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(
        _chunks(name, filters, scope, format), headers=headers, media_type=media_type
    )


def _chunks(name: str, filters: Filters, scope: Scope, format: str) -> Iterator[bytes]:
    """Run the export in a thread of its own and pass its bytes on as they come.

    An error half-way is raised here, so that the connection breaks off: a client must never take a
    cut file for a whole one. When the client leaves first, the writing thread is stopped.
    """
    pipe = _Pipe()

    def write() -> None:
        try:
            exports.export(current().warehouse, name, filters, scope, format, pipe)
            pipe.finish(None)
        except BaseException as error:
            pipe.finish(error)

    threading.Thread(target=write, name=f"export-{name}", daemon=True).start()
    try:
        yield from pipe
    finally:
        pipe.abandon()


class _Pipe(io.RawIOBase):
    """A write end for the exporting thread, an iterator for the answering one."""

    def __init__(self) -> None:
        self._chunks: queue.Queue[bytes | BaseException | None] = queue.Queue(_CHUNKS_AHEAD)
        self._left = threading.Event()

    def writable(self) -> bool:
        return True

    def write(self, chunk: Buffer, /) -> int:
        data = bytes(chunk)
        if data:
            self._put(data)
        return len(data)

    def finish(self, error: BaseException | None) -> None:
        with contextlib.suppress(BrokenPipeError):
            self._put(error)

    def abandon(self) -> None:
        self._left.set()

    def __iter__(self) -> Iterator[bytes]:
        while (chunk := self._chunks.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    def _put(self, item: bytes | BaseException | None) -> None:
        while not self._left.is_set():
            with contextlib.suppress(queue.Full):
                self._chunks.put(item, timeout=1)
                return
        raise BrokenPipeError("the client has left")
