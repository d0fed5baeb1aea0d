"""Who sends a plain HTTP request: the same cookie and roster as on the pages."""

from __future__ import annotations

import ipaddress
import json

from starlette.requests import HTTPConnection, Request
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from data.access import Viewer, viewer_of
from data.errors import AccessDenied
from data.runtime import current

_COOKIE = "_streamlit_user"
_LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}


def viewer(request: Request) -> Viewer:
    """The signed-in viewer; without [auth] whoever is on this machine.

    Raises AccessDenied. A loopback name in the Host header is asked for as well, so that a web page
    elsewhere cannot reach a local dashboard by pointing its own name at 127.0.0.1.
    """
    runtime = current()
    if not runtime.settings.has_sign_in:
        require_loopback(request)
        return Viewer.local_administrator()
    claims = _claims(request)
    if not claims.get("is_logged_in"):
        raise AccessDenied("Please sign in.")
    with runtime.warehouse.read() as connection:
        return viewer_of(connection, claims)


def require_loopback(asked: HTTPConnection) -> None:
    """Raises AccessDenied unless the request comes from this machine under a loopback name."""
    try:
        address = ipaddress.ip_address(asked.client.host if asked.client else "")
        is_local = address.is_loopback and asked.url.hostname in _LOOPBACK_NAMES
    except ValueError:  # neither an address nor a URL can be read out of it
        is_local = False
    if not is_local:
        raise AccessDenied("This address answers on this machine only.")


def _claims(request: Request) -> dict[str, object]:
    """The signed cookie's content; Streamlit splits one above 4 kB into parts, each signed."""
    secret = get_cookie_secret()

    def part(name: str) -> bytes | None:
        return decode_signed_value(secret, name, request.cookies.get(name, ""))

    value = get_cookie_with_chunks(part, _COOKIE)
    return dict(json.loads(value)) if value else {}
