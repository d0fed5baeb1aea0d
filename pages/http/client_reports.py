"""A client's report as a document: for those who sign in, and behind a shared link.

`GET /client-report/<client>.html|pdf?from=…&to=…&tz=…&paper=…` asks who is signed in.
`GET /share/<token>` and `/share/<token>.pdf` ask the token alone, and show what it was made for:
nothing that stands in the address can widen it.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlencode

import anyio
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from data import shares
from data.access import Viewer
from data.errors import AccessDenied, LinkboardError, ReportError
from data.exports import audit
from data.runtime import current
from data.shares import Share
from pages.client_report import contents, html, pdf
from pages.client_report.contents import Contents
from pages.components import formats
from pages.http import identity
from pages.http.gate import Gate

_PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}
_TOO_MANY = PlainTextResponse(
    "Too many requests. Try again in a minute.\n", 429, {**_PRIVATE, "Retry-After": "60"}
)
# Behind a proxy all visitors may share one address: wrong links of some must not close good ones,
# so a good link is counted by itself and only wrong ones by their visitor. Who says to have passed
# a proxy can name any address, so that wrong ones are counted in all as well.
_OPENINGS, _WRONG, _ALL_WRONG = Gate(60, 60.0), Gate(10, 60.0), Gate(60, 60.0)
_AT_ONCE = anyio.CapacityLimiter(2)  # setting a report takes a processor for a second


async def own(request: Request) -> Response:
    """The report of a client in the viewer's scope; 403, 400 and 503 as for other exports."""
    return await _answered(anyio.to_thread.run_sync(_own, request, limiter=_AT_ONCE))


async def shared(request: Request) -> Response:
    """The page or PDF of a shared link; 404 for a link that does not open, 429 for too many."""
    return await _answered(_shared(request))


async def _answered(answer: Awaitable[Response]) -> Response:
    try:
        return await answer
    except AccessDenied as denied:
        return PlainTextResponse(f"{denied.message}\n", 403, _PRIVATE)
    except ReportError as error:
        return PlainTextResponse(f"{error.message}\n", 400, _PRIVATE)
    except LinkboardError as error:
        return PlainTextResponse(f"{error.message}\n", 503, _PRIVATE)


def _own(request: Request) -> Response:
    viewer = identity.viewer(request)
    client_id = request.path_params["client"]
    _require_in_scope(viewer, client_id)
    query = request.query_params
    report = contents.collect(
        current().warehouse,
        client_id,
        _day(query.get("from")),
        _day(query.get("to")),
        query.get("tz") or current().settings.app.timezone,
    )
    if request.url.path.endswith(".html"):
        days = urlencode({name: query[name] for name in ("from", "to", "tz") if name in query})
        page = html.render(report, pdf=f"{quote(client_id, safe='')}.pdf?{days}")
        return _page(report, page.encode(), viewer.name)
    return _pdf(report, pdf.render(report, query.get("paper", "a4")), viewer.name)


async def _shared(request: Request) -> Response:
    # Only the end is looked at: a signature may begin with "pdf".
    asked = request.path_params["token"]
    token = asked.removesuffix(".pdf")
    runtime = current()
    try:
        share = await anyio.to_thread.run_sync(
            shares.opened, runtime.warehouse, runtime.settings, token
        )
    except AccessDenied as denied:
        visitor = request.client.host if request.client else ""
        if not (_WRONG.admits(visitor) and _ALL_WRONG.admits("all")):
            return _TOO_MANY
        return PlainTextResponse(f"{denied.message}\n", 404, _PRIVATE)
    if not _OPENINGS.admits(share.share_id):
        return _TOO_MANY
    paper = request.query_params.get("paper", "a4") if asked != token else None
    return await anyio.to_thread.run_sync(_opened, share, token, paper, limiter=_AT_ONCE)


def _opened(share: Share, token: str, paper: str | None) -> Response:
    """The PDF when a paper is named, else the page."""
    known = paper if paper in (None, *pdf.PAPERS) else "a4"
    minute = int(time.monotonic() // 60)
    report, document = _document(share, token, known, minute)
    answer = _page if paper is None else _pdf
    return answer(report, document, f"share {share.share_id}")


@lru_cache(maxsize=8)
def _document(share: Share, token: str, paper: str | None, _minute: int) -> tuple[Contents, bytes]:
    """Kept for a minute: who opens one link again and again keeps no processor busy."""
    report = contents.collect(
        current().warehouse, share.client_id, share.start, share.end, share.zone, share.as_of
    )
    if paper is not None:
        return report, pdf.render(report, paper)
    expires = formats.when(share.expires_at, share.zone)
    return report, html.render(report, pdf=f"{quote(token)}.pdf", expires=expires).encode()


def _page(report: Contents, document: bytes, identity: str) -> Response:
    audit.whole(current().warehouse, pdf.about(report), "html", document, identity)
    policy = {"Content-Security-Policy": html.POLICY, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(document, headers=_PRIVATE | policy)


def _pdf(report: Contents, document: bytes, identity: str) -> Response:
    audit.whole(current().warehouse, pdf.about(report), "pdf", document, identity)
    headers = {"Content-Disposition": f'attachment; filename="{pdf.file_name(report)}"'}
    return Response(document, media_type="application/pdf", headers=_PRIVATE | headers)


def _require_in_scope(viewer: Viewer, client_id: str) -> None:
    if viewer.scope.clients is not None and client_id not in viewer.scope.clients:
        raise AccessDenied("There is no such client for you.")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise ReportError(f"{text!r} is no day; write from and to like 2026-10-31.") from None
