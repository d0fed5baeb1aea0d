"""The HTTP routes of the app: exports, health, the hand-over of commands, and security headers.

They are a face of the app like the pages: they read the same login cookie, ask the same roster and
run the same reports. Streamlit's own catch-all answers any other GET with a page: so `GET /sync` is
the page of that name, and a route that is no page refuses GET itself.
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route

from data.runtime import current
from pages.http import client_reports, commands, exports, headers, health, local_only, webhooks


async def post_only(_: Request) -> PlainTextResponse:
    return PlainTextResponse("This route takes POST only.\n", 405, {"Allow": "POST"})


ROUTES: list[BaseRoute] = [
    Route("/healthz", health.healthz, methods=["GET", "HEAD"]),
    Route("/exports/{file}", exports.download, methods=["GET", "HEAD"]),
    Route("/client-report/{client}.pdf", client_reports.own, methods=["GET", "HEAD"]),
    Route("/client-report/{client}.html", client_reports.own, methods=["GET", "HEAD"]),
    Route("/share/{token}", client_reports.shared, methods=["GET", "HEAD"]),
    Route("/command", commands.run, methods=["POST"]),
    Route("/command", post_only, methods=["GET", "HEAD"]),
    Route("/sync", commands.sync_now, methods=["POST"]),
    Mount("/webhooks", webhooks.receiver(current)),
]
MIDDLEWARE = [Middleware(headers.SecurityHeaders), Middleware(local_only.LocalOnly)]
