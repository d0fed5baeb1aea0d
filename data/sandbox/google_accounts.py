"""Google's sign-in for service accounts: a JSON key, a signed assertion, a token for an hour."""

import json
import time
from base64 import urlsafe_b64decode
from typing import Any, NamedTuple
from urllib.parse import parse_qsl
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

_JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_EMAIL = "linkboard-sandbox@sandbox-project.iam.gserviceaccount.example"
_LIFETIME_SECONDS = 3_600
# Google's own client names this audience whatever the token_uri of the key file says.
_GOOGLES_AUDIENCE = "https://oauth2.googleapis.com/token"
INDEXING_SCOPE = "https://www.googleapis.com/auth/indexing"
INSPECTION_SCOPES = (
    "https://www.googleapis.com/auth/webmasters",
    "https://www.googleapis.com/auth/webmasters.readonly",
)


class _Token(NamedTuple):
    scopes: frozenset[str]
    ends: float


class GoogleError(Exception):
    """An error in the shape of Google's APIs."""

    def __init__(self, code: int, status: str, message: str, **detail: Any) -> None:
        super().__init__(message)
        error: dict[str, Any] = {"code": code, "message": message, "status": status}
        if detail:
            kind = "type.googleapis.com/google.rpc.ErrorInfo"
            error["details"] = [{"@type": kind, "domain": "googleapis.com", **detail}]
        self.answer = JSONResponse({"error": error}, code)


class ServiceAccount:
    """One service account with a key made at start, and the tokens given out to it."""

    def __init__(self, base_url: str) -> None:
        self._token_uri = f"{base_url}/oauth2/token"
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._tokens: dict[str, _Token] = {}

    def routes(self) -> list[BaseRoute]:
        """The token endpoint that the JSON key names."""
        return [Route("/oauth2/token", self._exchange, methods=["POST"])]

    def json_key(self) -> str:
        """The key file that a user would download, as JSON text."""
        pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        fields = {
            "type": "service_account",
            "project_id": "sandbox-project",
            "private_key_id": "sandbox",
            "private_key": pem.decode(),
            "client_email": _EMAIL,
            "client_id": "100000000000000000001",
            "token_uri": self._token_uri,
        }
        return json.dumps(fields)

    def check(self, request: Request, *scopes: str) -> None:
        """Raise GoogleError unless the request carries a live token with one of the scopes."""
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        token = self._tokens.get(text)
        if scheme.lower() != "bearer" or token is None or token.ends < time.time():
            message = "Request had invalid authentication credentials."
            raise GoogleError(401, "UNAUTHENTICATED", message)
        if not token.scopes.intersection(scopes):
            message = "Request had insufficient authentication scopes."
            raise GoogleError(403, "PERMISSION_DENIED", message)

    async def _exchange(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("latin-1")))
        try:
            if form["grant_type"] != _JWT_BEARER:
                raise ValueError("unsupported grant")
            scopes = self._verified_scopes(form["assertion"])
        except (ValueError, KeyError, InvalidSignature):
            refusal = {"error": "invalid_grant", "error_description": "Invalid JWT."}
            return JSONResponse(refusal, 400)
        token = f"ya29.{uuid4().hex}"
        self._tokens[token] = _Token(scopes, time.time() + _LIFETIME_SECONDS)
        answer = {"access_token": token, "expires_in": _LIFETIME_SECONDS, "token_type": "Bearer"}
        return JSONResponse(answer)

    def _verified_scopes(self, assertion: str) -> frozenset[str]:
        signed, _, signature = assertion.rpartition(".")
        self._key.public_key().verify(
            _decoded(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        claims = json.loads(_decoded(signed.partition(".")[2]))
        is_for_us = claims["aud"] in (_GOOGLES_AUDIENCE, self._token_uri)
        if claims["iss"] != _EMAIL or not is_for_us or claims["exp"] < time.time():
            raise ValueError("claims do not fit")
        return frozenset(claims.get("scope", "").split())


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
