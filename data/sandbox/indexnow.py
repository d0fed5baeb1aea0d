"""An IndexNow engine at ``/indexnow``: GET for one URL, POST for up to 10,000 of one host.

Answers as the protocol documents them: 200 received, 202 key check pending, 400 bad format, 403 key
not valid for the host, 422 URLs not of the host or a malformed key, 429 too many requests.
"""

import re
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from data.sandbox.limits import SlidingWindow
from data.sandbox.pages import Web
from data.sandbox.sites import BUSY, PENDING_THEN_FINE, REFUSED_LATER, WRONG_KEY_FILE

_KEY = re.compile(r"[A-Za-z0-9-]{8,128}")
_LARGEST_BATCH = 10_000
_REQUESTS_PER_SECOND = 50  # no engine documents one; this is the figure of the indexing guide


class Submission(NamedTuple):
    """One call, from either method."""

    host: str
    key: str
    key_location: str | None
    urls: list[str]


class IndexNow:
    """The engine; what it accepts, the world's pages are crawled for."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._limit = SlidingWindow(_REQUESTS_PER_SECOND, seconds=1.0)
        self._calls: Counter[str] = Counter()

    def routes(self) -> list[BaseRoute]:
        """``/indexnow`` for both methods; any other is 405."""
        return [Route("/indexnow", self._submit, methods=["GET", "POST"])]

    async def _submit(self, request: Request) -> Response:
        if self._limit.take(request.client.host if request.client else ""):
            return _refusal(429, "TooManyRequests", "Too many requests from this address.")
        is_post = request.method == "POST"
        submission = _posted(await request.body()) if is_post else _asked(request)
        if submission is None:
            return _refusal(400, "InvalidRequestParameters", "The request has a bad format.")
        if not _fits_schema(submission):
            message = "The URLs do not belong to the host, or the key does not match the schema."
            return _refusal(422, "UnprocessableEntity", message)
        return self._decide(submission)

    def _decide(self, submission: Submission) -> Response:
        host = submission.host
        site = self._web.sites.get(host)
        if site is None or site.key != submission.key or host == WRONG_KEY_FILE:
            return _forbidden()
        self._calls[host] += 1
        is_first = self._calls[host] == 1
        if host == BUSY and self._calls[host] <= 2:
            return _refusal(429, "TooManyRequests", "Too many requests.")
        if host == REFUSED_LATER and not is_first:
            return _forbidden()
        for url in submission.urls:
            self._web.accept(url)
        return Response(status_code=202 if is_first and host in _PENDING else 200)


_PENDING = (REFUSED_LATER, PENDING_THEN_FINE)


def _asked(request: Request) -> Submission | None:
    query = request.query_params
    url, key = query.get("url"), query.get("key")
    if not url or not key:
        return None
    return Submission(_host(url), key, query.get("keyLocation"), [url])


def _posted(body: bytes) -> Submission | None:
    try:
        document: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        return None
    host, key, urls = document.get("host"), document.get("key"), document.get("urlList")
    location = document.get("keyLocation")
    if not (isinstance(host, str) and isinstance(key, str) and isinstance(urls, list)):
        return None
    is_valid = 0 < len(urls) <= _LARGEST_BATCH and all(isinstance(url, str) for url in urls)
    if not is_valid or not (location is None or isinstance(location, str)):
        return None
    return Submission(host.lower(), key, location, urls)


def _fits_schema(submission: Submission) -> bool:
    if not _KEY.fullmatch(submission.key):
        return False
    folder = "/"
    if submission.key_location is not None:
        if _host(submission.key_location) != submission.host:
            return False
        folder = urlsplit(submission.key_location).path.rpartition("/")[0] + "/"
    return all(
        _host(url) == submission.host and (urlsplit(url).path or "/").startswith(folder)
        for url in submission.urls
    )


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _forbidden() -> Response:
    # The first word is spelt as Bing spells it.
    return _refusal(403, "UserForbiddedToAccessSite", "User is unauthorized to access the site.")


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"errorCode": code, "message": message, "details": None}, status)
