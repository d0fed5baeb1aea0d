"""JSON answers and the one error shape of the Podcast Backlinks API."""

from http import HTTPStatus
from itertools import count
from typing import Any

import orjson
from starlette.responses import Response

from data.sandbox.order_ids import ALPHABET

_UTC_WITH_Z = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z
_HTTP_STATUS = {
    "invalid_request": HTTPStatus.BAD_REQUEST,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "insufficient_funds": HTTPStatus.PAYMENT_REQUIRED,
    "url_blocked": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "report_not_ready": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "duplicate_order": HTTPStatus.CONFLICT,
    "content_rejected": HTTPStatus.UNPROCESSABLE_ENTITY,
    "niche_unavailable": HTTPStatus.UNPROCESSABLE_ENTITY,
    "rate_limited": HTTPStatus.TOO_MANY_REQUESTS,
    "internal_error": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class ApiError(Exception):
    """An error answer; ``code`` is one of the document's nine or a 404 or 405 in their shape."""

    def __init__(self, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.headers = headers


def dumps(value: Any) -> bytes:
    """JSON in UTF-8; naive datetimes are UTC and end in Z."""
    return orjson.dumps(value, option=_UTC_WITH_Z)


def json_response(body: bytes, status: int = 200) -> Response:
    """An answer from ready JSON bytes."""
    return Response(body, status, media_type="application/json")


class ErrorAnswers:
    """Turns errors into answers, each with its own request id."""

    def __init__(self) -> None:
        self._requests = count(1)

    def __call__(self, error: ApiError) -> Response:
        body = {
            "error": {
                "code": error.code,
                "message": str(error),
                "doc_url": f"https://podcastbacklinks.com/api#{error.code}",
                "request_id": _request_id(next(self._requests)),
            }
        }
        answer = json_response(dumps(body), _HTTP_STATUS[error.code])
        answer.headers.update(error.headers or {})
        return answer


def _request_id(number: int) -> str:
    digits = [ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5)]
    return "req_01" + "".join(digits)
