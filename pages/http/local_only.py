"""Under which names, and from where, the app answers at all.

Without sign-in whoever is on this machine is its administrator, so nobody else gets an answer.
Streamlit accepts a websocket whose Origin equals its Host, whatever the name: a web page elsewhere
could point its own name at 127.0.0.1 and read the dashboard through its visitor's browser. So
pages, websockets and routes ask for the same as exports: this machine, under a loopback name.
With sign-in APP__PUBLIC_URL names the one host besides.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from data import settings
from data.errors import AccessDenied, SettingsError
from data.runtime import current
from pages.http import identity

# A vendor's signed events and a probe's question come from elsewhere; they show no rows.
_HEALTH, _WEBHOOKS = "/healthz", "/webhooks/"
# Streamlit answers these to anybody: counters of its caches and sessions, and remote control.
_CLOSED = ("/_stcore/metrics", "/_stcore/agent")
_POLICY_VIOLATION = 1008


def require_safe_address(address: str | None) -> None:
    """Raises SettingsError for an address that other machines reach while nobody signs in."""
    if settings.load().has_sign_in or (address and identity.is_loopback(address)):
        return
    raise SettingsError(
        f"Without sign-in Linkboard serves this machine only, not {address or 'every address'}. "
        "Take server.address back to 127.0.0.1, or set up [auth] in .streamlit/secrets.toml."
    )


class LocalOnly:
    """Refuses what does not come from this machine, unless people sign in. Pure ASGI."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            try:
                _require_welcome(HTTPConnection(scope))
            except AccessDenied as denied:
                await _refuse(denied, scope, receive, send)
                return
        await self.app(scope, receive, send)


def _require_welcome(asked: HTTPConnection) -> None:
    path = asked.scope["path"]
    if any(closed in path for closed in _CLOSED):
        raise AccessDenied("This address is closed.")
    if path == _HEALTH or path.startswith(_WEBHOOKS):
        return
    settings = current().settings
    if not settings.has_sign_in:
        identity.require_loopback(asked)
    elif settings.app.public_url:
        identity.require_name(asked, urlsplit(settings.app.public_url).hostname)


async def _refuse(denied: AccessDenied, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    await PlainTextResponse(f"{denied.message}\n", 403)(scope, receive, send)
