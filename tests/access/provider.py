"""An OpenID Connect provider: whoever says a name is that person. RFC 6749, 7636, OIDC Core 1.0.

The authorize page asks for the subject; `Person` says what its token then claims, and what is wrong
with it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "linkboard", "the-clients-own-secret"
_FORM = '<form method="post"><input name="subject" autofocus><button>Go</button>{}</form>'


@dataclass(frozen=True)
class Person:
    """What a token says beside issuer and subject."""

    claims: dict[str, Any] = field(default_factory=dict)
    seconds: float = 3600  # until the token expires
    nonce: str | None = None  # instead of the one that was asked for
    key: RSAKey | None = None  # instead of the published one


@dataclass
class Provider:
    """`people` may be changed at any time; a subject that is not in it gets a plain token."""

    issuer: str
    address: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    callbacks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self._asked: dict[str, dict[str, str]] = {}

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._keys),
        ]

    async def _metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})

    async def _authorize(self, request: Request) -> Response:
        if request.method == "GET":
            hidden = (
                f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
                for name, value in request.query_params.items()
            )
            return HTMLResponse(_FORM.format("".join(hidden)))
        asked = {name: str(value) for name, value in (await request.form()).items()}
        code = secrets.token_urlsafe()
        self._asked[code] = asked
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
        self.callbacks.append(back)
        return RedirectResponse(back, 303)

    async def _token(self, request: Request) -> Response:
        given = await request.form()
        asked = self._asked.pop(str(given.get("code")), None)
        if asked is None or not self._is_the_app(request) or not _is_proof(asked, given):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": secrets.token_urlsafe(), "token_type": "Bearer"}
            | {"id_token": self._id_token(asked), "expires_in": 3600}
        )

    def _is_the_app(self, request: Request) -> bool:
        told = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {told}"

    def _id_token(self, asked: dict[str, str]) -> str:
        person = self.people.get(asked["subject"], Person())
        now = time.time()
        claims = {
            "iss": self.issuer,
            "sub": asked["subject"],
            "aud": CLIENT_ID,
            "iat": int(now),
            "exp": now + person.seconds,
            "nonce": person.nonce or asked["nonce"],
            **person.claims,
        }
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, person.key or self._key)


def _is_proof(asked: dict[str, str], given: Any) -> bool:
    digest = hashlib.sha256(str(given.get("code_verifier", "")).encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return asked.get("code_challenge") == challenge


@contextmanager
def running(issuer: str) -> Iterator[Provider]:
    """The provider in a thread, stopped at the end."""
    provider = Provider(issuer)
    app = Starlette(routes=provider.routes())
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", log_level="critical", access_log=False)
    )
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        provider.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)
