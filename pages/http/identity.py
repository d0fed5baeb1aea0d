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
    comes_from_here = asked.client is not None and is_loopback(asked.client.host)
    if not (comes_from_here and _name(asked) in _LOOPBACK_NAMES):
        raise AccessDenied("This address answers on this machine only.")


def require_name(asked: HTTPConnection, name: str | None) -> None:
    """Raises AccessDenied for a Host header with neither `name` nor a name of this machine."""
    if _name(asked) not in {name, *_LOOPBACK_NAMES}:
        raise AccessDenied("Nothing is served under this name.")


def _name(asked: HTTPConnection) -> str | None:
    """The host that was asked for; None when the Host header cannot be read."""
    try:
        return asked.url.hostname
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _claims(request: Request) -> dict[str, object]:
    """The signed cookie's content; Streamlit splits one above 4 kB into parts, each signed."""
    secret = get_cookie_secret()

    def part(name: str) -> bytes | None:
        return decode_signed_value(secret, name, request.cookies.get(name, ""))

    value = get_cookie_with_chunks(part, _COOKIE)
    return dict(json.loads(value)) if value else {}
