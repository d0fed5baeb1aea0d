"""The HTTP manners that both dialects share: tokens, validation, errors, CSV and the limiter."""

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.sandbox.limits import SlidingWindow

Endpoint = Callable[[Request], Awaitable[Response]]
Authorise = Callable[[Request], None]
Row = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")

_GUARDED = ("=", "+", "-", "@", "\t", "\r")


class ApiError(Exception):
    """An answer other than success, with its JSON body."""

    def __init__(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers


def unprocessable(errors: Sequence[Any], place: str) -> ApiError:
    """422 with the usual array: type, loc, msg, input and sometimes ctx."""
    detail = [{**error, "loc": [place, *error["loc"]]} for error in errors]
    return ApiError(422, {"detail": detail})


def bearer_token(request: Request) -> str | None:
    """The token of the Authorization header, or None without one of that scheme."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


async def body_of(request: Request, kind: type[Value]) -> Value:
    """The JSON body, validated; raises the 422 that the frameworks of this family answer."""
    raw = await request.body()
    adapter = TypeAdapter(kind)
    if not raw:
        missing: Row = {"type": "missing", "loc": [], "msg": "Field required", "input": None}
        raise unprocessable([missing], "body")
    try:
        return adapter.validate_json(raw)
    except ValidationError as error:
        raise unprocessable(_plain(error), "body") from error


def query_of(request: Request, model: type[Model]) -> Model:
    """The query, validated; names that nobody knows are ignored."""
    try:
        return model.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise unprocessable(_plain(error), "query") from error


def _plain(error: ValidationError) -> list[Row]:
    found: list[Row] = [dict(one) for one in error.errors(include_url=False)]
    for one in found:
        if one["type"] == "json_invalid":
            one["input"] = {}
    return found


def csv_answer(filename: str, header: Sequence[str], rows: Sequence[Row]) -> Response:
    """All rows as a download: no BOM, CRLF, empty for null, formula cells behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_guarded(row[name]) for name in header] for row in rows)
    disposition = {"Content-Disposition": f"attachment; filename={filename}"}
    return Response(text.getvalue().encode(), media_type="text/csv", headers=disposition)


def _guarded(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_GUARDED) else text


class DroppedConnection(PlainTextResponse):
    """A 500 in plain text after which the kept-alive connection dies without a word.

    The body is whole, but the answer is never declared finished, so the server closes the socket.
    """

    def __init__(self) -> None:
        super().__init__("Internal Server Error", status_code=500)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send everything except the end."""

        async def unfinished(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "more_body": True}
            await send(message)

        await super().__call__(scope, receive, unfinished)


def api_route(method: str, path: str, endpoint: Endpoint, authorise: Authorise) -> Route:
    """One call of an API: the token is checked before anything else of the request is read."""

    async def secured(request: Request) -> Response:
        authorise(request)
        return await endpoint(request)

    route = Route(path, secured, methods=[method], name=f"{method} {path}")
    route.methods = {method}
    return route


async def _api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return JSONResponse(error.body, error.status, error.headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"detail": error.detail}, error.status_code, error.headers)


async def _internal_error(request: Request, error: Exception) -> Response:
    return JSONResponse({"detail": "An internal error occurred"}, 500)


class Limited:
    """Counts every request per client address, before the token is looked at."""

    def __init__(self, app: ASGIApp, window: SlidingWindow, first_call_seconds: float) -> None:
        self._app = app
        self._window = window
        self._first_wait = first_call_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 429 when the window is full."""
        wait, self._first_wait = self._first_wait, 0.0
        await asyncio.sleep(wait)
        address = (scope.get("client") or ("",))[0]
        if self._window.take(address):
            # The public server always says 60, however soon there is room again.
            refusal = JSONResponse({"detail": "Too many requests", "retry_after": 60}, 429)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def application(
    routes: Sequence[Route], window: SlidingWindow, first_call_seconds: float = 0.0
) -> ASGIApp:
    """One dialect as an ASGI application with JSON errors and the limiter in front."""
    app = Starlette(
        routes=list(routes),
        exception_handlers={
            ApiError: _api_error,
            HTTPException: _http_error,
            Exception: _internal_error,
        },
    )
    return Limited(app, window, first_call_seconds)
