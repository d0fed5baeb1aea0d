"""The HTTP routes of the app: exports, health, the hand-over of commands, and security headers.

They are a face of the app like the pages: they read the same login cookie, ask the same roster and
run the same reports. Each is mounted with all methods, because Streamlit's own catch-all would
answer a wrong method with a page.
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route

from data.runtime import current
from pages.http import commands, exports, headers, health, local_only, webhooks

ROUTES: list[BaseRoute] = [
    Route("/healthz", health.healthz, methods=["GET", "HEAD"]),
    Route("/exports/{file}", exports.download, methods=["GET", "HEAD"]),
    Route("/command", commands.run, methods=["POST"]),
    Route("/sync", commands.sync_now, methods=["POST"]),
    Mount("/webhooks", webhooks.receiver(current)),
]
MIDDLEWARE = [Middleware(headers.SecurityHeaders), Middleware(local_only.LocalOnly)]
