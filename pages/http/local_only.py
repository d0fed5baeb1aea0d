"""Without sign-in whoever is on this machine is its administrator: so nobody else gets an answer.

Streamlit accepts a websocket whose Origin equals its Host, whatever the name: a web page elsewhere
could point its own name at 127.0.0.1 and read the dashboard through its visitor's browser. So
pages, websockets and routes ask for the same as exports: this machine, under a loopback name.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data.errors import AccessDenied
from data.runtime import current
from pages.http import identity

# A vendor's signed events and a probe's question come from elsewhere; they show no rows.
_HEALTH, _WEBHOOKS = "/healthz", "/webhooks/"
_POLICY_VIOLATION = 1008


class LocalOnly:
    """Refuses what does not come from this machine, unless people sign in. Pure ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not _is_open(scope):
            try:
                identity.require_loopback(HTTPConnection(scope))
            except AccessDenied as denied:
                await _refuse(denied, scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_open(scope: Scope) -> bool:
    path = scope["path"]
    is_for_all = path == _HEALTH or path.startswith(_WEBHOOKS)
    return is_for_all or current().settings.has_sign_in


async def _refuse(denied: AccessDenied, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    await PlainTextResponse(f"{denied.message}\n", 403)(scope, receive, send)
